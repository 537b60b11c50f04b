"""The rating slip: PHIẾU ĐÁNH GIÁ, which goes out with forms 01, 02 and 03 (TT01 12.2).

It names nobody and leads to no case, so that nobody need fear an honest answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onestop.printing.design import Design
from onestop.printing.furniture import Office, listed, opening_as
from onestop.printing.sheet import Sheet
from onestop.printing.table import Table
from onestop.printing.typesetting import ITALIC, unbroken

SCALE = ("Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng")
QUESTIONS = (
    "Thời gian chờ và thời gian giải quyết hồ sơ",
    "Thái độ, tác phong của người tiếp nhận hồ sơ",
    "Sự rõ ràng, đầy đủ của việc hướng dẫn",
    "Số lần phải đi lại để hoàn thành thủ tục",
    "Sự công khai về giấy tờ, thời hạn, phí và lệ phí",
    "Nơi ngồi chờ, trang thiết bị phục vụ",
    "Đánh giá chung về lần phục vụ này",
)
_ANSWERS = Table(
    heads=("Nội dung đánh giá", *SCALE),
    shares=(49, 14, 14, 14, 14, 14),
    ticked=frozenset({1, 2, 3, 4, 5}),
)


@dataclass(frozen=True)
class RatingSlip:
    """Everything that the slip says: nothing of a case."""

    office: Office
    procedure: str
    issued_at: datetime
    number: str = ""
    reprint: int = 0


def _compose(sheet: Sheet, slip: RatingSlip) -> None:
    """The slip on its pages; where to leave it stays with the room for other words."""
    opening_as(sheet, slip, "PHIẾU ĐÁNH GIÁ SỰ PHỤC VỤ", slip.issued_at)
    sheet.line("Thủ tục hành chính", slip.procedure)
    sheet.line(
        "",
        "Kính mời Ông/Bà, Tổ chức đánh dấu × vào một ô ở mỗi dòng. Phiếu không ghi tên; câu trả "
        "lời không ảnh hưởng đến việc giải quyết hồ sơ.",
    )
    sheet.space(4)
    rows = [(f"{number}. {each}", *("",) * 5) for number, each in enumerate(QUESTIONS, start=1)]
    _ANSWERS.draw(sheet, rows)
    sheet.space(4)
    sheet.together(lambda: _end(sheet, slip))


def _end(sheet: Sheet, slip: RatingSlip) -> None:
    sheet.line("", "Ý kiến khác (nếu có):")
    for _line in range(3):
        sheet.space(sheet.body * 1.5)
        sheet.rule(sheet.left, sheet.y, sheet.room)
    sheet.space(8)
    office = slip.office
    sheet.line(
        "",
        "Xin bỏ phiếu vào hòm phiếu tại nơi tiếp nhận hồ sơ, hoặc gửi đến "
        f"{listed(office.name, office.address)}.",
    )
    if office.phone:
        sheet.line("Điện thoại góp ý", unbroken(office.phone))
    sheet.space(6)
    sheet.centred(sheet.middle, "Trân trọng cảm ơn Ông/Bà, Tổ chức.", ITALIC, sheet.body)


DESIGN = Design(
    RatingSlip,
    _compose,
    name=lambda slip: f"Phiếu đánh giá sự phục vụ, {slip.procedure}",
)
