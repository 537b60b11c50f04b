"""A specimen: an invented receipt that shows how an agency's papers look, marked as such."""

from __future__ import annotations

from datetime import datetime, timedelta

from reportlab.pdfgen.canvas import Canvas

from onestop.printing import receipt
from onestop.printing.design import Design
from onestop.printing.furniture import Office
from onestop.printing.receipt import Receipt, ReceiptComponent
from onestop.printing.sheet import Mark, Sheet
from onestop.printing.typesetting import BOLD

STAMP = "BẢN XEM THỬ"
_STAMP_SIZE = 46
_GREY = 0.82


def specimen(office: Office, *, suffix: str, at: datetime) -> Receipt:
    """A receipt of nobody, as the office would issue it at that moment by its clock."""
    return Receipt(
        office=office,
        number=f"000/{suffix}",
        code=f"000.00.00-{at:%y%m%d}-0000",
        look_up_link=STAMP,
        look_up_secret="00000000",
        applicant="Nguyễn Văn Mẫu",
        identity_number="000000000000",
        address="Số 1 đường Mẫu, Phường Mẫu",
        phone="0900 000 000",
        email="nguyenvanmau@example.vn",
        content="Đăng ký khai sinh",
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
        submitter="Nguyễn Văn Mẫu",
        clerk="Trần Thị Mẫu",
    )


def _compose(sheet: Sheet, shown: Receipt) -> None:
    receipt.DESIGN.compose(sheet, shown)
    for page in sheet.pages:
        page.insert(0, _stamp(sheet.size))


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


DESIGN = Design(
    Receipt,
    _compose,
    name=lambda _shown: f"Giấy tiếp nhận hồ sơ và hẹn trả kết quả ({STAMP.lower()})",
    copies=receipt.COPIES,
)
