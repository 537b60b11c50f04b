"""The notice that handling has stopped, form 05: at the applicant's wish, or by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onestop.printing.furniture import (
    Office,
    head,
    marks,
    moment_in_words,
    reprint_line,
    signed_by,
    title,
)
from onestop.printing.sheet import Sheet, fitted
from onestop.printing.typesetting import BOLD

COPIES = ("Liên 1: Giao người nộp hồ sơ", "Liên 2: Lưu hồ sơ")


@dataclass(frozen=True)
class StopNotice:
    """Everything that the notice says; `clerk` is empty where the case closed by itself."""

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
    form: str = "Mẫu số 05"
    reprint: int = 0


def render(notice: StopNotice) -> bytes:
    """The notice as PDF, A5 portrait, two copies."""
    return lay_out(notice).pdf(
        title=f"Thông báo dừng giải quyết hồ sơ {notice.code}",
        author=notice.office.name,
        copies=COPIES,
    )


def lay_out(notice: StopNotice) -> Sheet:
    """The notice on its pages; when it takes effect stays with the signature."""

    def compose(sheet: Sheet) -> None:
        head(sheet, notice.office, number=notice.number, day=notice.stopped_at, form=notice.form)
        title(sheet, "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ")
        reprint_line(sheet, notice.reprint)
        marks(sheet, code=notice.code, link=notice.look_up_link, secret=notice.look_up_secret)
        sheet.space(2)
        sheet.line("Kính gửi", notice.applicant, font=BOLD)
        sheet.line("Số định danh", notice.identity_number or "…")
        sheet.line("Địa chỉ", notice.address or "…")
        sheet.line("Thủ tục hành chính", notice.procedure)
        sheet.line("Căn cứ", notice.ground)
        sheet.line("Nội dung", notice.reason)
        sheet.together(lambda: _effect(sheet, notice))

    return fitted(compose)


def _effect(sheet: Sheet, notice: StopNotice) -> None:
    sheet.line(
        "",
        "Đến thời điểm dừng, hồ sơ chưa có quyết định hoặc kết quả giải quyết; "
        f"{notice.office.name} thông báo dừng giải quyết hồ sơ nêu trên.",
    )
    sheet.line("Thời điểm dừng", moment_in_words(notice.stopped_at), font=BOLD)
    sheet.line("Giấy tờ trả lại", notice.given_back or "không")
    sheet.space(8)
    signed_by(sheet, ("BỘ PHẬN TIẾP NHẬN HỒ SƠ", notice.clerk or notice.office.name))
