"""The result slip: PHIẾU TRẢ KẾT QUẢ, what was handed out, to whom, when and how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onestop.printing.design import Design
from onestop.printing.furniture import (
    Office,
    marks,
    moment_in_words,
    opening_as,
    signatures,
)
from onestop.printing.sheet import Sheet
from onestop.printing.typesetting import BOLD

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


def _compose(sheet: Sheet, slip: ResultSlip) -> None:
    """The slip on its pages; how it was handed out stays with the signatures."""
    opening_as(sheet, slip, "PHIẾU TRẢ KẾT QUẢ", slip.handed_at)
    marks(sheet, code=slip.code, link=slip.look_up_link, secret=slip.look_up_secret)
    _what(sheet, slip)
    sheet.together(lambda: _how(sheet, slip))


def _what(sheet: Sheet, slip: ResultSlip) -> None:
    sheet.line("Chủ hồ sơ", slip.applicant, font=BOLD)
    sheet.line("Thủ tục hành chính", slip.procedure)
    sheet.line("Kết quả", slip.result, font=BOLD)
    if slip.originals_returned:
        sheet.line("Bản chính trả lại", slip.originals_returned)


def _how(sheet: Sheet, slip: ResultSlip) -> None:
    sheet.line("Người nhận kết quả", slip.receiver)
    sheet.line("Số định danh của người nhận", slip.receiver_identity or "…")
    if slip.authorisation:
        sheet.line("Giấy uỷ quyền", slip.authorisation)
    sheet.line("Hình thức trả", slip.method)
    sheet.line("Thời gian trả kết quả", moment_in_words(slip.handed_at))
    sheet.space(8)
    signatures(sheet, ("NGƯỜI NHẬN KẾT QUẢ", slip.receiver), ("NGƯỜI TRẢ KẾT QUẢ", slip.clerk))


DESIGN = Design(
    ResultSlip,
    _compose,
    name=lambda slip: f"Phiếu trả kết quả {slip.code}",
    copies=COPIES,
)
