"""The words of a case's life: its state, who has it, and what is done to it (national list)."""

from __future__ import annotations

from enum import StrEnum


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
