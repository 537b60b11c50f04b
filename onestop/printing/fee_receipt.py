"""The fee receipt: BIÊN LAI THU PHÍ, LỆ PHÍ, what was paid, by whom and how (NĐ61 article 22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onestop.printing.amount import in_words
from onestop.printing.design import Design
from onestop.printing.furniture import (
    Office,
    head,
    in_dong,
    marks,
    moment_in_words,
    reprint_line,
    signatures,
    title,
)
from onestop.printing.sheet import Sheet
from onestop.printing.table import Table
from onestop.printing.typesetting import BOLD

COPIES = ("Liên 1: Lưu", "Liên 2: Giao người nộp", "Liên 3: Kế toán")
_LINES = Table(
    heads=("TT", "Nội dung thu", "Mức thu (đồng)", "Số lượng", "Thành tiền (đồng)"),
    shares=(8, 54, 26, 14, 22),
    centred=frozenset({0, 3}),
    flushed=frozenset({2, 4}),
)


@dataclass(frozen=True)
class FeeLine:
    """A fee or charge: its rate and what is counted as they are written, and its sum."""

    name: str
    rate: str
    quantity: int
    amount: int
    exempt_ground: str = ""


@dataclass(frozen=True)
class FeeReceipt:
    """Everything that the receipt says; moments by the office's clock, sums in đồng."""

    office: Office
    number: str
    code: str
    look_up_link: str
    look_up_secret: str
    payer: str
    applicant: str
    procedure: str
    lines: tuple[FeeLine, ...]
    total: int
    method: str
    paid_at: datetime
    collector: str
    reprint: int = 0


def _compose(sheet: Sheet, receipt: FeeReceipt) -> None:
    """The receipt on its pages; the sum stays with the signatures."""
    head(sheet, receipt.office, number=receipt.number, day=receipt.paid_at)
    title(sheet, "BIÊN LAI THU PHÍ, LỆ PHÍ")
    reprint_line(sheet, receipt.reprint)
    marks(sheet, code=receipt.code, link=receipt.look_up_link, secret=receipt.look_up_secret)
    _who(sheet, receipt)
    _LINES.draw(sheet, [_row(number, each) for number, each in enumerate(receipt.lines, 1)])
    sheet.space(3)
    sheet.together(lambda: _sum(sheet, receipt))


def _who(sheet: Sheet, receipt: FeeReceipt) -> None:
    sheet.line("Người nộp", receipt.payer, font=BOLD)
    if receipt.applicant != receipt.payer:
        sheet.line("Chủ hồ sơ", receipt.applicant)
    sheet.line("Thủ tục hành chính", receipt.procedure)
    sheet.space(3)


def _row(number: int, line: FeeLine) -> tuple[str, ...]:
    ground = f" (được miễn: {line.exempt_ground})" if line.exempt_ground else ""
    return (
        str(number),
        f"{line.name}{ground}",
        line.rate,
        str(line.quantity),
        in_dong(line.amount),
    )


def _sum(sheet: Sheet, receipt: FeeReceipt) -> None:
    sheet.line("Tổng số tiền", f"{in_dong(receipt.total)} đồng", font=BOLD)
    sheet.line("Số tiền bằng chữ", in_words(receipt.total), font=BOLD)
    sheet.line("Hình thức nộp", receipt.method)
    sheet.line("Thời gian nộp", moment_in_words(receipt.paid_at))
    sheet.space(4)
    signatures(sheet, ("NGƯỜI NỘP TIỀN", receipt.payer), ("NGƯỜI THU TIỀN", receipt.collector))


DESIGN = Design(
    FeeReceipt,
    _compose,
    name=lambda receipt: f"Biên lai thu phí, lệ phí {receipt.number}",
    copies=COPIES,
)
