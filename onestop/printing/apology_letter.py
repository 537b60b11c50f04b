"""The apology with a new day, form 04, signed by the head of the settling agency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onestop.printing.furniture import (
    Office,
    day_in_words,
    head,
    marks,
    moment_in_words,
    reprint_line,
    signed_by,
    title,
)
from onestop.printing.sheet import Sheet, fitted
from onestop.printing.typesetting import BOLD


@dataclass(frozen=True)
class ApologyLetter:
    """Everything that the apology says; moments by the office's clock."""

    office: Office
    number: str
    code: str
    look_up_link: str
    look_up_secret: str
    applicant: str
    identity_number: str
    procedure: str
    received_at: datetime
    old_due_at: datetime
    new_due_at: datetime
    circumstances: str
    reason: str
    signed_at: datetime
    signer: str
    signer_title: str
    form: str = "Mẫu số 04"
    reprint: int = 0


def render(letter: ApologyLetter) -> bytes:
    """The apology as PDF, A5 portrait."""
    return lay_out(letter).pdf(
        title=f"Phiếu xin lỗi và hẹn lại ngày trả kết quả {letter.code}",
        author=letter.office.name,
    )


def lay_out(letter: ApologyLetter) -> Sheet:
    """The apology on its pages; the new day stays with the signature."""

    def compose(sheet: Sheet) -> None:
        head(sheet, letter.office, number=letter.number, day=letter.signed_at, form=letter.form)
        title(sheet, "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ")
        reprint_line(sheet, letter.reprint)
        marks(sheet, code=letter.code, link=letter.look_up_link, secret=letter.look_up_secret)
        sheet.space(2)
        sheet.line("Kính gửi", letter.applicant, font=BOLD)
        received = day_in_words(letter.received_at)
        sheet.line(
            "",
            f"Ngày nhận hồ sơ: {received}, {letter.office.name} tiếp nhận hồ sơ đề nghị giải "
            f"quyết thủ tục {letter.procedure} của {letter.applicant}; số định danh: "
            f"{letter.identity_number or '…'}; mã hồ sơ: {letter.code}.",
        )
        sheet.line("Thời gian hẹn trả kết quả", moment_in_words(letter.old_due_at))
        sheet.line("Tình trạng hồ sơ", letter.circumstances)
        sheet.line("Lý do", letter.reason)
        sheet.together(lambda: _new_day(sheet, letter))

    return fitted(compose)


def _new_day(sheet: Sheet, letter: ApologyLetter) -> None:
    sheet.line(
        "", "Sự chậm trễ này đã gây phiền hà, tốn kém cho Ông/Bà/Tổ chức; chúng tôi xin lỗi."
    )
    sheet.line("Hẹn lại thời gian trả kết quả", moment_in_words(letter.new_due_at), font=BOLD)
    sheet.space(8)
    heading = letter.signer_title.upper() or "THỦ TRƯỞNG CƠ QUAN"
    signed_by(sheet, (heading, letter.signer))
    sheet.line("Nơi nhận", "Như trên; Bộ phận Tiếp nhận và Trả kết quả; lưu hồ sơ.")
