"""A specimen: invented papers that show how an agency's look and who signs them, marked as such."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from onestop.printing import apology_letter, receipt, stop_notice
from onestop.printing.apology_letter import ApologyLetter
from onestop.printing.design import Design
from onestop.printing.furniture import Office, Paper
from onestop.printing.receipt import Receipt, ReceiptComponent
from onestop.printing.sheet import Mark, Sheet
from onestop.printing.stop_notice import StopNotice
from onestop.printing.typesetting import BOLD

STAMP = "BẢN XEM THỬ"
TITLE = f"Giấy tờ của cơ quan ({STAMP.lower()})"
CLERK, HEAD = "Trần Thị Mẫu", "Phạm Văn Mẫu"
"""Who acts on these papers, where the agency has set nobody who signs."""
_STAMP_SIZE = 46
_GREY = 0.82
_APPLICANT = "Nguyễn Văn Mẫu"
_IDENTITY = "000000000000"
_ADDRESS = "Số 1 đường Mẫu, Phường Mẫu"
_PROCEDURE = "Đăng ký khai sinh"

Signs = tuple[str, str]
"""The title and the name below which a paper is signed."""


def specimens(
    office: Office, agency: Office, *, suffix: str, apology: Signs, notice: Signs, at: datetime
) -> Iterator[tuple[Design[Any], Paper]]:
    """Forms 01, 04 and 05 of nobody, as they would be issued at that moment by the office's clock.

    The apology is headed by the agency itself. Copies are shown of the receipt alone.
    """
    shown = _receipt(office, suffix=suffix, at=at)
    yield _stamped(receipt.DESIGN), shown
    yield _stamped(apology_letter.DESIGN), _apology(agency, shown, apology, at=at)
    once = replace(stop_notice.DESIGN, copies=stop_notice.COPIES[:1])
    yield _stamped(once), _notice(shown, notice, suffix=suffix, at=at)


def _receipt(office: Office, *, suffix: str, at: datetime) -> Receipt:
    return Receipt(
        office=office,
        number=f"000/{suffix}",
        code=f"000.00.00-{at:%y%m%d}-0000",
        look_up_link=STAMP,
        look_up_secret="00000000",
        applicant=_APPLICANT,
        identity_number=_IDENTITY,
        address=_ADDRESS,
        phone="0900 000 000",
        email="nguyenvanmau@example.vn",
        content=_PROCEDURE,
        components=(
            ReceiptComponent("Tờ khai đăng ký khai sinh", 1, 0),
            ReceiptComponent("Giấy chứng sinh", 1, 1, "Bản điện tử"),
        ),
        sets=1,
        term="5 ngày làm việc",
        received_at=at.replace(hour=9, minute=0),
        due_at=at.replace(hour=17, minute=0) + timedelta(days=7),
        return_at=office.name,
        fees=("Lệ phí hộ tịch: 8.000 đồng",),
        register_volume=f"01/{at:%Y}",
        register_number=0,
        submitter=_APPLICANT,
        clerk=CLERK,
    )


def _apology(agency: Office, shown: Receipt, signs: Signs, *, at: datetime) -> ApologyLetter:
    title, name = signs
    return ApologyLetter(
        office=agency,
        number="000/PXL",
        code=shown.code,
        look_up_link=STAMP,
        look_up_secret=shown.look_up_secret,
        applicant=_APPLICANT,
        identity_number=_IDENTITY,
        procedure=_PROCEDURE,
        received_at=shown.received_at,
        old_due_at=shown.due_at,
        new_due_at=shown.due_at + timedelta(days=7),
        circumstances="Đang chờ kết quả xác minh",
        reason="Cần thêm thời gian xác minh",
        signed_at=at,
        signer=name,
        signer_title=title,
        one_stop=shown.office.name,
    )


def _notice(shown: Receipt, signs: Signs, *, suffix: str, at: datetime) -> StopNotice:
    title, name = signs
    return StopNotice(
        office=shown.office,
        number=f"000/TBD-{suffix}",
        code=shown.code,
        look_up_link=STAMP,
        look_up_secret=shown.look_up_secret,
        applicant=_APPLICANT,
        identity_number=_IDENTITY,
        address=_ADDRESS,
        procedure=_PROCEDURE,
        ground=f"Đề nghị rút hồ sơ của người nộp ngày {at:%d/%m/%Y}.",
        reason="Người nộp không còn nhu cầu",
        stopped_at=at,
        clerk=name,
        given_back="Giấy chứng sinh (1 bản chính)",
        signer_title=title,
    )


def _stamped(design: Design[Any]) -> Design[Any]:
    """The design with its stamp behind every page."""

    def compose(sheet: Sheet, shown: Any) -> None:
        design.compose(sheet, shown)
        for page in sheet.pages:
            page.insert(0, _stamp(sheet.size))

    return replace(design, compose=compose)


def _stamp(size: tuple[float, float]) -> Mark:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillGray(_GREY)
        canvas.translate(size[0] / 2, size[1] / 2)
        canvas.rotate(52)
        canvas.setFont(BOLD, _STAMP_SIZE)
        canvas.drawCentredString(0, 0, STAMP)
        canvas.restoreState()

    return draw
