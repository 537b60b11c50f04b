"""Form 01 for several cases received together: each with its code and its appointment (R5, S4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from onestop.printing.design import Design
from onestop.printing.furniture import (
    marks,
    moment_in_words,
    opening,
    signatures,
)
from onestop.printing.profile import Form
from onestop.printing.receipt import (
    COPIES,
    ReceiptComponent,
    Reception,
    papers_handed_in,
    who,
)
from onestop.printing.sheet import Sheet
from onestop.printing.typesetting import BOLD


@dataclass(frozen=True)
class Appointment:
    """One of the cases: what is asked for, and when its result may be fetched."""

    code: str
    content: str
    results: tuple[str, ...]
    sets: int
    term: str
    due_at: datetime
    fees: tuple[str, ...]
    register_number: int
    components: tuple[ReceiptComponent, ...] = ()
    """Its own papers; empty where all cases of a combined procedure share one dossier."""


@dataclass(frozen=True, kw_only=True)
class SittingReceipt(Reception):
    """Everything that form 01 says of several cases."""

    appointments: tuple[Appointment, ...]
    combined: str = ""
    """The name of the combined procedure; empty for dossiers that only came together."""
    components: tuple[ReceiptComponent, ...] = ()
    """The papers of the one dossier of a combined procedure."""


def _compose(sheet: Sheet, receipt: SittingReceipt) -> None:
    """The receipt on its pages; what is said of a case stays whole, and so do the signatures."""
    opening(sheet, receipt, Form.RECEIPT, receipt.received_at)
    marks(
        sheet,
        code=receipt.appointments[0].code,
        link=receipt.look_up_link,
        secret=receipt.look_up_secret,
    )
    who(sheet, receipt)
    _cases(sheet, receipt)
    if receipt.combined:
        papers_handed_in(sheet, receipt.components)
    sheet.together(lambda: _end(sheet, receipt))


def _cases(sheet: Sheet, receipt: SittingReceipt) -> None:
    if receipt.combined:
        sheet.line("Thủ tục kết hợp, liên thông", receipt.combined, font=BOLD)
    count = len(receipt.appointments)
    sheet.line("Số hồ sơ tiếp nhận cùng lúc", f"{count:02d}, mỗi hồ sơ có mã và ngày hẹn riêng")
    for number, each in enumerate(receipt.appointments, start=1):
        sheet.space(4)
        sheet.together(partial(_case, sheet, receipt, number, each))
        if not receipt.combined:
            papers_handed_in(sheet, each.components)


def _case(sheet: Sheet, receipt: SittingReceipt, number: int, case: Appointment) -> None:
    sheet.rule(sheet.left, sheet.y, sheet.room)
    sheet.space(2)
    sheet.line(f"Hồ sơ {number}", case.code, font=BOLD)
    sheet.line("Nội dung yêu cầu giải quyết", case.content)
    sheet.line("Kết quả", "; ".join(case.results))
    sheet.line("Thời gian giải quyết hồ sơ theo quy định", case.term)
    sheet.line("Thời gian trả kết quả", moment_in_words(case.due_at), font=BOLD)
    sheet.line("Số lượng hồ sơ", f"{case.sets:02d} (bộ)")
    sheet.line("Phí, lệ phí", "; ".join(case.fees) or "không")
    sheet.line(
        "Vào Sổ theo dõi hồ sơ, Quyển số",
        f"{receipt.register_volume}, Số thứ tự: {case.register_number}",
    )


def _end(sheet: Sheet, receipt: SittingReceipt) -> None:
    sheet.space(4)
    sheet.rule(sheet.left, sheet.y, sheet.room)
    sheet.space(2)
    sheet.line("Thời gian nhận hồ sơ", moment_in_words(receipt.received_at))
    sheet.line("Đăng ký nhận kết quả tại", receipt.return_at)
    sheet.space(4)
    signatures(
        sheet,
        ("NGƯỜI NỘP HỒ SƠ", receipt.submitter),
        ("NGƯỜI TIẾP NHẬN HỒ SƠ", receipt.clerk),
    )


def _name(receipt: SittingReceipt) -> str:
    codes = ", ".join(each.code for each in receipt.appointments)
    return f"Giấy tiếp nhận hồ sơ và hẹn trả kết quả {codes}"


DESIGN = Design(
    SittingReceipt,
    _compose,
    name=_name,
    copies=COPIES,
)
