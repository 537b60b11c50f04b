"""A delivery that was entered by mistake is taken back, as long as nothing followed from it."""

from __future__ import annotations

from collections.abc import Collection

from onestop.errors import N_, Refused
from onestop.post.rules.consignment import EventSource

BY_PEOPLE = frozenset({EventSource.HAND, EventSource.SCANNER})


def require_deniable(
    sources: Collection[EventSource], *, settled: bool, booked: bool, followed: bool
) -> None:
    """Lets a delivery be taken back that somebody here entered; raises Refused otherwise.

    Not what the carrier told too, nor what was settled with it, nor while money is booked that the
    receiver is said to have paid, nor after something else happened to the case.
    """
    if not set(sources) <= BY_PEOPLE:
        raise Refused(N_("The carrier itself told of the delivery; ask it, and reopen the case."))
    if settled:
        raise Refused(N_("The item is settled with the carrier already; reopen the case instead."))
    if booked:
        raise Refused(N_("Fees were booked with the delivery; cancel their receipt first."))
    if followed:
        raise Refused(N_("Something else followed the delivery; reopen the case instead."))
