"""The supplement request, form 02: everything that is still needed, all at once, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onestop.printing.design import Design
from onestop.printing.furniture import (
    Office,
    marks,
    opening,
    signed_by,
)
from onestop.printing.profile import Form
from onestop.printing.sheet import Sheet
from onestop.printing.typesetting import BOLD

COPIES = ("Liên 1: Giao người nộp hồ sơ", "Liên 2: Lưu hồ sơ")


@dataclass(frozen=True)
class SupplementSlip:
    """Everything that the request says; without a case there is neither code nor look-up."""

    office: Office
    number: str
    applicant: str
    address: str
    phone: str
    email: str
    content: str
    requirements: tuple[str, ...]
    reason: str
    contact: str
    issued_at: datetime
    clerk: str
    bring_by_at: datetime | None = None
    code: str = ""
    look_up_link: str = ""
    look_up_secret: str = ""
    reprint: int = 0


def _compose(sheet: Sheet, slip: SupplementSlip) -> None:
    """The request on its pages; the contact stays with the signature."""
    opening(sheet, slip, Form.SUPPLEMENT, slip.issued_at)
    marks(sheet, code=slip.code, link=slip.look_up_link, secret=slip.look_up_secret)
    sheet.line("Hồ sơ của", slip.applicant, font=BOLD)
    sheet.line("Nội dung yêu cầu giải quyết", slip.content)
    sheet.line("Địa chỉ", slip.address or "…")
    reached = ", ".join(filter(None, (slip.phone, slip.email)))
    sheet.line("Số điện thoại, Email", reached or "…")
    sheet.line("", "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:")
    for number, paper in enumerate(slip.requirements, start=1):
        sheet.line("", f"{number}. {paper}")
    sheet.line("Lý do", slip.reason)
    sheet.together(lambda: _contact(sheet, slip))


def _contact(sheet: Sheet, slip: SupplementSlip) -> None:
    if slip.bring_by_at:
        day = f"{slip.bring_by_at:%d/%m/%Y}"
        sheet.line("", f"Quá ngày {day} mà không bổ sung thì hồ sơ được dừng giải quyết.")
    sheet.line(
        "",
        "Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc, xin liên hệ với "
        f"{slip.contact} để được hướng dẫn.",
    )
    sheet.space(8)
    signed_by(sheet, ("NGƯỜI HƯỚNG DẪN", slip.clerk))


DESIGN = Design(
    SupplementSlip,
    _compose,
    name=lambda slip: f"Phiếu yêu cầu bổ sung {slip.code or slip.number}",
    copies=COPIES,
)
