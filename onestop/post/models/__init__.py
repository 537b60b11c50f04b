"""Carriers, what they carry and where it is, and what is settled with them."""

from onestop.post.models.carrier import Carrier, CarrierFile, StrangeEvent
from onestop.post.models.consignment import Consignment, Manifest, PostalPaper, TrackingEvent
from onestop.post.models.filing import Filing
from onestop.post.models.settlement import SettledConsignment, Settlement

__all__ = [
    "Carrier",
    "CarrierFile",
    "Consignment",
    "Filing",
    "Manifest",
    "PostalPaper",
    "SettledConsignment",
    "Settlement",
    "StrangeEvent",
    "TrackingEvent",
]
