"""The label on the cover of a paper folder: found on the shelf by eye, and by the scanner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reportlab.lib.units import mm

from onestop.printing.design import Design
from onestop.printing.formats import label_format
from onestop.printing.furniture import Office, bar_code, moment_in_figures, reprint_line
from onestop.printing.sheet import Sheet
from onestop.printing.typesetting import BOLD, REGULAR

SIZE = label_format(100 * mm, 60 * mm)
_CODE, _BARS = 20.0, 14 * mm


@dataclass(frozen=True)
class FolderLabel:
    """Everything that the label says; moments by the office's clock."""

    office: Office
    code: str
    procedure: str
    applicant: str
    received_at: datetime
    due_at: datetime
    number: str = ""
    reprint: int = 0


def _compose(sheet: Sheet, label: FolderLabel) -> None:
    """The label; a very long name goes on to a second one."""
    sheet.centred(sheet.middle, label.office.name, REGULAR, 7.5)
    sheet.space(3)
    bar_code(sheet, label.code, size=_CODE, high=_BARS)
    sheet.line("Thủ tục", label.procedure)
    sheet.line("Chủ hồ sơ", label.applicant, font=BOLD)
    sheet.line("Tiếp nhận", moment_in_figures(label.received_at))
    sheet.line("Hẹn trả", moment_in_figures(label.due_at), font=BOLD)
    reprint_line(sheet, label.reprint)


DESIGN = Design(
    FolderLabel,
    _compose,
    name=lambda label: f"Nhãn bìa hồ sơ {label.code}",
    size=SIZE,
)
