"""The apology with a new day, form 04, signed by the head of the settling agency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onestop.printing.design import Design
from onestop.printing.furniture import (
    Office,
    day_in_words,
    marks,
    moment_in_words,
    opening,
    signed_by,
)
from onestop.printing.profile import Form
from onestop.printing.sheet import Sheet
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
    reprint: int = 0
    one_stop: str = "Bộ phận Tiếp nhận và Trả kết quả"
    """The unit that received the dossier, and hears of the new day."""


def _compose(sheet: Sheet, letter: ApologyLetter) -> None:
    """The apology on its pages; the new day stays with the signature."""
    opening(sheet, letter, Form.APOLOGY, letter.signed_at)
    marks(sheet, code=letter.code, link=letter.look_up_link, secret=letter.look_up_secret)
    sheet.line("Kính gửi", letter.applicant, font=BOLD)
    received = day_in_words(letter.received_at).capitalize()
    sheet.line(
        "",
        f"{received}, {letter.one_stop} tiếp nhận hồ sơ đề nghị giải "
        f"quyết thủ tục {letter.procedure} của {letter.applicant}; số định danh: "
        f"{letter.identity_number or '…'}; mã hồ sơ: {letter.code}.",
    )
    sheet.line("Thời gian hẹn trả kết quả", moment_in_words(letter.old_due_at))
    sheet.line("Tình trạng hồ sơ", letter.circumstances)
    sheet.line("Lý do", letter.reason)
    sheet.together(lambda: _new_day(sheet, letter))


def _new_day(sheet: Sheet, letter: ApologyLetter) -> None:
    sheet.line(
        "", "Sự chậm trễ này đã gây phiền hà, tốn kém cho Ông/Bà/Tổ chức; chúng tôi xin lỗi."
    )
    sheet.line("Hẹn lại thời gian trả kết quả", moment_in_words(letter.new_due_at), font=BOLD)
    sheet.space(8)
    heading = letter.signer_title.upper() or "THỦ TRƯỞNG CƠ QUAN"
    signed_by(sheet, (heading, letter.signer))
    sheet.space(8)
    sheet.line("Nơi nhận", f"Như trên; {letter.one_stop}; lưu hồ sơ.")


DESIGN = Design(
    ApologyLetter,
    _compose,
    name=lambda letter: f"Phiếu xin lỗi và hẹn lại ngày trả kết quả {letter.code}",
)
