"""Carriers, what they carry and where it is, and what is settled with them."""

from onestop.post.models.consignment import (
    Carrier,
    CarrierFile,
    Consignment,
    Filing,
    Manifest,
    PostalPaper,
    TrackingEvent,
)
from onestop.post.models.settlement import SettledConsignment, Settlement

__all__ = [
    "Filing",
    "Carrier",
    "CarrierFile",
    "Consignment",
    "Manifest",
    "PostalPaper",
    "SettledConsignment",
    "Settlement",
    "TrackingEvent",
]
