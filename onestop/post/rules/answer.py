"""The form 02 or 03 for a sender is somewhere, once (R2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onestop.post.rules.consignment import LIVE, ConsignmentState
from onestop.post.rules.incoming import DossierState

_NEEDED = (DossierState.ASKED, DossierState.REFUSED)


def misplaced(
    state: DossierState, carried: Sequence[ConsignmentState], *, waits: bool, given: bool
) -> Iterator[str]:
    """What denies that the paper for a sender is at one place, as sentences; none if it is.

    `carried` are the items that ever had it, oldest first. It waits at the desk, is under way, has
    arrived, or was given in another way; where the dossier went on without it, it may be gone.
    """
    arrived = bool(carried) and carried[-1] is ConsignmentState.DELIVERED
    places = sum(each in LIVE for each in carried) + arrived + waits + given
    if places > 1:
        yield f"the paper for its sender is at {places} places"
    if state in _NEEDED and not places:
        yield "the paper for its sender is nowhere"
