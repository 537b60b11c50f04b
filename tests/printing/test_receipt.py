"""Form 01 as the citizen holds it: its words, its marks, its pages."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onestop.printing import receipt, result_slip
from onestop.printing.receipt import Receipt, ReceiptComponent
from onestop.printing.sheet import Words
from onestop.printing.typesetting import COVERED, printable
from onestop.printing.values import from_json, to_json
from tests.printing.papers import (
    CODE,
    LINK,
    a_receipt,
    a_result_slip,
    boxes,
    fonts_of,
    letters,
    overlap,
    picture,
    scanned,
    text_of,
)

RECEIPT = receipt.DESIGN

GOLDEN = """\
Mẫu số 01
UỶ BAN NHÂN DÂN PHƯỜNG TÂN HOÀ
TRUNG TÂM PHỤC VỤ
HÀNH CHÍNH CÔNG
Số: 128/TTPVHCC
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Tân Hoà, ngày 03 tháng 02 năm 2026
GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ
Mã hồ sơ: H29.30.12-261123-0007
Mã tra cứu: ABCD 2345
Bộ phận tiếp nhận: Trung tâm Phục vụ hành chính công, 12 Lê Lợi, điện thoại 028 3899 0000
Tiếp nhận hồ sơ của: Nguyễn Thị Bích Phượng
Số định danh: 079190012345
Địa chỉ: 12/5 đường Nguyễn Thị Minh Khai, Phường Bến Thành
Số điện thoại, Email: 0901234567, phuong@example.vn
Nội dung yêu cầu giải quyết: Thủ tục đăng ký khai sinh
Thành phần hồ sơ nộp gồm:
TT Thành phần Bản chính Bản sao/ chứng thực Ghi chú
1 Tờ khai đăng ký khai sinh theo mẫu 1 –
2 Giấy chứng sinh 1 2 Bản điện tử
Số lượng hồ sơ: 01 (bộ)
Thời gian giải quyết hồ sơ theo quy định: 3 ngày làm việc
Thời gian nhận hồ sơ: 09 giờ 05 phút, ngày 03 tháng 02 năm 2026
Thời gian trả kết quả: 17 giờ 00 phút, ngày 27 tháng 11 năm 2026
Đăng ký nhận kết quả tại: Trung tâm Phục vụ hành chính công
Phí, lệ phí: Lệ phí hộ tịch: 8.000 đồng
Vào Sổ theo dõi hồ sơ, Quyển số: 01/2026, Số thứ tự: 128
NGƯỜI NỘP HỒ SƠ
(Ký và ghi rõ họ tên)
Nguyễn Thị Bích Phượng
NGƯỜI TIẾP NHẬN HỒ SƠ
(Ký và ghi rõ họ tên)
Trần Văn Ổn
"""


def test_its_words_are_those_of_the_annex_in_composed_vietnamese():
    first, second = text_of(RECEIPT.pdf(a_receipt()))
    assert letters(first) == letters(GOLDEN) + letters("Liên 1: Giao người nộp hồ sơTrang 1/1")
    assert "Liên 2: Lưu cùng Phiếu kiểm soát" in second
    assert "Tiếp nhận hồ sơ của: Nguyễn Thị Bích Phượng" in first


@pytest.mark.parametrize("degrees", [0, 3, -3])
def test_a_thermal_print_scans_even_when_laid_askew(degrees):
    image = picture(RECEIPT.pdf(a_receipt())).rotate(degrees, expand=True, fillcolor=255)
    assert scanned(image) == {"Code128": CODE, "QRCode": LINK}


def test_every_font_is_embedded():
    fonts = list(fonts_of(RECEIPT.pdf(a_receipt())))
    assert len(fonts) >= 3
    assert all("/FontFile2" in descriptor for descriptor in fonts)


def test_the_same_values_give_the_same_bytes_and_no_more_than_35_kilobytes():
    assert RECEIPT.pdf(a_receipt()) == RECEIPT.pdf(a_receipt())
    assert len(RECEIPT.pdf(a_receipt())) < 35_000


@pytest.mark.parametrize("paper", [a_receipt(), a_result_slip()])
def test_a_paper_stored_as_issued_is_read_back_whole(paper):
    stored = json.loads(json.dumps(to_json(paper)))
    assert from_json(type(paper), stored) == paper


def test_a_reprint_says_how_many_times_it_was_printed_again():
    assert "Bản in lại lần 2" in text_of(RECEIPT.pdf(a_receipt(reprint=2)))[0]
    assert "Bản in lại" not in text_of(RECEIPT.pdf(a_receipt()))[0]


def test_an_authorised_submitter_stands_beside_the_applicant():
    told = {
        "submitter": "Lê Văn Hữu",
        "submitter_identity": "079190054321",
        "submitter_phone": "0912345678",
        "submitter_address": "3 Hàm Nghi",
        "authorisation": "Giấy uỷ quyền số 5 ngày 01/11/2026",
    }
    page = letters("".join(text_of(RECEIPT.pdf(a_receipt(**told)))))
    assert all(letters(value) in page for value in told.values())


def test_what_looks_like_markup_prints_as_text():
    page = text_of(RECEIPT.pdf(a_receipt(applicant="<b>An</b> &amp; </para>")))[0]
    assert "<b>An</b> &amp; </para>" in page


def test_a_character_without_a_glyph_shows_as_a_box_and_nothing_vanishes():
    assert printable("Chợ 市场 😀\u200b\tLớn") == "Chợ □□ □ Lớn"
    assert "Chợ □□" in text_of(RECEIPT.pdf(a_receipt(applicant="Chợ 市场")))[0]


def many(count: int, words: int = 12) -> Receipt:
    """A receipt of so many papers with names of so many words."""
    name = "Bản chính giấy tờ chứng minh quyền sử dụng đất " * words
    return a_receipt(
        components=tuple(
            ReceiptComponent(f"{name[: 11 * words]}. {number}", 1, 1) for number in range(count)
        )
    )


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 10, 11, 30, 60])
def test_signatures_never_stand_alone_and_heads_stand_on_each_page_of_the_table(count):
    sheet = RECEIPT.lay_out(many(count))
    pages = [[mark.text for mark in page if isinstance(mark, Words)] for page in sheet.pages]
    assert "NGƯỜI NỘP HỒ SƠ" in pages[-1]
    assert any(text.startswith("Thời gian trả kết quả") for text in pages[-1])
    for page in pages:
        assert ("Thành phần" in page) == any(
            text.startswith("Bản chính giấy") for text in page
        ) or (count == 0)


NAMES = st.text(st.characters(codec="utf-8"), max_size=150) | st.text(
    "ẮằỗỮợĐđ aby<&>", max_size=400
)
COMPONENTS = st.lists(
    st.builds(
        ReceiptComponent, NAMES, st.integers(0, 99), st.integers(0, 99), st.text(max_size=40)
    ),
    max_size=60,
).map(tuple)


@settings(max_examples=40, deadline=None)
@given(NAMES, NAMES, COMPONENTS, NAMES)
def test_no_value_is_lost_and_no_words_collide(applicant, address, components, clerk):
    paper = a_receipt(applicant=applicant, address=address, components=components, clerk=clerk)
    sheet = RECEIPT.lay_out(paper)
    for page in boxes(sheet):
        assert all(box[1] >= 0 and box[0] >= 0 for box in page)
        assert all(box[2] <= sheet.right + 0.1 for box in page)
        assert not [pair for pair in combinations(page, 2) if overlap(*pair)]
    said = "".join(
        "".join(mark.text.split())
        for page in sheet.pages
        for mark in page
        if isinstance(mark, Words)
    )
    for value in (applicant, address, clerk, *(each.name for each in components)):
        assert "".join(printable(value).split()) in said
    assert RECEIPT.pdf(paper).startswith(b"%PDF")


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text("ẮằỗỮợĐđơưabyx <&>", min_size=1, max_size=200), max_size=12))
def test_the_text_layer_carries_each_name_whole(names):
    components = tuple(ReceiptComponent(name, 1, 0) for name in names)
    page = letters("".join(text_of(RECEIPT.pdf(a_receipt(components=components, phone="")))))
    for name in names:
        pieces = [letters(part) for part in name.split()]
        assert all(piece[:12] in page for piece in pieces)


def test_the_result_slip_says_what_went_to_whom_and_scans():
    slip = a_result_slip(originals_returned="Giấy chứng sinh", authorisation="Giấy uỷ quyền số 5")
    pdf = result_slip.DESIGN.pdf(slip)
    page = letters(text_of(pdf)[0])
    told = (slip.receiver, slip.receiver_identity, slip.result, slip.method, slip.number)
    assert all(letters(value) in page for value in (*told, slip.originals_returned))
    assert letters("10 giờ 30 phút, ngày 27 tháng 11 năm 2026") in page
    assert scanned(picture(pdf)) == {"Code128": CODE, "QRCode": LINK}
    assert pdf == result_slip.DESIGN.pdf(replace(slip))


def test_all_faces_carry_every_vietnamese_letter_and_the_dong():
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    letters_with_tones = [
        unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in tones
    ]
    assert COVERED.issuperset("".join(letters_with_tones) + "đ₫“”–…□")
    assert COVERED.issuperset("".join(letters_with_tones).upper() + "Đ")
    assert printable(unicodedata.normalize("NFD", "Nguyễn Hữu Đặng")) == "Nguyễn Hữu Đặng"
