"""The kinds of paper that the hall issues, under their own numbers (TT01 and TT03, annexes)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

DECREE_118_FROM = date(2025, 7, 1)
_UNSIGNED = ("look_up_link", "reprint")
_SEAL_BYTES = 10


class PaperKind(StrEnum):
    """A kind of paper; each is numbered through the year."""

    RECEIPT = "receipt"
    SITTING_RECEIPT = "sitting_receipt"
    SUPPLEMENT_REQUEST = "supplement_request"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP_NOTICE = "stop_notice"
    HANDOVER_LIST = "handover_list"
    RESULT_LIST = "result_list"
    RESULT_SLIP = "result_slip"
    FEE_RECEIPT = "fee_receipt"
    CONTROL_SHEET = "control_sheet"
    FOLDER_LABEL = "folder_label"
    RATING_SLIP = "rating_slip"
    MANIFEST = "manifest"
    CONSIGNMENT_SLIP = "consignment_slip"
    ADDRESS_LABEL = "address_label"
    POST_RECORD = "post_record"


ON_WISH = (PaperKind.CONTROL_SHEET, PaperKind.FOLDER_LABEL)
"""What the counter issues about a case when it needs it; the rating slip is of no case, and every
other paper is left by an act.
"""
OF_THE_POST = (PaperKind.MANIFEST, PaperKind.CONSIGNMENT_SLIP, PaperKind.ADDRESS_LABEL)
"""What the postal desk issues, whichever units the case has passed."""


def profile_on(day: date) -> str:
    """The regulation profile in force on a day (NĐ118 with TT03: from 1 July 2025)."""
    return "2025" if day >= DECREE_118_FROM else "2018"


def seal(key: str, kind: str, period: str, number: int, values: Mapping[str, Any]) -> str:
    """The signature that a paper's QR carries: 80 bits of HMAC-SHA256 over all that it says.

    Sixteen signs, capitals and digits 2 to 7. The link itself and the count of the printing are
    not part of what is signed.
    """
    said = {name: value for name, value in values.items() if name not in _UNSIGNED}
    content = json.dumps(
        [kind, period, number, said], sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    signed = hmac.digest(key.encode(), content.encode(), hashlib.sha256)
    return base64.b32encode(signed[:_SEAL_BYTES]).decode()


def same_seal(one: str, other: str) -> bool:
    """Whether two signatures are the same, in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())
