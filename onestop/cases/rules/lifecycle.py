"""Every move between the states of a case (national list; rules of NĐ61 16–21)."""

from __future__ import annotations

from dataclasses import dataclass

from onestop.accounts.rules import Permission
from onestop.cases.rules.states import CLOSED, NATIONAL, WAITING, Act, CaseStatus, Holding
from onestop.errors import N_, Refused

__all__ = [
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
}
"""What the words of the table stand for; each of the others stands for itself."""


@dataclass(frozen=True)
class Move:
    """One row of the lifecycle: which act, from where, by which permission.

    What time alone does needs nobody's permission, and nobody can do it.
    """

    act: Act
    before: frozenset[CaseStatus]
    holding: Holding
    permission: Permission | None
    leads_to: str


def _by_post(act: Act, holding: Holding, leads_to: str) -> Move:
    """A move that the postal desk makes with a settled case."""
    return Move(act, frozenset({CaseStatus.SETTLED}), holding, Permission.SEND_RESULTS, leads_to)


_S = CaseStatus
_AT_WORK = frozenset({_S.RECEIVED, _S.PROCESSING})

LIFECYCLE: dict[Act, Move] = {
    move.act: move
    for move in (
        Move(Act.REGISTER, frozenset(), Holding.NOBODY, Permission.REGISTER_CASES, "received"),
        Move(
            Act.HAND_OVER,
            _AT_WORK,
            Holding.HELD,
            Permission.MOVE_CASES,
            "unchanged; offered to the next unit",
        ),
        Move(
            Act.ACCEPT,
            _AT_WORK,
            Holding.OFFERED,
            Permission.MOVE_CASES,
            "processing; settled where the result returns to the counter",
        ),
        Move(Act.DECLINE, _AT_WORK, Holding.OFFERED, Permission.MOVE_CASES, "unchanged"),
        Move(Act.TAKE_BACK, _AT_WORK, Holding.OFFERED, Permission.MOVE_CASES, "unchanged"),
        Move(Act.ASSIGN, _AT_WORK, Holding.HELD, Permission.MOVE_CASES, "unchanged"),
        Move(
            Act.COMPLETE,
            _AT_WORK,
            Holding.HELD,
            Permission.MOVE_CASES,
            "processing; settled where the counter itself settles",
        ),
        Move(Act.SEND_BACK, _AT_WORK, Holding.HELD, Permission.MOVE_CASES, "unchanged"),
        Move(
            Act.FORWARD,
            _AT_WORK,
            Holding.HELD,
            Permission.MOVE_CASES,
            "unchanged; offered to another one-stop unit, from where it comes back",
        ),
        Move(
            Act.PROPOSE_SUPPLEMENT,
            _AT_WORK,
            Holding.HELD,
            Permission.MOVE_CASES,
            "unchanged; the request waits at the counter",
        ),
        Move(
            Act.REQUEST_SUPPLEMENT,
            _AT_WORK,
            Holding.HELD,
            Permission.REGISTER_CASES,
            "supplement",
        ),
        Move(
            Act.RECEIVE_SUPPLEMENT,
            frozenset({_S.SUPPLEMENT}),
            Holding.HELD,
            Permission.REGISTER_CASES,
            "processing",
        ),
        Move(
            Act.LAPSE,
            frozenset({_S.SUPPLEMENT}),
            Holding.HELD,
            None,
            "stopped for good: the supplement was not brought in time",
        ),
        Move(
            Act.NOTIFY_DUTY,
            frozenset({_S.PROCESSING}),
            Holding.HELD,
            Permission.MOVE_CASES,
            "financial_duty",
        ),
        Move(
            Act.RECEIVE_DUTY,
            frozenset({_S.FINANCIAL_DUTY}),
            Holding.HELD,
            Permission.REGISTER_CASES,
            "processing",
        ),
        Move(
            Act.STOP,
            frozenset({_S.PROCESSING}),
            Holding.HELD,
            Permission.MOVE_CASES,
            "stopped",
        ),
        Move(
            Act.RESUME,
            frozenset({_S.STOPPED}),
            Holding.HELD,
            Permission.MOVE_CASES,
            "processing",
        ),
        Move(
            Act.WITHDRAW,
            frozenset({_S.RECEIVED, _S.PROCESSING, _S.SUPPLEMENT, _S.FINANCIAL_DUTY}),
            Holding.HELD,
            Permission.REGISTER_CASES,
            "withdrawn, or stopped for good where the applicant asks for that",
        ),
        Move(
            Act.DRAFT_APOLOGY,
            _AT_WORK,
            Holding.HELD,
            Permission.MOVE_CASES,
            "unchanged; the apology waits for the agency's leader",
        ),
        Move(
            Act.SIGN_APOLOGY,
            _AT_WORK,
            Holding.EITHER,
            Permission.SIGN_APOLOGIES,
            "unchanged; the apology waits at the counter",
        ),
        Move(
            Act.RE_APPOINT,
            _AT_WORK,
            Holding.EITHER,
            Permission.REGISTER_CASES,
            "unchanged; the case is due on the new day",
        ),
        Move(
            Act.HAND_OUT,
            frozenset({_S.SETTLED}),
            Holding.HELD,
            Permission.HAND_OUT_RESULTS,
            "handed_out",
        ),
        _by_post(
            Act.PACK,
            Holding.HELD,
            "unchanged; the result lies on an open manifest at the postal desk",
        ),
        _by_post(Act.UNPACK, Holding.PACKED, "unchanged; the result is back at the counter"),
        _by_post(Act.POST, Holding.PACKED, "unchanged; the result is with the post"),
        _by_post(
            Act.ATTEMPT,
            Holding.WITH_POST,
            "unchanged; the postman could not deliver: an invitation was left, or it was refused",
        ),
        _by_post(Act.DELIVER, Holding.WITH_POST, "handed_out"),
        _by_post(
            Act.COME_BACK,
            Holding.WITH_POST,
            "unchanged; the result is back at the counter, unclaimed",
        ),
        _by_post(
            Act.LOSE, Holding.WITH_POST, "unchanged; the result is lost, and the office restores it"
        ),
        _by_post(Act.TURN_UP, Holding.LOST, "unchanged; the result is with the post after all"),
        Move(
            Act.RESTORE,
            frozenset({_S.SETTLED}),
            Holding.LOST,
            Permission.REOPEN_CASES,
            "unchanged; a duplicate of the result lies at the counter",
        ),
        Move(
            Act.REDIRECT,
            _AT_WORK | WAITING | {_S.SETTLED},
            Holding.EITHER,
            Permission.SEND_RESULTS,
            "unchanged; the result goes another way, or to another address",
        ),
        Move(
            Act.REOPEN,
            frozenset({_S.SETTLED, _S.HANDED_OUT}),
            Holding.ANY,
            Permission.REOPEN_CASES,
            "processing, in the step that settled",
        ),
        Move(
            Act.CONTRIBUTE,
            _AT_WORK | WAITING,
            Holding.EITHER,
            Permission.MOVE_CASES,
            "unchanged; the coordinating branch goes on, or joins the lead's line",
        ),
        Move(
            Act.CONSULT,
            frozenset({_S.PROCESSING}),
            Holding.HELD,
            Permission.MOVE_CASES,
            "unchanged; other bodies are asked for their opinion",
        ),
        Move(
            Act.GIVE_OPINION,
            _AT_WORK | WAITING | {_S.SETTLED},
            Holding.SOMEWHERE,
            Permission.MOVE_CASES,
            "unchanged; the opinion is judged against its deadline",
        ),
    )
}


BY_POST = frozenset(
    {Act.PACK, Act.UNPACK, Act.POST, Act.ATTEMPT, Act.DELIVER, Act.COME_BACK, Act.LOSE, Act.TURN_UP}
)
"""The acts that the postal desk does with a consignment, never on the page of the case."""


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
