"""The hand-over record with the postman, which files a dossier that came by post (QĐ45 7.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onestop.printing.design import Design
from onestop.printing.furniture import Office, bar_code, moment_in_words, opening_as, signatures
from onestop.printing.postal import Party, party
from onestop.printing.receipt import ReceiptComponent, papers_handed_in
from onestop.printing.sheet import Sheet
from onestop.printing.typesetting import BOLD

COPIES = ("Liên 1: Bộ phận tiếp nhận hồ sơ", "Liên 2: Nhân viên bưu chính")


@dataclass(frozen=True)
class PostalFiling:
    """Everything that the record says; moments by the office's clock."""

    office: Office
    number: str
    tracking_code: str
    """The code under which the carrier tracks it."""
    code: str
    """The case's code; empty while the dossier is looked through."""
    carrier: str
    postman: str
    sender: Party
    procedure: str
    papers: tuple[ReceiptComponent, ...]
    sets: int
    filed_at: datetime
    clerk: str
    note: str = ""
    reprint: int = 0


def _compose(sheet: Sheet, filing: PostalFiling) -> None:
    """The record on its pages; the moment of filing stays with the signatures."""
    title = "BIÊN BẢN GIAO NHẬN HỒ SƠ GỬI QUA DỊCH VỤ BƯU CHÍNH"
    opening_as(sheet, filing, title, filing.filed_at)
    bar_code(sheet, filing.tracking_code, "Mã bưu gửi")
    sheet.line("Bên giao", f"{filing.postman}, nhân viên {filing.carrier}")
    sheet.line("Bên nhận", f"{filing.clerk}, {filing.office.name}")
    sheet.space(3)
    party(sheet, "Hồ sơ của", filing.sender)
    sheet.line("Thủ tục hành chính", filing.procedure)
    if filing.code:
        sheet.line("Mã hồ sơ", filing.code)
    papers_handed_in(sheet, filing.papers, heading="Hai bên đã giao, nhận những giấy tờ sau:")
    sheet.together(lambda: _filed(sheet, filing))


def _filed(sheet: Sheet, filing: PostalFiling) -> None:
    sheet.line("Số lượng hồ sơ", f"{filing.sets:02d} (bộ)")
    sheet.line("Tình trạng, ghi chú", filing.note or "không")
    sheet.line("Thời điểm nộp hồ sơ", moment_in_words(filing.filed_at), font=BOLD)
    sheet.line(
        "",
        "Thời điểm hai bên ký biên bản này là thời điểm nộp hồ sơ. "
        "Biên bản được lập thành hai bản, mỗi bên giữ một bản.",
    )
    sheet.space(8)
    signatures(sheet, ("NHÂN VIÊN BƯU CHÍNH", filing.postman), ("NGƯỜI TIẾP NHẬN", filing.clerk))


DESIGN = Design(
    PostalFiling,
    _compose,
    name=lambda filing: f"Biên bản giao nhận hồ sơ số {filing.number}",
    copies=COPIES,
    counts_copies=True,
)
