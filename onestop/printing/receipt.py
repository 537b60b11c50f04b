"""Form 01: GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ (TT01/2018, TT03/2025)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from onestop.printing.design import Design
from onestop.printing.furniture import (
    Office,
    listed,
    marks,
    moment_in_words,
    opening,
    signatures,
)
from onestop.printing.profile import Form
from onestop.printing.sheet import Sheet
from onestop.printing.table import Table
from onestop.printing.typesetting import BOLD, unbroken

COPIES = ("Liên 1: Giao người nộp hồ sơ", "Liên 2: Lưu cùng Phiếu kiểm soát")
_COMPONENTS = Table(
    heads=("TT", "Thành phần", "Bản chính", "Bản sao/ chứng thực", "Ghi chú"),
    shares=(8, 61, 14, 21, 18),
    centred=frozenset({0, 2, 3}),
)


@dataclass(frozen=True)
class ReceiptComponent:
    """A paper as handed in."""

    name: str
    originals: int
    copies: int
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Reception:
    """What every receipt says: who receives, who asks, who files; moments by the office's clock."""

    office: Office
    number: str
    look_up_link: str
    look_up_secret: str
    applicant: str
    identity_number: str
    address: str
    phone: str
    email: str
    received_at: datetime
    return_at: str
    register_volume: str
    submitter: str
    clerk: str
    authorised_by: str = ""
    authorisation: str = ""
    submitter_identity: str = ""
    submitter_phone: str = ""
    submitter_address: str = ""
    reprint: int = 0


@dataclass(frozen=True, kw_only=True)
class Receipt(Reception):
    """Everything that form 01 says of one case."""

    code: str
    content: str
    components: tuple[ReceiptComponent, ...]
    sets: int
    term: str
    due_at: datetime
    fees: tuple[str, ...]
    register_number: int


def _compose(sheet: Sheet, receipt: Receipt) -> None:
    """The receipt on its pages; what was promised stays with the signatures."""
    opening(sheet, receipt, Form.RECEIPT, receipt.received_at)
    marks(sheet, code=receipt.code, link=receipt.look_up_link, secret=receipt.look_up_secret)
    who(sheet, receipt)
    sheet.line("Nội dung yêu cầu giải quyết", receipt.content)
    papers_handed_in(sheet, receipt.components)
    sheet.line("Số lượng hồ sơ", f"{receipt.sets:02d} (bộ)")
    sheet.together(lambda: _promise(sheet, receipt))


def who(sheet: Sheet, receipt: Reception) -> None:
    """Sets who receives, who asks, and who files for them."""
    office = receipt.office
    telephone = f"điện thoại {unbroken(office.phone)}" if office.phone else ""
    sheet.line("Bộ phận tiếp nhận", listed(office.name, office.address, telephone))
    sheet.line("Tiếp nhận hồ sơ của", receipt.applicant, font=BOLD)
    sheet.line("Số định danh", receipt.identity_number)
    sheet.line("Địa chỉ", receipt.address or "…")
    sheet.line("Số điện thoại, Email", listed(unbroken(receipt.phone), receipt.email) or "…")
    if receipt.authorisation:
        sheet.line("Người nộp theo uỷ quyền", receipt.submitter)
        sheet.line("Số định danh của người nộp", receipt.submitter_identity)
        reached = listed(receipt.submitter_address, receipt.submitter_phone)
        sheet.line("Địa chỉ, điện thoại của người nộp", reached or "…")
        if receipt.authorised_by:
            sheet.line("Người uỷ quyền", receipt.authorised_by)
        sheet.line("Giấy uỷ quyền", receipt.authorisation)


def papers_handed_in(
    sheet: Sheet,
    components: Sequence[ReceiptComponent],
    *,
    heading: str = "Thành phần hồ sơ nộp gồm:",
) -> None:
    """Sets the table of the papers that were handed in."""
    rows = [
        (str(number), each.name, _count(each.originals), _count(each.copies), each.note)
        for number, each in enumerate(components, start=1)
    ]
    none = [("", "Không có giấy tờ phải nộp", "", "", "")]
    _COMPONENTS.draw(sheet, rows or none, heading=heading)
    sheet.space(3)


def _promise(sheet: Sheet, receipt: Receipt) -> None:
    sheet.line("Thời gian giải quyết hồ sơ theo quy định", receipt.term)
    sheet.line("Thời gian nhận hồ sơ", moment_in_words(receipt.received_at))
    sheet.line("Thời gian trả kết quả", moment_in_words(receipt.due_at), font=BOLD)
    sheet.line("Đăng ký nhận kết quả tại", receipt.return_at)
    sheet.line("Phí, lệ phí", "; ".join(receipt.fees) or "không")
    sheet.together(lambda: _end(sheet, receipt))


def _end(sheet: Sheet, receipt: Receipt) -> None:
    sheet.line(
        "Vào Sổ theo dõi hồ sơ, Quyển số",
        f"{receipt.register_volume}, Số thứ tự: {receipt.register_number}",
    )
    sheet.space(4)
    signatures(
        sheet,
        ("NGƯỜI NỘP HỒ SƠ", receipt.submitter),
        ("NGƯỜI TIẾP NHẬN HỒ SƠ", receipt.clerk),
    )


def _count(number: int) -> str:
    return str(number) if number else "–"


DESIGN = Design(
    Receipt,
    _compose,
    name=lambda receipt: f"Giấy tiếp nhận hồ sơ và hẹn trả kết quả {receipt.code}",
    copies=COPIES,
)
