"""The notice that handling has stopped, form 05: for good, or until it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onestop.printing.design import Design
from onestop.printing.furniture import (
    Office,
    marks,
    moment_in_words,
    opening,
    signed_by,
)
from onestop.printing.profile import Form
from onestop.printing.sheet import Sheet
from onestop.printing.typesetting import BOLD

_TO_BE_WRITTEN = "…" * 18
_FOR_GOOD = (
    "Đến thời điểm dừng, hồ sơ chưa có quyết định hoặc kết quả giải quyết; "
    "{office} thông báo dừng giải quyết hồ sơ nêu trên."
)
_FOR_A_WHILE = (
    "{office} thông báo tạm dừng giải quyết hồ sơ nêu trên. Thời hạn giải quyết không tính trong "
    "thời gian tạm dừng; khi hồ sơ được giải quyết tiếp, thời gian hẹn trả kết quả mới sẽ được "
    "thông báo."
)
COPIES = ("Liên 1: Giao người nộp hồ sơ", "Liên 2: Lưu hồ sơ")


@dataclass(frozen=True)
class StopNotice:
    """Everything that the notice says; `clerk` is empty where whoever hands it out signs it.

    What is given back is written by hand where nothing is known of it; for a while, nothing is.
    """

    office: Office
    number: str
    code: str
    look_up_link: str
    look_up_secret: str
    applicant: str
    identity_number: str
    address: str
    procedure: str
    ground: str
    reason: str
    stopped_at: datetime
    clerk: str
    given_back: str = ""
    signer_title: str = ""
    for_a_while: bool = False
    reprint: int = 0


def _compose(sheet: Sheet, notice: StopNotice) -> None:
    """The notice on its pages; when it takes effect stays with the signature."""
    form = Form.STOP_FOR_A_WHILE if notice.for_a_while else Form.STOP
    opening(sheet, notice, form, notice.stopped_at)
    marks(sheet, code=notice.code, link=notice.look_up_link, secret=notice.look_up_secret)
    sheet.line("Kính gửi", notice.applicant, font=BOLD)
    sheet.line("Số định danh", notice.identity_number or "…")
    sheet.line("Địa chỉ", notice.address or "…")
    sheet.line("Thủ tục hành chính", notice.procedure)
    sheet.line("Căn cứ", notice.ground)
    sheet.line("Nội dung", notice.reason)
    if not notice.for_a_while:
        sheet.line("Giấy tờ trả lại", notice.given_back or _TO_BE_WRITTEN)
    sheet.together(lambda: _effect(sheet, notice))


def _effect(sheet: Sheet, notice: StopNotice) -> None:
    said = _FOR_A_WHILE if notice.for_a_while else _FOR_GOOD
    sheet.line("", said.format(office=notice.office.name))
    sheet.line("Thời điểm dừng", moment_in_words(notice.stopped_at), font=BOLD)
    sheet.space(8)
    signs_as = notice.signer_title or notice.office.name
    signed_by(sheet, (signs_as.upper(), notice.clerk))


DESIGN = Design(
    StopNotice,
    _compose,
    name=lambda notice: (
        f"Thông báo {'tạm dừng' if notice.for_a_while else 'dừng'} giải quyết hồ sơ {notice.code}"
    ),
    copies=COPIES,
)
