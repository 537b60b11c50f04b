"""The consignment slip: PHIẾU GỬI HỒ SƠ, what goes by post, from whom, to whom, at what price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onestop.printing.design import Design
from onestop.printing.furniture import Office, bar_code, moment_in_words, opening_as, signatures
from onestop.printing.postal import Party, party, sum_or_none
from onestop.printing.receipt import ReceiptComponent, papers_handed_in
from onestop.printing.sheet import Sheet

COPIES = ("Liên 1: Người gửi", "Liên 2: Nhân viên bưu chính", "Liên 3: Gửi kèm hồ sơ")


@dataclass(frozen=True)
class ConsignmentSlip:
    """Everything that the slip says; moments by the office's clock, sums in đồng."""

    office: Office
    number: str
    tracking_code: str
    """The code under which the carrier tracks it; empty before it has one."""
    code: str
    """The case's code; empty before the dossier is received."""
    carrier: str
    service: str
    sender: Party
    receiver: Party
    procedure: str
    papers: tuple[ReceiptComponent, ...]
    postage: int
    collect: int
    sent_at: datetime
    handed_in_by: str
    postman: str
    reprint: int = 0


def _compose(sheet: Sheet, slip: ConsignmentSlip) -> None:
    """The slip on its pages; the price stays with the signatures."""
    opening_as(sheet, slip, "PHIẾU GỬI HỒ SƠ", slip.sent_at)
    bar_code(sheet, slip.tracking_code, "Mã bưu gửi")
    party(sheet, "Người gửi", slip.sender)
    sheet.space(3)
    party(sheet, "Người nhận", slip.receiver)
    sheet.space(3)
    sheet.line("Thủ tục hành chính", slip.procedure)
    if slip.code:
        sheet.line("Mã hồ sơ", slip.code)
    papers_handed_in(sheet, slip.papers, heading="Giấy tờ gửi gồm:")
    sheet.together(lambda: _price(sheet, slip))


def _price(sheet: Sheet, slip: ConsignmentSlip) -> None:
    sheet.line("Doanh nghiệp bưu chính", slip.carrier)
    sheet.line("Dịch vụ", slip.service)
    sheet.line("Giá cước", sum_or_none(slip.postage))
    sheet.line("Số tiền thu hộ", sum_or_none(slip.collect))
    sheet.line("Thời gian gửi", moment_in_words(slip.sent_at))
    sheet.space(8)
    signatures(sheet, ("NGƯỜI GỬI", slip.handed_in_by), ("NHÂN VIÊN BƯU CHÍNH", slip.postman))


DESIGN = Design(
    ConsignmentSlip,
    _compose,
    name=lambda slip: f"Phiếu gửi hồ sơ số {slip.number}",
    copies=COPIES,
)
