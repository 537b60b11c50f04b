"""Every move between the states of a case (national list; rules of NĐ61 16–21)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from onestop.accounts.rules import Permission
from onestop.cases.rules.states import CLOSED, NATIONAL, WAITING, CaseStatus, Holding
from onestop.errors import N_, Refused

__all__ = [
    "ABOUT_MONEY",
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


class Act(StrEnum):
    """What somebody does to a case; each leaves one line in its journal."""

    REGISTER = "register"
    HAND_OVER = "hand_over"
    ACCEPT = "accept"
    DECLINE = "decline"
    TAKE_BACK = "take_back"
    ASSIGN = "assign"
    COMPLETE = "complete"
    SEND_BACK = "send_back"
    FORWARD = "forward"
    PROPOSE_SUPPLEMENT = "propose_supplement"
    REQUEST_SUPPLEMENT = "request_supplement"
    SEND_BACK_SUPPLEMENT = "send_back_supplement"
    RECEIVE_SUPPLEMENT = "receive_supplement"
    LAPSE = "lapse"
    NOTIFY_DUTY = "notify_duty"
    RECEIVE_DUTY = "receive_duty"
    STOP = "stop"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    DRAFT_APOLOGY = "draft_apology"
    SIGN_APOLOGY = "sign_apology"
    SEND_BACK_APOLOGY = "send_back_apology"
    RE_APPOINT = "re_appoint"
    HAND_OUT = "hand_out"
    REOPEN = "reopen"
    CONTRIBUTE = "contribute"
    CONSULT = "consult"
    GIVE_OPINION = "give_opinion"
    COLLECT_FEES = "collect_fees"
    CANCEL_PAYMENT = "cancel_payment"
    REFUND_PAYMENT = "refund_payment"

    # What befalls a case whatever its state; no move of the lifecycle, so no row below.
    AMEND_CALENDAR = "amend_calendar"
    TRANSFER = "transfer"
    FIND_FOLDER = "find_folder"


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


_S = CaseStatus
_AT_WORK = frozenset({_S.RECEIVED, _S.PROCESSING})
_PAYABLE = frozenset(_S) - {_S.SUBMITTED, _S.NOT_ACCEPTED, _S.WITHDRAWN}
_PAID_ONCE = _PAYABLE | {_S.WITHDRAWN}

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
            Act.SEND_BACK_SUPPLEMENT,
            _AT_WORK,
            Holding.HELD,
            Permission.REGISTER_CASES,
            "unchanged; the unit proposes the request anew",
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
            Act.SEND_BACK_APOLOGY,
            _AT_WORK,
            Holding.EITHER,
            Permission.SIGN_APOLOGIES,
            "unchanged; the unit drafts the apology anew",
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
            Holding.EITHER,
            Permission.MOVE_CASES,
            "unchanged; the opinion is judged against its deadline",
        ),
        Move(Act.COLLECT_FEES, _PAYABLE, Holding.ANY, Permission.REGISTER_CASES, "unchanged"),
        Move(Act.CANCEL_PAYMENT, _PAID_ONCE, Holding.ANY, Permission.REGISTER_CASES, "unchanged"),
        Move(Act.REFUND_PAYMENT, _PAID_ONCE, Holding.ANY, Permission.REGISTER_CASES, "unchanged"),
    )
}


ABOUT_MONEY = frozenset({Act.COLLECT_FEES, Act.CANCEL_PAYMENT, Act.REFUND_PAYMENT})
"""Acts that move nothing: paid before or after settlement, and given back at any time (F2)."""


class NotNow(Refused):
    """The case does not stand where this act is possible."""


def possible(act: Act, status: CaseStatus, holding: Holding) -> bool:
    """Whether the lifecycle has that move from there."""
    move = LIFECYCLE[act]
    with_somebody = {Holding.EITHER} if holding is not Holding.NOBODY else set()
    return status in move.before and move.holding in {holding, Holding.ANY, *with_somebody}


def require(act: Act, status: CaseStatus, holding: Holding, *, code: str) -> None:
    """Lets a move of the lifecycle pass; raises NotNow with a sentence for any other."""
    if possible(act, status, holding):
        return
    if status in CLOSED or holding is Holding.NOBODY:
        raise NotNow(N_("Case %(code)s is closed; nothing more can be done to it."), code=code)
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
