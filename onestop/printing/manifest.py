"""The manifest: BẢNG KÊ BƯU GỬI, the consignments that a carrier takes over on a day."""

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
from onestop.printing.typesetting import BOLD, unbroken

COPIES = ("Liên 1: Bộ phận trả kết quả", "Liên 2: Nhân viên bưu chính")
_CONSIGNMENTS = Table(
    heads=(
        "TT",
        "Mã bưu gửi",
        "Mã hồ sơ",
        "Người nhận",
        "Địa chỉ",
        "Điện thoại",
        "Cước (đồng)",
        "Thu hộ (đồng)",
        "Ghi chú",
    ),
    shares=(24, 86, 116, 108, 136, 66, 70, 70, 95),
    centred=frozenset({0}),
    flushed=frozenset({6, 7}),
)


@dataclass(frozen=True)
class ListedConsignment:
    """A line of the manifest; sums in đồng."""

    tracking_code: str
    code: str
    receiver: str
    address: str
    phone: str
    postage: int
    collect: int
    note: str = ""


@dataclass(frozen=True)
class Manifest:
    """Everything that the manifest says; moments by the office's clock."""

    office: Office
    number: str
    carrier: str
    taken_at: datetime
    consignments: tuple[ListedConsignment, ...]
    sealed: int
    """How many of them are sealed."""
    given_by: str
    postman: str
    reprint: int = 0


def _compose(sheet: Sheet, manifest: Manifest) -> None:
    """The manifest on its pages; its sums stay with its last line and the signatures."""
    opening_as(sheet, manifest, "BẢNG KÊ BƯU GỬI", manifest.taken_at)
    sheet.line("Doanh nghiệp bưu chính", manifest.carrier, font=BOLD)
    sheet.line("Thời gian bàn giao", moment_in_words(manifest.taken_at))
    sheet.space(5)
    rows = [_row(number, each) for number, each in enumerate(manifest.consignments, start=1)]
    _CONSIGNMENTS.draw(sheet, [*rows, _sums(manifest)], end=lambda: _end(sheet, manifest))


def _row(number: int, each: ListedConsignment) -> tuple[Cell, ...]:
    return (
        str(number),
        each.tracking_code,
        each.code,
        each.receiver,
        each.address,
        unbroken(each.phone),
        in_dong(each.postage),
        in_dong(each.collect),
        each.note,
    )


def _sums(manifest: Manifest) -> tuple[Cell, ...]:
    postage = sum(each.postage for each in manifest.consignments)
    collect = sum(each.collect for each in manifest.consignments)
    return ("", "Cộng", "", "", "", "", in_dong(postage), in_dong(collect), "")


def _end(sheet: Sheet, manifest: Manifest) -> None:
    sheet.space(4)
    sheet.line(
        "Tổng số bưu gửi",
        f"{len(manifest.consignments):02d}, trong đó đã niêm phong: {manifest.sealed:02d}",
    )
    sheet.space(6)
    signatures(sheet, ("NGƯỜI GIAO", manifest.given_by), ("NHÂN VIÊN BƯU CHÍNH", manifest.postman))


DESIGN = Design(
    Manifest,
    _compose,
    name=lambda manifest: f"Bảng kê bưu gửi số {manifest.number}",
    copies=COPIES,
    size=A4_LANDSCAPE,
)
