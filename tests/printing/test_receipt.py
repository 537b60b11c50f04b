"""Form 01 as the citizen holds it: its words, its marks, its pages."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onestop.printing import receipt, result_slip
from onestop.printing.receipt import Receipt, ReceiptComponent
from onestop.printing.sheet import Words
from onestop.printing.typesetting import COVERED, printable
from tests.printing.papers import CODE, LINK, a_receipt, a_result_slip
from tests.printing.reading import boxes, collisions, letters, outside, picture, scanned, text_of

RECEIPT = receipt.DESIGN


def test_it_comes_in_two_copies_each_with_its_own_line():
    first, second = text_of(RECEIPT.pdf(a_receipt()))
    assert "Liên 1: Giao người nộp hồ sơ" in first
    assert "Liên 2: Lưu cùng Phiếu kiểm soát" in second


def test_its_file_has_no_more_than_35_kilobytes():
    assert len(RECEIPT.pdf(a_receipt())) < 35_000


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
        assert not outside(sheet, page)
        assert not collisions(page)
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
