"""The states of a case and every move between them (national list; rules of NĐ61 16–21)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from onestop.accounts.rules import Permission
from onestop.errors import N_, Refused


class CaseStatus(StrEnum):
    """The ten states of the national list; `NATIONAL` gives their numbers and names."""

    SUBMITTED = "submitted"
    RECEIVED = "received"
    NOT_ACCEPTED = "not_accepted"
    PROCESSING = "processing"
    SUPPLEMENT = "supplement"
    FINANCIAL_DUTY = "financial_duty"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    SETTLED = "settled"
    HANDED_OUT = "handed_out"


NATIONAL: dict[CaseStatus, tuple[int, str]] = {
    CaseStatus.SUBMITTED: (1, "Mới đăng ký"),
    CaseStatus.RECEIVED: (2, "Được tiếp nhận"),
    CaseStatus.NOT_ACCEPTED: (3, "Không được tiếp nhận"),
    CaseStatus.PROCESSING: (4, "Đang xử lý"),
    CaseStatus.SUPPLEMENT: (5, "Yêu cầu bổ sung giấy tờ"),
    CaseStatus.FINANCIAL_DUTY: (6, "Yêu cầu thực hiện nghĩa vụ tài chính"),
    CaseStatus.WITHDRAWN: (7, "Công dân yêu cầu rút hồ sơ"),
    CaseStatus.STOPPED: (8, "Dừng xử lý"),
    CaseStatus.SETTLED: (9, "Đã xử lý xong"),
    CaseStatus.HANDED_OUT: (10, "Đã trả kết quả"),
}

WAITING = frozenset({CaseStatus.SUPPLEMENT, CaseStatus.FINANCIAL_DUTY, CaseStatus.STOPPED})
"""The clock stands still: nobody in the office can move the case on."""

CLOSED = frozenset({CaseStatus.NOT_ACCEPTED, CaseStatus.WITHDRAWN, CaseStatus.HANDED_OUT})
"""Nothing more happens to the case."""


class Holding(StrEnum):
    """Whether a unit has the case, or it is on its way; of a result, whether the post has it."""

    HELD = "held"
    OFFERED = "offered"
    PACKED = "packed"
    """Its result lies on an open manifest at the postal desk."""
    WITH_POST = "with_post"
    LOST = "lost"
    """The post lost its result, which the office has still to restore (T3)."""
    NOBODY = "nobody"
    EITHER = "either"
    """In the table below only: whether the case is held or offered does not matter."""
    SOMEWHERE = "somewhere"
    """In the table below only: the case is open, whoever has it."""
    ANY = "any"
    """In the table below only: anything but a result that is packed or with the post."""


_AT_HOME = frozenset({Holding.HELD, Holding.OFFERED})
_FITS: dict[Holding, frozenset[Holding]] = {
    Holding.EITHER: _AT_HOME,
    Holding.SOMEWHERE: _AT_HOME | {Holding.PACKED, Holding.WITH_POST, Holding.LOST},
    Holding.ANY: _AT_HOME | {Holding.LOST, Holding.NOBODY},
}
"""What the words of the table stand for; each of the others stands for itself."""


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
    RECEIVE_SUPPLEMENT = "receive_supplement"
    LAPSE = "lapse"
    NOTIFY_DUTY = "notify_duty"
    RECEIVE_DUTY = "receive_duty"
    STOP = "stop"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    DRAFT_APOLOGY = "draft_apology"
    SIGN_APOLOGY = "sign_apology"
    RE_APPOINT = "re_appoint"
    HAND_OUT = "hand_out"
    PACK = "pack"
    UNPACK = "unpack"
    POST = "post"
    ATTEMPT = "attempt"
    DELIVER = "deliver"
    COME_BACK = "come_back"
    LOSE = "lose"
    TURN_UP = "turn_up"
    RESTORE = "restore"
    REDIRECT = "redirect"
    REOPEN = "reopen"
    CONTRIBUTE = "contribute"
    CONSULT = "consult"
    GIVE_OPINION = "give_opinion"

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
