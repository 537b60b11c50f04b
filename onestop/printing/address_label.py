"""The label of a consignment: to whom it goes, what to collect, which papers to bring back."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.units import mm

from onestop.printing.design import Design
from onestop.printing.formats import label_format
from onestop.printing.furniture import Office, bar_code, in_dong, listed, reprint_line
from onestop.printing.postal import Party
from onestop.printing.sheet import Sheet
from onestop.printing.typesetting import BOLD, REGULAR, unbroken

SIZE = label_format(100 * mm, 75 * mm)
_SENDER, _LARGER, _LARGEST = 8.0, 3.0, 5.0
_BARS = 13 * mm


@dataclass(frozen=True)
class AddressLabel:
    """Everything that the label says; the sum to collect in đồng."""

    office: Office
    tracking_code: str
    """The code under which the carrier tracks it."""
    sender: Party
    receiver: Party
    collect: int = 0
    withdraw: str = ""
    """The papers that the postman brings back; empty: none."""
    number: str = ""
    reprint: int = 0


def _compose(sheet: Sheet, label: AddressLabel) -> None:
    """The label; a very long address goes on to a second one."""
    sender = listed(label.sender.name, label.sender.address, unbroken(label.sender.phone))
    sheet.paragraph(f"Người gửi: {sender}", REGULAR, _SENDER)
    sheet.space(2)
    sheet.rule(sheet.left, sheet.y, sheet.room)
    sheet.space(1)
    sheet.paragraph("Người nhận:", REGULAR, _SENDER)
    sheet.paragraph(label.receiver.name, BOLD, sheet.body + _LARGER)
    sheet.line("", label.receiver.address)
    sheet.line("Điện thoại", unbroken(label.receiver.phone) or "…", font=BOLD)
    sheet.space(4)
    bar_code(sheet, label.tracking_code, high=_BARS)
    sheet.together(lambda: _to_collect(sheet, label))
    reprint_line(sheet, label.reprint)


def _to_collect(sheet: Sheet, label: AddressLabel) -> None:
    top = sheet.y
    owed = f"THU HỘ: {in_dong(label.collect)} đồng" if label.collect else "KHÔNG THU HỘ"
    sheet.centred(sheet.middle, owed, BOLD, sheet.body + _LARGEST)
    if label.withdraw:
        sheet.centred(sheet.middle, f"THU LẠI GIẤY TỜ: {label.withdraw}", BOLD, sheet.body)
    sheet.space(3)
    sheet.frame(top)


DESIGN = Design(
    AddressLabel,
    _compose,
    name=lambda label: f"Nhãn bưu gửi {label.tracking_code}",
    size=SIZE,
)
