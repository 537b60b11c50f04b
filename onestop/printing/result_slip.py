"""The result slip: PHIẾU TRẢ KẾT QUẢ, what was handed out, to whom, when and how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onestop.printing.furniture import (
    Office,
    head,
    marks,
    moment_in_words,
    reprint_line,
    signatures,
    title,
)
from onestop.printing.sheet import Sheet

COPIES = ("Liên 1: Giao người nhận kết quả", "Liên 2: Lưu hồ sơ")


@dataclass(frozen=True)
class ResultSlip:
    """Everything that the slip says; moments by the office's clock."""

    office: Office
    number: str
    code: str
    look_up_link: str
    look_up_secret: str
    applicant: str
    procedure: str
    result: str
    receiver: str
    receiver_identity: str
    method: str
    handed_at: datetime
    clerk: str
    authorisation: str = ""
    originals_returned: str = ""
    reprint: int = 0


def render(slip: ResultSlip) -> bytes:
    """The slip as PDF, A5 portrait, two copies."""
    sheet = Sheet()
    head(sheet, slip.office, number=slip.number, day=slip.handed_at, form="")
    title(sheet, "PHIẾU TRẢ KẾT QUẢ")
    reprint_line(sheet, slip.reprint)
    marks(sheet, code=slip.code, link=slip.look_up_link, secret=slip.look_up_secret)
    sheet.space(4)
    sheet.line("Chủ hồ sơ", slip.applicant, bold=True)
    sheet.line("Thủ tục hành chính", slip.procedure)
    sheet.line("Kết quả", slip.result, bold=True)
    sheet.line("Người nhận kết quả", slip.receiver)
    sheet.line("Số định danh của người nhận", slip.receiver_identity or "…")
    if slip.authorisation:
        sheet.line("Giấy uỷ quyền", slip.authorisation)
    sheet.line("Hình thức trả", slip.method)
    sheet.line("Thời gian trả kết quả", moment_in_words(slip.handed_at))
    if slip.originals_returned:
        sheet.line("Bản chính trả lại", slip.originals_returned)
    sheet.space(10)
    signatures(
        sheet, ("NGƯỜI NHẬN KẾT QUẢ", slip.receiver), ("NGƯỜI TRẢ KẾT QUẢ", slip.clerk)
    )
    return sheet.pdf(
        title=f"Phiếu trả kết quả {slip.code}", author=slip.office.name, copies=COPIES
    )
