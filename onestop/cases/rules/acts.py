"""What may be done to a case, or befalls it."""

from __future__ import annotations

from enum import StrEnum


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
    PACK = "pack"
    UNPACK = "unpack"
    POST = "post"
    ATTEMPT = "attempt"
    DELIVER = "deliver"
    DENY_DELIVERY = "deny_delivery"
    COME_BACK = "come_back"
    LOSE = "lose"
    TURN_UP = "turn_up"
    RESTORE = "restore"
    REDIRECT = "redirect"
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


ABOUT_MONEY = frozenset({Act.COLLECT_FEES, Act.CANCEL_PAYMENT, Act.REFUND_PAYMENT})
"""Acts that move nothing: paid before or after settlement, and given back at any time (F2)."""

BY_POST = frozenset(
    {
        *(Act.PACK, Act.UNPACK, Act.POST, Act.ATTEMPT, Act.DELIVER, Act.DENY_DELIVERY),
        *(Act.COME_BACK, Act.LOSE, Act.TURN_UP),
    }
)
"""The acts that the postal desk does with a consignment, never on the page of the case."""
