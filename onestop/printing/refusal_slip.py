"""The refusal, form 03: at reception, or as the result of an appraisal, always with reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onestop.printing.design import Design
from onestop.printing.furniture import (
    Office,
    marks,
    opening,
    signatures,
)
from onestop.printing.profile import Form
from onestop.printing.sheet import Sheet
from onestop.printing.typesetting import BOLD

COPIES = ("Liên 1: Giao người nộp hồ sơ", "Liên 2: Lưu hồ sơ")


@dataclass(frozen=True)
class RefusalSlip:
    """Everything that the refusal says; without a case there is neither code nor look-up."""

    office: Office
    number: str
    applicant: str
    identity_number: str
    address: str
    phone: str
    email: str
    content: str
    reason: str
    issued_at: datetime
    submitter: str
    clerk: str
    code: str = ""
    look_up_link: str = ""
    look_up_secret: str = ""
    reprint: int = 0


def _compose(sheet: Sheet, slip: RefusalSlip) -> None:
    """The refusal on its pages; the end of its reason stays with the signatures."""
    opening(sheet, slip, Form.REFUSAL, slip.issued_at)
    marks(sheet, code=slip.code, link=slip.look_up_link, secret=slip.look_up_secret)
    sheet.line("Bộ phận tiếp nhận", slip.office.name)
    sheet.line("Tiếp nhận hồ sơ của", slip.applicant, font=BOLD)
    sheet.line("Số định danh", slip.identity_number or "…")
    sheet.line("Địa chỉ", slip.address or "…")
    reached = ", ".join(filter(None, (slip.phone, slip.email)))
    sheet.line("Số điện thoại, Email", reached or "…")
    if slip.code:
        sheet.line("Mã hồ sơ", slip.code)
    sheet.line("Nội dung yêu cầu giải quyết", slip.content)
    what = "giải quyết" if slip.code else "tiếp nhận, giải quyết"
    sheet.line("", f"Qua xem xét, {slip.office.name} không {what} hồ sơ này với lý do cụ thể sau:")
    sheet.closing("", slip.reason, lambda: _sign(sheet, slip), font=BOLD)


def _sign(sheet: Sheet, slip: RefusalSlip) -> None:
    sheet.space(8)
    signatures(sheet, ("NGƯỜI NỘP HỒ SƠ", slip.submitter), ("NGƯỜI TIẾP NHẬN HỒ SƠ", slip.clerk))


DESIGN = Design(
    RefusalSlip,
    _compose,
    name=lambda slip: f"Phiếu từ chối {slip.code or slip.number}",
    copies=COPIES,
)
