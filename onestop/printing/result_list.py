"""The result list: GIẤY BÀN GIAO KẾT QUẢ, the results that go to the unit that returns them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onestop.printing.design import Design
from onestop.printing.formats import A4_LANDSCAPE
from onestop.printing.furniture import (
    Office,
    in_dong,
    moment_in_words,
    opening_as,
    signatures,
)
from onestop.printing.sheet import Sheet
from onestop.printing.table import Cell, Table
from onestop.printing.typesetting import BOLD

COPIES = ("Liên 1: Đơn vị giao", "Liên 2: Đơn vị nhận")
_RESULTS = Table(
    heads=(
        "TT",
        "Mã hồ sơ",
        "Nội dung",
        "Kết quả",
        "Chủ hồ sơ",
        "Phí, lệ phí (đồng)",
        "Trả qua bưu điện",
    ),
    shares=(26, 124, 190, 150, 130, 76, 75),
    centred=frozenset({0, 6}),
    flushed=frozenset({5}),
    largest=11.0,
)


@dataclass(frozen=True)
class ListedResult:
    """A line of the list; `fees` are what is still to be collected, in đồng."""

    code: str
    procedure: str
    result: str
    applicant: str
    fees: int = 0
    by_post: bool = False


@dataclass(frozen=True)
class ResultList:
    """Everything that the list says; moments by the office's clock."""

    office: Office
    number: str
    from_unit: str
    to_unit: str
    given_at: datetime
    given_by: str
    results: tuple[ListedResult, ...]
    received_by: str = ""
    reprint: int = 0


def _compose(sheet: Sheet, paper: ResultList) -> None:
    """The list on its pages; how many there are stays with the last of them and the signatures."""
    opening_as(sheet, paper, "GIẤY BÀN GIAO KẾT QUẢ GIẢI QUYẾT HỒ SƠ", paper.given_at)
    sheet.space(2)
    sheet.line("Đơn vị giao", paper.from_unit, font=BOLD)
    sheet.line("Đơn vị nhận", paper.to_unit, font=BOLD)
    sheet.line("Thời gian bàn giao", moment_in_words(paper.given_at))
    sheet.space(6)
    rows = [_row(number, each) for number, each in enumerate(paper.results, start=1)]
    _RESULTS.draw(sheet, rows, end=lambda: _end(sheet, paper))


def _row(number: int, result: ListedResult) -> tuple[Cell, ...]:
    return (
        str(number),
        result.code,
        result.procedure,
        result.result,
        result.applicant,
        in_dong(result.fees) if result.fees else "–",
        "Có" if result.by_post else "–",
    )


def _end(sheet: Sheet, paper: ResultList) -> None:
    by_post = sum(each.by_post for each in paper.results)
    fees = sum(each.fees for each in paper.results)
    sheet.space(4)
    sheet.line(
        "Tổng số kết quả bàn giao",
        f"{len(paper.results):02d}, trong đó trả qua bưu điện: {by_post:02d}",
    )
    sheet.line("Tổng số phí, lệ phí phải thu", f"{in_dong(fees)} đồng")
    sheet.space(8)
    signatures(sheet, ("NGƯỜI GIAO", paper.given_by), ("NGƯỜI NHẬN", paper.received_by))


DESIGN = Design(
    ResultList,
    _compose,
    name=lambda paper: f"Giấy bàn giao kết quả giải quyết hồ sơ số {paper.number}",
    copies=COPIES,
    size=A4_LANDSCAPE,
)
