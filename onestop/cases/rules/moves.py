"""The table of moves: from which states and by whom each act is possible (NĐ61 16–21)."""

from __future__ import annotations

from dataclasses import dataclass

from onestop.accounts.rules import Permission
from onestop.cases.rules.acts import Act
from onestop.cases.rules.states import WAITING, CaseStatus, Holding


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
            _AT_WORK | WAITING,
            Holding.EITHER,
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
            Act.PACK,
            frozenset({_S.SETTLED}),
            Holding.HELD,
            Permission.SEND_RESULTS,
            "unchanged; the result lies on an open manifest at the postal desk",
        ),
        Move(
            Act.UNPACK,
            frozenset({_S.SETTLED}),
            Holding.PACKED,
            Permission.SEND_RESULTS,
            "unchanged; the result is back at the counter",
        ),
        Move(
            Act.POST,
            frozenset({_S.SETTLED}),
            Holding.PACKED,
            Permission.SEND_RESULTS,
            "unchanged; the result is with the post",
        ),
        Move(
            Act.ATTEMPT,
            frozenset({_S.SETTLED}),
            Holding.WITH_POST,
            Permission.SEND_RESULTS,
            "unchanged; the postman could not deliver: an invitation was left, or it was refused",
        ),
        Move(
            Act.DELIVER,
            frozenset({_S.SETTLED}),
            Holding.WITH_POST,
            Permission.SEND_RESULTS,
            "handed_out",
        ),
        Move(
            Act.DENY_DELIVERY,
            frozenset({_S.HANDED_OUT}),
            Holding.NOBODY,
            Permission.REOPEN_CASES,
            "settled; the result is with the post after all",
        ),
        Move(
            Act.COME_BACK,
            frozenset({_S.SETTLED}),
            Holding.WITH_POST,
            Permission.SEND_RESULTS,
            "unchanged; the result is back at the counter, unclaimed",
        ),
        Move(
            Act.LOSE,
            frozenset({_S.SETTLED}),
            Holding.WITH_POST,
            Permission.SEND_RESULTS,
            "unchanged; the result is lost, and the office restores it",
        ),
        Move(
            Act.TURN_UP,
            frozenset({_S.SETTLED}),
            Holding.LOST,
            Permission.SEND_RESULTS,
            "unchanged; the result is with the post after all",
        ),
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
        Move(Act.COLLECT_FEES, _PAYABLE, Holding.WHEREVER, Permission.REGISTER_CASES, "unchanged"),
        Move(
            Act.CANCEL_PAYMENT, _PAID_ONCE, Holding.WHEREVER, Permission.REGISTER_CASES, "unchanged"
        ),
        Move(
            Act.REFUND_PAYMENT, _PAID_ONCE, Holding.WHEREVER, Permission.REGISTER_CASES, "unchanged"
        ),
    )
}
