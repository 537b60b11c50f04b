"""Every move between the states of a case (national list; rules of NĐ61 16–21)."""

from __future__ import annotations

from onestop.cases.rules.acts import ABOUT_MONEY, BY_POST, Act
from onestop.cases.rules.moves import LIFECYCLE, Move
from onestop.cases.rules.states import CLOSED, NATIONAL, WAITING, CaseStatus, Holding
from onestop.errors import N_, Refused

__all__ = [
    "ABOUT_MONEY",
    "BY_POST",
    "CLOSED",
    "LIFECYCLE",
    "NATIONAL",
    "WAITING",
    "Act",
    "CaseStatus",
    "Holding",
    "Move",
    "NotNow",
    "possible",
    "require",
]


_AT_HOME = frozenset({Holding.HELD, Holding.OFFERED})
_FITS: dict[Holding, frozenset[Holding]] = {
    Holding.EITHER: _AT_HOME,
    Holding.SOMEWHERE: _AT_HOME | {Holding.PACKED, Holding.WITH_POST, Holding.LOST},
    Holding.ANY: _AT_HOME | {Holding.LOST, Holding.NOBODY},
    Holding.WHEREVER: frozenset(Holding),
}
"""What the words of the table stand for; each of the others stands for itself."""


class NotNow(Refused):
    """The case does not stand where this act is possible."""


_AWAY = {
    Holding.PACKED: N_(
        "The result of case %(code)s is packed for the post; the postal desk takes it off the "
        "manifest first."
    ),
    Holding.WITH_POST: N_(
        "The result of case %(code)s is with the post; that is possible once it has come back."
    ),
    Holding.LOST: N_(
        "The result of case %(code)s was lost by the post; a leader has it restored first."
    ),
}


def possible(act: Act, status: CaseStatus, holding: Holding) -> bool:
    """Whether the lifecycle has that move from there."""
    move = LIFECYCLE[act]
    return status in move.before and holding in _FITS.get(move.holding, {move.holding})


def require(act: Act, status: CaseStatus, holding: Holding, *, code: str) -> None:
    """Lets a move of the lifecycle pass; raises NotNow with a sentence for any other."""
    if possible(act, status, holding):
        return
    if status in CLOSED or holding is Holding.NOBODY:
        raise NotNow(N_("Case %(code)s is closed; nothing more can be done to it."), code=code)
    if holding in _AWAY:
        raise NotNow(_AWAY[holding], code=code)
    if status in WAITING:
        raise NotNow(
            N_("The clock of case %(code)s stands still; end the waiting first."), code=code
        )
    if LIFECYCLE[act].holding is Holding.HELD and holding is Holding.OFFERED:
        raise NotNow(
            N_("Case %(code)s is on its way and not yet accepted; accept it first."), code=code
        )
    if LIFECYCLE[act].holding is Holding.OFFERED and holding is Holding.HELD:
        raise NotNow(N_("Case %(code)s has already been accepted."), code=code)
    raise NotNow(N_("That is not possible in the present state of case %(code)s."), code=code)
