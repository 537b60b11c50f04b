"""Forms 02 to 05: what is asked, refused, promised anew and stopped, as the citizen holds it."""

from __future__ import annotations

from typing import Any

import pytest

from onestop.printing.press import LAYOUTS
from tests.printing.papers import MAKERS, REASON
from tests.printing.reading import (
    TO_SIGN,
    boxes,
    carried,
    collisions,
    letters,
    outside,
    picture,
    scanned,
    text_of,
    words,
)

SAID = {
    "supplement_request": ("1. Bản sao sổ hộ tịch", "2. Ảnh 4×6", "10/12/2026"),
    "refusal": ("không giải quyết hồ sơ này", "NGƯỜI NỘP HỒ SƠ"),
    "apology": ("04 tháng 12 năm 2026", "CHỦ TỊCH UBND PHƯỜNG", "xin lỗi"),
    "stop_notice": ("Giấy chứng sinh bản chính", "09 giờ 05 phút, ngày 26 tháng 11"),
}


def printed(kind: str, **changed: Any) -> bytes:
    return LAYOUTS[kind][-1].pdf(MAKERS[kind](**changed))


@pytest.mark.parametrize("kind", SAID)
def test_a_paper_says_what_it_is_for(kind: str) -> None:
    page = letters(text_of(printed(kind, reason=REASON))[0])
    assert [text for text in (*SAID[kind], REASON) if letters(text) not in page] == []


@pytest.mark.parametrize("kind", SAID)
def test_what_was_typed_in_lines_is_printed_in_lines(kind: str) -> None:
    typed = ("1. Giấy chứng sinh sai ngày", "2. Tờ khai chưa ký", "3. Thiếu ảnh")
    (page,) = words(LAYOUTS[kind][-1].lay_out(MAKERS[kind](reason="\r\n\r\n".join(typed))))
    first = page.index(typed[0])
    assert page[first : first + 3] == list(typed)


@pytest.mark.parametrize("kind", SAID)
def test_a_long_reason_turns_the_page_and_no_words_collide(kind: str) -> None:
    reason = "Căn cứ hồ sơ địa chính đã lập " * 90
    sheet = LAYOUTS[kind][-1].lay_out(MAKERS[kind](reason=reason))
    assert len(sheet.pages) > 1
    for page in boxes(sheet):
        assert not outside(sheet, page)
        assert not collisions(page)


@pytest.mark.parametrize("place", ["reason", "given_back"])
@pytest.mark.parametrize("kind", SAID)
def test_a_signature_stands_below_words_however_long_the_text(kind: str, place: str) -> None:
    if not hasattr(MAKERS[kind](), place):
        return
    for many in range(60, 200, 7):
        text = "Căn cứ hồ sơ địa chính đã lập " * many
        sheet = LAYOUTS[kind][-1].lay_out(MAKERS[kind](**{place: text}))
        signed = [page for page in words(sheet) if TO_SIGN in page]
        assert [page for page in signed if not carried(page)] == []


def test_a_stop_for_a_while_gives_nothing_back_and_says_that_the_clock_stands() -> None:
    page = letters(text_of(printed("stop_notice", for_a_while=True, given_back=""))[0])
    assert letters("THÔNG BÁO TẠM DỪNG GIẢI QUYẾT HỒ SƠ") in page
    assert letters("THÔNG BÁO DỪNG") not in page
    assert letters("thông báo tạm dừng giải quyết hồ sơ nêu trên") in page
    assert letters("Thời hạn giải quyết không tính trong thời gian tạm dừng") in page
    assert letters("Giấy tờ trả lại") not in page
    assert letters("chưa có quyết định") not in page


def test_what_nobody_knows_to_be_given_back_is_written_by_hand() -> None:
    page = text_of(printed("stop_notice", given_back=""))[0]
    assert "Giấy tờ trả lại: …………" in page
    assert "không\n" not in page


def test_a_notice_of_a_case_that_closed_by_itself_is_headed_by_the_offices_own_name() -> None:
    page = letters(text_of(printed("stop_notice", clerk=""))[0])
    assert page.count(letters("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG")) == 2


def test_a_deputy_signs_below_the_title_of_the_head() -> None:
    title = "KT. Chủ tịch UBND phường\nPhó Chủ tịch UBND phường"
    lines = text_of(printed("apology", signer_title=title))[0].splitlines()
    assert "KT. CHỦ TỊCH UBND PHƯỜNG" in lines
    assert "PHÓ CHỦ TỊCH UBND PHƯỜNG" in lines


@pytest.mark.parametrize("kind", ["supplement_request", "refusal"])
def test_before_a_case_exists_a_paper_carries_no_code(kind: str) -> None:
    pdf = printed(kind, code="", look_up_link="", look_up_secret="")
    assert "Mã hồ sơ" not in text_of(pdf)[0]
    assert scanned(picture(pdf)) == {}
