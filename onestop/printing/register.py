"""The register, form 07 (06 in 2018): every case of a year, its numbers running on (V4).

A year has ten thousand rows: they are printed as they come, and no more is held of them than a
page or two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from onestop.printing.design import Logos, blank
from onestop.printing.formats import A4_LANDSCAPE
from onestop.printing.furniture import Office, head, in_dong, title
from onestop.printing.pages import PageWriter
from onestop.printing.profile import Form, heading
from onestop.printing.roll import Roll
from onestop.printing.sheet import Sheet
from onestop.printing.table import Cell, Group, Table
from onestop.printing.typesetting import unbroken

_ROWS = Table(
    heads=(
        "STT",
        "Mã hồ sơ",
        "Tên thủ tục hành chính",
        "Số bộ",
        "Tên cá nhân, tổ chức",
        "Địa chỉ, số điện thoại",
        "Cơ quan chủ trì giải quyết",
        "Nhận hồ sơ",
        "Hẹn trả kết quả",
        "Chuyển hồ sơ đến cơ quan giải quyết",
        "Nhận kết quả từ cơ quan giải quyết",
        "Ngày",
        "Phương thức",
        "Ký nhận",
        "Ghi chú",
    ),
    shares=(27, 66, 96, 20, 80, 96, 62, 46, 46, 46, 46, 46, 46, 40, 46),
    centred=frozenset({0, 3, 7, 8, 9, 10, 11}),
    groups=(Group("Ngày, tháng, năm", 7, 10), Group("Trả kết quả", 11, 13)),
    largest=8.5,
)


@dataclass(frozen=True)
class RegisterRow:
    """A case in the register; moments by the office's clock, empty while they are to come."""

    number: int
    code: str
    procedure: str
    sets: int
    applicant: str
    address: str
    phone: str
    lead_agency: str
    received_at: datetime
    due_at: datetime | None = None
    forwarded_at: datetime | None = None
    result_at: datetime | None = None
    handed_at: datetime | None = None
    method: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Volume:
    """What stands above the rows; without a field, or a volume, they are of all of them."""

    office: Office
    number: str
    year: int
    volume: str
    field: str = ""
    printed_at: datetime


def write(
    stream: IO[bytes], volume: Volume, rows: Iterable[RegisterRow], logos: Logos | None = None
) -> None:
    """Writes the volume as a PDF while its rows come; the same rows give the same bytes."""
    canvas = blank(stream, title=_name(volume), author=volume.office.name)
    roll = Roll(
        body=A4_LANDSCAPE.flowing,
        format=A4_LANDSCAPE,
        logos=logos or {},
        canvas=canvas,
        writer=PageWriter(canvas, stream),
    )
    compose(roll, volume, rows)
    roll.end()


def compose(sheet: Sheet, volume: Volume, rows: Iterable[RegisterRow]) -> None:
    """The volume on its pages; how many rows it has stays with the last of them."""
    form = heading(volume.office.profile, Form.REGISTER)
    head(sheet, volume.office, number=volume.number, day=volume.printed_at, form=form.number)
    field = f"Lĩnh vực: {volume.field}" if volume.field else "Tất cả các lĩnh vực"
    part = f"Quyển số: {volume.volume}" if volume.volume else "Tất cả các quyển"
    title(sheet, form.title, f"Năm {volume.year} – {field} – {part}")
    counted = _Counted(rows)
    _ROWS.draw(sheet, map(_row, counted), end=lambda: _end(sheet, counted))


class _Counted:
    """Rows that tell, once they went by, how many there were and which was first and last."""

    def __init__(self, rows: Iterable[RegisterRow]) -> None:
        self.rows = rows
        self.count = self.first = self.last = 0

    def __iter__(self) -> Iterator[RegisterRow]:
        for row in self.rows:
            self.count += 1
            self.first, self.last = self.first or row.number, row.number
            yield row


def _end(sheet: Sheet, rows: _Counted) -> None:
    sheet.space(3)
    numbers = f", từ số thứ tự {rows.first} đến số thứ tự {rows.last}" if rows.count else ""
    sheet.line("Cộng", f"{in_dong(rows.count)} hồ sơ{numbers}.")


def _row(row: RegisterRow) -> tuple[Cell, ...]:
    return (
        str(row.number),
        row.code,
        row.procedure,
        str(row.sets),
        row.applicant,
        (row.address, unbroken(row.phone)) if row.phone else row.address,
        row.lead_agency,
        _moment(row.received_at),
        _moment(row.due_at),
        _moment(row.forwarded_at),
        _moment(row.result_at),
        _moment(row.handed_at),
        row.method,
        "",
        row.note,
    )


def _moment(moment: datetime | None) -> Cell:
    return (f"{moment:%d/%m/%Y}", f"{moment:%H:%M}") if moment else ""


def _name(volume: Volume) -> str:
    field = f", {volume.field}" if volume.field else ""
    part = f", quyển số {volume.volume}" if volume.volume else ""
    return f"Sổ theo dõi hồ sơ năm {volume.year}{field}{part}"
