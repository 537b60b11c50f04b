"""Papers to print in tests, and how what was printed is read back."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pypdf
import pypdfium2
import zxingcpp
from PIL import Image

from onestop.printing.furniture import Office
from onestop.printing.receipt import Receipt, ReceiptComponent
from onestop.printing.result_slip import ResultSlip
from onestop.printing.sheet import Sheet, Words
from onestop.printing.sitting_receipt import Appointment, SittingReceipt
from onestop.printing.typesetting import ASCENT, DESCENT, width

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CODE = "H29.30.12-261123-0007"
LINK = f"https://motcua.example.gov.vn/look-up/{CODE}/ABCD2345"
THERMAL = 203

OFFICE = Office(
    superior="Uỷ ban nhân dân phường Tân Hoà",
    name="Trung tâm Phục vụ hành chính công",
    place="Tân Hoà",
    address="12 Lê Lợi",
    phone="028 3899 0000",
)

Box = tuple[float, float, float, float]


def a_receipt(**changed: Any) -> Receipt:
    """A receipt of one birth, with what is told in its place."""
    receipt = Receipt(
        office=OFFICE,
        number="128/TTPVHCC",
        code=CODE,
        look_up_link=LINK,
        look_up_secret="ABCD2345",
        applicant="Nguyễn Thị Bích Phượng",
        identity_number="079190012345",
        address="12/5 đường Nguyễn Thị Minh Khai, Phường Bến Thành",
        phone="0901234567",
        email="phuong@example.vn",
        content="Thủ tục đăng ký khai sinh",
        components=(
            ReceiptComponent("Tờ khai đăng ký khai sinh theo mẫu", 1, 0),
            ReceiptComponent("Giấy chứng sinh", 1, 2, "Bản điện tử"),
        ),
        sets=1,
        term="3 ngày làm việc",
        received_at=datetime(2026, 2, 3, 9, 5, tzinfo=ZONE),
        due_at=datetime(2026, 11, 27, 17, 0, tzinfo=ZONE),
        return_at="Trung tâm Phục vụ hành chính công",
        fees=("Lệ phí hộ tịch: 8.000 đồng",),
        register_volume="01/2026",
        register_number=128,
        submitter="Nguyễn Thị Bích Phượng",
        clerk="Trần Văn Ổn",
    )
    return replace(receipt, **changed)


def an_appointment(number: int = 1, **changed: Any) -> Appointment:
    """One case of a sitting, the first one that of the birth."""
    appointment = Appointment(
        code=f"{CODE[:-4]}{6 + number:04d}",
        content="Thủ tục đăng ký khai sinh",
        results=("Giấy khai sinh",),
        sets=1,
        term=f"{number} ngày làm việc",
        due_at=datetime(2026, 11, 26 + number % 4, 17, 0, tzinfo=ZONE),
        fees=("Lệ phí hộ tịch: 8.000 đồng",),
        register_number=127 + number,
        components=(ReceiptComponent("Tờ khai theo mẫu", 1, 0),),
    )
    return replace(appointment, **changed)


def a_sitting_receipt(*appointments: Appointment, **changed: Any) -> SittingReceipt:
    """A receipt of these cases, or of two."""
    one = a_receipt()
    receipt = SittingReceipt(
        office=one.office,
        number=one.number,
        look_up_link=one.look_up_link,
        look_up_secret=one.look_up_secret,
        applicant=one.applicant,
        identity_number=one.identity_number,
        address=one.address,
        phone=one.phone,
        email=one.email,
        received_at=one.received_at,
        return_at=one.return_at,
        register_volume=one.register_volume,
        submitter=one.submitter,
        clerk=one.clerk,
        appointments=appointments or (an_appointment(1), an_appointment(2)),
    )
    return replace(receipt, **changed)


def a_result_slip(**changed: Any) -> ResultSlip:
    """The slip of that birth's certificate, with what is told in its place."""
    slip = ResultSlip(
        office=OFFICE,
        number="7/PTKQ-TTPVHCC",
        code=CODE,
        look_up_link=LINK,
        look_up_secret="ABCD2345",
        applicant="Nguyễn Thị Bích Phượng",
        procedure="Thủ tục đăng ký khai sinh",
        result="Giấy khai sinh, số 12/2026 ngày 27/11/2026",
        receiver="Lê Văn Hữu",
        receiver_identity="079190054321",
        method="Nhận trực tiếp",
        handed_at=datetime(2026, 11, 27, 10, 30, tzinfo=ZONE),
        clerk="Trần Văn Ổn",
    )
    return replace(slip, **changed)


def text_of(pdf: bytes) -> list[str]:
    """The text layer, page by page, as a reader copies it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]


def letters(text: str) -> str:
    """The text without any white space, composed."""
    return "".join(unicodedata.normalize("NFC", text).split())


def picture(pdf: bytes, page: int = 0, dpi: int = THERMAL) -> Image.Image:
    """A page as a printer of that fineness shows it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].render(scale=dpi / 72, grayscale=True).to_pil()


def scanned(image: Image.Image) -> dict[str, str]:
    """What a scanner reads from a picture, by the kind of mark."""
    return {mark.format.name: mark.text for mark in zxingcpp.read_barcodes(image)}


def fonts_of(pdf: bytes) -> Iterator[Any]:
    """The descriptor of each font that the paper names."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            yield font.get_object()["/FontDescriptor"].get_object()


def boxes(sheet: Sheet) -> list[list[Box]]:
    """Where the words of each page stand: left, bottom, right, top."""
    return [
        [
            (
                mark.x,
                mark.y - DESCENT * mark.size,
                mark.x + width(mark.text, mark.font, mark.size),
                mark.y + (ASCENT - DESCENT) * mark.size,
            )
            for mark in page
            if isinstance(mark, Words)
        ]
        for page in sheet.pages
    ]


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes cover each other by more than a hair."""
    hair = 0.05
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > hair
        and min(one[3], other[3]) - max(one[1], other[1]) > hair
    )
