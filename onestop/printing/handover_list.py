"""The hand-over list: GIẤY BÀN GIAO HỒ SƠ, which dossiers one unit gives to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onestop.printing.design import Design
from onestop.printing.formats import A4
from onestop.printing.furniture import (
    Office,
    moment_in_words,
    opening_as,
    signatures,
)
from onestop.printing.sheet import Sheet
from onestop.printing.table import Table
from onestop.printing.typesetting import BOLD

COPIES = ("Liên 1: Đơn vị giao", "Liên 2: Đơn vị nhận")
_DOSSIERS = Table(
    ("TT", "Mã hồ sơ", "Thủ tục, người nộp", "Trả kết quả chậm nhất"),
    (6, 28, 47, 19),
    centred=frozenset({0, 3}),
    largest=11.0,
)


@dataclass(frozen=True)
class Dossier:
    """A line of the list."""

    code: str
    procedure: str
    applicant: str
    due_at: datetime


@dataclass(frozen=True)
class HandoverPaper:
    """Everything that the list says; moments by the office's clock."""

    office: Office
    number: str
    from_unit: str
    to_unit: str
    given_at: datetime
    given_by: str
    dossiers: tuple[Dossier, ...]
    reprint: int = 0


def _compose(sheet: Sheet, paper: HandoverPaper) -> None:
    """The list on its pages; how many there are stays with the last of them and the signatures."""
    opening_as(sheet, paper, "GIẤY BÀN GIAO HỒ SƠ", paper.given_at)
    sheet.space(2)
    sheet.line("Đơn vị giao", paper.from_unit, font=BOLD)
    sheet.line("Đơn vị nhận", paper.to_unit, font=BOLD)
    sheet.line("Thời gian bàn giao", moment_in_words(paper.given_at))
    sheet.space(6)
    rows = [
        (
            str(number),
            each.code,
            f"{each.procedure} – {each.applicant}",
            f"{each.due_at:%H:%M %d/%m/%Y}",
        )
        for number, each in enumerate(paper.dossiers, start=1)
    ]
    _DOSSIERS.draw(sheet, rows, end=lambda: _end(sheet, paper))


def _end(sheet: Sheet, paper: HandoverPaper) -> None:
    sheet.space(4)
    sheet.line("Tổng số hồ sơ bàn giao", f"{len(paper.dossiers):02d}")
    sheet.space(8)
    signatures(sheet, ("NGƯỜI GIAO", paper.given_by), ("NGƯỜI NHẬN", ""))


DESIGN = Design(
    HandoverPaper,
    _compose,
    name=lambda paper: f"Giấy bàn giao hồ sơ số {paper.number}",
    copies=COPIES,
    size=A4,
)
