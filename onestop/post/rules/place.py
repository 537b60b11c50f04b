"""Every result is somewhere, once: the one place of a result, and what would deny it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from onestop.cases.rules.lifecycle import CaseStatus, Holding
from onestop.post.rules.consignment import LIVE, ConsignmentState


class Place(StrEnum):
    """Where a result can be."""

    AT_THE_COUNTER = "at_the_counter"
    ON_A_MANIFEST = "on_a_manifest"
    WITH_THE_POST = "with_the_post"
    BACK_AT_THE_OFFICE = "back_at_the_office"
    LOST = "lost"
    HANDED_OUT = "handed_out"


_BY_HOLDING = {
    Holding.PACKED: Place.ON_A_MANIFEST,
    Holding.WITH_POST: Place.WITH_THE_POST,
    Holding.LOST: Place.LOST,
}
_ITS_CONSIGNMENT = {
    Place.ON_A_MANIFEST: ConsignmentState.PACKED,
    Place.WITH_THE_POST: ConsignmentState.POSTED,
}
"""In which state the one consignment of a result must be that lies there; elsewhere it has none."""


def place(status: CaseStatus, holding: Holding, *, came_back: bool) -> Place | None:
    """Where the result of a case is; None as long as there is none at the counter."""
    if status is CaseStatus.HANDED_OUT:
        return Place.HANDED_OUT
    if status is not CaseStatus.SETTLED:
        return None
    if holding in _BY_HOLDING:
        return _BY_HOLDING[holding]
    return Place.BACK_AT_THE_OFFICE if came_back else Place.AT_THE_COUNTER


def denied(
    found: Place | None, consignments: Sequence[ConsignmentState], *, receivers: int
) -> Iterator[str]:
    """What else is said of a result than that it is there, as sentences; none if all agree.

    `consignments` are all that ever carried it, oldest first; `receivers` those who got it.
    """
    live = [state for state in consignments if state in LIVE]
    expected = [_ITS_CONSIGNMENT[found]] if found in _ITS_CONSIGNMENT else []
    if live != expected:
        yield f"its result is {found or 'nowhere'}, but on its way are: {', '.join(live) or 'none'}"
    if found is Place.HANDED_OUT and receivers != 1:
        yield f"its result was handed out, but {receivers} receivers are noted"
    last = consignments[-1] if consignments else None
    if found is Place.LOST and last is not ConsignmentState.LOST:
        yield "its result is said to be lost, but no consignment was"
