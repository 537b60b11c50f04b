"""What a combined procedure must be: several procedures that may be asked for together (S4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from onestop.errors import N_, Refused

MOST_MEMBERS = 10


def require_members(codes: Sequence[str], in_force: Collection[str]) -> None:
    """Lets two to ten procedures in force pass, none of them twice; raises Refused."""
    if len(codes) < 2:
        raise Refused(N_("A combined procedure has at least two procedures."))
    if len(codes) > MOST_MEMBERS:
        raise Refused(
            N_("A combined procedure has at most %(most)s procedures."), most=MOST_MEMBERS
        )
    for place, code in enumerate(codes):
        if code in codes[:place]:
            raise Refused(N_("The procedure %(code)s stands twice."), code=code)
        if code not in in_force:
            raise Refused(N_("There is no procedure %(code)s in force."), code=code)
