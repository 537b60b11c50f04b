"""The control sheet, form 06 (05 in 2018): every hand-over of a case, judged by who received it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from onestop.printing.design import Design
from onestop.printing.formats import A4
from onestop.printing.furniture import Office, marks, moment_in_words, opening
from onestop.printing.profile import Form
from onestop.printing.sheet import Sheet
from onestop.printing.table import Cell, Group, Table
from onestop.printing.typesetting import BOLD

_LEGS = Table(
    heads=(
        "Tên đơn vị",
        "Thời gian",
        "Người giao",
        "Người nhận",
        "Kết quả giải quyết hồ sơ",
        "Ghi chú",
    ),
    shares=(28, 27, 20, 20, 19, 17),
    centred=frozenset({1, 2, 3}),
    groups=(Group("Thời gian giao, nhận hồ sơ", 1, 3),),
    largest=11.0,
)
_TO_BE_WRITTEN = ("…… giờ …… phút,", "ngày … tháng …", "năm 20……")
_ROOM_TO_SIGN = ("", "", "")


class Outcome(StrEnum):
    """How a unit kept its time, as the next one judges it."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


OUTCOMES: dict[str, str] = {
    Outcome.EARLY: "Trước hạn",
    Outcome.ON_TIME: "Đúng hạn",
    Outcome.LATE: "Quá hạn",
}


@dataclass(frozen=True)
class Leg:
    """A hand-over; what is empty is written by hand."""

    from_unit: str
    to_unit: str
    at: datetime | None = None
    giver: str = ""
    receiver: str = ""
    outcome: str = ""
    """One of `Outcome`; empty until the receiver has judged."""
    note: str = ""


_NONE_YET = Leg("", "")


@dataclass(frozen=True)
class ControlSheet:
    """Everything that the control sheet says; moments by the office's clock."""

    office: Office
    number: str
    code: str
    look_up_link: str
    """Opens the case for those who work on it: the sheet passes through many hands."""
    procedure: str
    applicant: str
    lead_agency: str
    partner_agencies: tuple[str, ...]
    received_at: datetime
    due_at: datetime
    return_at: str
    legs: tuple[Leg, ...]
    opened_at: datetime
    reprint: int = 0


def _compose(sheet: Sheet, control: ControlSheet) -> None:
    """The control sheet on its pages; what is said of a hand-over stays whole."""
    opening(sheet, control, Form.CONTROL_SHEET, control.opened_at)
    marks(sheet, code=control.code, link=control.look_up_link, secret="")
    sheet.space(2)
    sheet.line("Thủ tục hành chính", control.procedure)
    sheet.line("Chủ hồ sơ", control.applicant, font=BOLD)
    sheet.line("Cơ quan giải quyết hồ sơ", control.lead_agency)
    sheet.line("Cơ quan phối hợp giải quyết hồ sơ", "; ".join(control.partner_agencies) or "không")
    sheet.line("Thời gian nhận hồ sơ", moment_in_words(control.received_at))
    sheet.line("Hẹn trả kết quả", moment_in_words(control.due_at), font=BOLD)
    sheet.line("Nơi trả kết quả", control.return_at)
    sheet.space(6)
    _LEGS.draw(sheet, map(_row, control.legs or [_NONE_YET]))


def _row(leg: Leg) -> tuple[Cell, ...]:
    return (
        (f"1. Giao: {leg.from_unit or '…'}", f"2. Nhận: {leg.to_unit or '…'}"),
        moment_in_words(leg.at) if leg.at else _TO_BE_WRITTEN,
        (*_ROOM_TO_SIGN, leg.giver),
        (*_ROOM_TO_SIGN, leg.receiver),
        OUTCOMES.get(leg.outcome) or tuple(f"□ {each}" for each in OUTCOMES.values()),
        leg.note,
    )


DESIGN = Design(
    ControlSheet,
    _compose,
    name=lambda control: f"Phiếu kiểm soát quá trình giải quyết hồ sơ {control.code}",
    size=A4,
)
