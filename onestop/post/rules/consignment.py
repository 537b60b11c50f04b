"""The states of a consignment, and what an event that is heard of makes of it."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

from onestop.errors import N_, Refused


class Direction(StrEnum):
    """Which way a consignment goes."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class ConsignmentState(StrEnum):
    """Where a consignment stands."""

    PACKED = "packed"
    """On an open manifest, not yet handed over."""
    REMOVED = "removed"
    """Taken off the manifest before it was handed over."""
    POSTED = "posted"
    DELIVERED = "delivered"
    RETURNED = "returned"
    LOST = "lost"


LIVE = frozenset({ConsignmentState.PACKED, ConsignmentState.POSTED})
"""The states in which a consignment has its result; a result is in one of these at most."""


class EventKind(StrEnum):
    """What is heard of a consignment, in the order of its way."""

    ACCEPTED = "accepted"
    IN_TRANSIT = "in_transit"
    UNDELIVERED = "undelivered"
    REFUSED = "refused"
    RETURNING = "returning"
    DELIVERED = "delivered"
    RETURNED = "returned"
    LOST = "lost"


class EventSource(StrEnum):
    """How an event was learnt."""

    HAND = "hand"
    SCANNER = "scanner"
    FILE = "file"
    SERVICE = "service"


_ENDS = {
    EventKind.DELIVERED: ConsignmentState.DELIVERED,
    EventKind.RETURNED: ConsignmentState.RETURNED,
    EventKind.LOST: ConsignmentState.LOST,
}
NOT_GIVEN = frozenset({EventKind.UNDELIVERED, EventKind.REFUSED, EventKind.RETURNING})
"""What is heard of a consignment that the postman could not leave with its receiver."""
_HERE_AGAIN = frozenset({EventKind.DELIVERED, EventKind.RETURNED})
_ITEM_CODE = re.compile(r"[0-9A-Z]{6,40}")


def normal_label(text: str) -> str:
    """An item code as it is kept: capitals and digits, without blanks and dashes."""
    return re.sub(r"[\s.-]", "", text).upper()


def require_label(text: str) -> str:
    """The item code as it is kept; raises Refused for what cannot be one."""
    code = normal_label(text)
    if not _ITEM_CODE.fullmatch(code):
        raise Refused(
            N_("“%(text)s” is no item code: scan the bar code of the label again."), text=text[:40]
        )
    return code


def becomes(state: ConsignmentState, kind: EventKind, *, still_lost: bool) -> ConsignmentState:
    """What an event makes of a consignment; the same state where it changes nothing.

    What was lost can still be delivered or come back, as long as it is not restored, nor sent anew
    (`still_lost`). Nothing else that ended goes on.
    """
    if state is ConsignmentState.POSTED:
        return _ENDS.get(kind, state)
    if state is ConsignmentState.LOST and still_lost and kind in _HERE_AGAIN:
        return _ENDS[kind]
    return state


def contradicts(
    state: ConsignmentState, kind: EventKind, *, still_lost: bool, afterwards: bool = False
) -> bool:
    """Whether an event says of an ended consignment that it ended otherwise.

    Losing what was delivered, or delivering what came back; or that the postman still had after its
    delivery (`afterwards`) what he left with nobody: somebody has to look into it.
    """
    if afterwards and state is ConsignmentState.DELIVERED and kind in NOT_GIVEN:
        return True
    ended = state in _ENDS.values()
    otherwise = kind in _ENDS and _ENDS[kind] is not state
    return ended and otherwise and becomes(state, kind, still_lost=still_lost) is state


def event_key(kind: EventKind, happened_at: datetime) -> str:
    """By what the same event is known again, however often and from whomever it is heard."""
    return f"{kind}@{happened_at.astimezone(UTC):%Y%m%dT%H%M}"


def fitting_moment(
    happened_at: datetime, *, posted_at: datetime, at: datetime, zone: tzinfo
) -> datetime:
    """The moment of an event as it is kept; raises Refused where it cannot be right.

    Carriers often tell the day only: what happened on the day of the hand-over happened after it.
    """
    if happened_at > at:
        raise Refused(N_("Nothing is recorded before it happens; mend the day or the hour."))
    if happened_at >= posted_at:
        return happened_at
    if happened_at.astimezone(zone).date() == posted_at.astimezone(zone).date():
        return posted_at
    raise Refused(N_("That was before the item was handed over; mend the day."))


def require_posted(state: ConsignmentState, item_code: str) -> None:
    """Lets an event be recorded of what the post has had; raises Refused otherwise."""
    if state in (ConsignmentState.PACKED, ConsignmentState.REMOVED):
        raise Refused(
            N_("Item %(item_code)s was never handed over; seal and hand over its manifest first."),
            item_code=item_code,
        )


def require_open(handed_over_at: datetime | None) -> None:
    """Lets an open manifest change; raises Refused for one that was handed over."""
    if handed_over_at is not None:
        raise Refused(N_("This manifest was handed over; it never changes any more."))


def require_complete(item_codes: Collection[str]) -> None:
    """Lets a manifest be handed over that has consignments with an item code each."""
    if not item_codes:
        raise Refused(N_("Nothing is on this manifest; add a result first."))
    missing = sum(1 for each in item_codes if not each)
    if missing:
        raise Refused(
            N_("%(many)s consignments have no item code yet; scan their labels first."),
            many=missing,
        )
