"""The fee receipt: what was paid, by whom, in figures and in words, in three copies."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import datetime
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from onestop.printing.fee_receipt import COPIES, DESIGN, FeeLine, FeeReceipt
from onestop.printing.values import from_json, to_json
from tests.printing.papers import (
    CODE,
    LINK,
    OFFICE,
    ZONE,
    boxes,
    letters,
    overlap,
    picture,
    scanned,
    text_of,
)

RECEIPT = FeeReceipt(
    office=OFFICE,
    number="12/BLTP-TTPVHCC",
    code=CODE,
    look_up_link=LINK,
    look_up_secret="ABCD2345",
    payer="Nguyễn Thị Bích Phượng",
    applicant="Trần Văn Ổn",
    procedure="Chứng thực bản sao từ bản chính",
    lines=(
        FeeLine("Phí chứng thực (trang thứ nhất, thứ hai)", "2.000/trang", 2, 4_000),
        FeeLine("Phí chứng thực (từ trang thứ ba)", "1.000/trang", 21, 21_000),
        FeeLine("Lệ phí hộ tịch", "8.000", 1, 0, "Người thuộc hộ nghèo"),
    ),
    total=25_000,
    method="Chuyển khoản (FT26330123456)",
    paid_at=datetime(2026, 11, 26, 9, 5, tzinfo=ZONE),
    collector="Lê Thị Hồng Gấm",
)


def test_the_receipt_says_everything_and_scans() -> None:
    page = letters(text_of(DESIGN.pdf(RECEIPT))[0])
    said = (
        *("BIÊN LAI THU PHÍ, LỆ PHÍ", "12/BLTP-TTPVHCC", "Nguyễn Thị Bích Phượng", "Trần Văn Ổn"),
        *("Chứng thực bản sao từ bản chính", "2.000/trang", "21.000", "hộ nghèo", "25.000 đồng"),
        *("Hai mươi lăm nghìn đồng", "Chuyển khoản (FT26330123456)", "09 giờ 05 phút"),
        *("NGƯỜI NỘP TIỀN", "NGƯỜI THU TIỀN", "Lê Thị Hồng Gấm"),
    )
    assert [text for text in said if letters(text) not in page] == []
    assert scanned(picture(DESIGN.pdf(RECEIPT))) == {"Code128": CODE, "QRCode": LINK}


def test_there_are_three_copies_each_named() -> None:
    pages = text_of(DESIGN.pdf(RECEIPT))
    assert len(pages) == 3
    for page, copy in zip(pages, COPIES, strict=True):
        assert copy in page


def test_every_font_is_embedded() -> None:
    reader = PdfReader(io.BytesIO(DESIGN.pdf(RECEIPT)))
    fonts = {
        font.get_object()["/BaseFont"]: font.get_object()
        for each in _resources(reader)
        for font in each.get("/Font", {}).values()
    }
    assert fonts
    for font in fonts.values():
        assert "/FontFile2" in font["/FontDescriptor"].get_object()


def _resources(reader: PdfReader):
    for page in reader.pages:
        forms = page["/Resources"]["/XObject"].values()
        yield from (form.get_object()["/Resources"] for form in forms)
        yield page["/Resources"]


def test_a_receipt_stored_as_issued_is_printed_again_byte_for_byte() -> None:
    stored = json.loads(json.dumps(to_json(RECEIPT)))
    assert from_json(FeeReceipt, stored) == RECEIPT
    assert DESIGN.pdf(from_json(FeeReceipt, stored)) == DESIGN.pdf(RECEIPT)
    assert "Bản in lại lần 2" in text_of(DESIGN.pdf(replace(RECEIPT, reprint=2)))[0]


def test_who_pays_for_themselves_is_named_once() -> None:
    own = replace(RECEIPT, payer=RECEIPT.applicant)
    assert "Chủ hồ sơ" not in text_of(DESIGN.pdf(own))[0]


NAMES = st.text(min_size=1, max_size=300)


@settings(max_examples=40, deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=14), NAMES, NAMES)
def test_long_fees_turn_the_page_and_no_words_collide(names, payer, ground) -> None:
    lines = tuple(FeeLine(name, "200.000/trường hợp", 9_999, 10**9, ground) for name in names)
    sheet = DESIGN.lay_out(replace(RECEIPT, lines=lines, payer=payer, total=10**9 * len(lines)))
    for page in boxes(sheet):
        assert all(box[1] >= 0 for box in page)
        assert not [pair for pair in combinations(page, 2) if overlap(*pair)]
