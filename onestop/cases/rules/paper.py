"""The kinds of paper that the hall issues, under their own numbers (TT01 and TT03, annexes)."""

from __future__ import annotations

from enum import StrEnum


class PaperKind(StrEnum):
    """A kind of paper; each is numbered through the year."""

    RECEIPT = "receipt"
    SUPPLEMENT_REQUEST = "supplement_request"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP_NOTICE = "stop_notice"
    HANDOVER_LIST = "handover_list"
    RESULT_SLIP = "result_slip"
    FEE_RECEIPT = "fee_receipt"
