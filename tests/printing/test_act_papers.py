"""Forms 02 to 05: what is asked, refused, promised anew and stopped, as the citizen holds it."""

from __future__ import annotations

from typing import Any

import pytest

from onestop.printing.press import LAYOUTS
from tests.printing.papers import MAKERS, REASON
from tests.printing.reading import (
    boxes,
    collisions,
    letters,
    outside,
    picture,
    scanned,
    text_of,
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
def test_a_long_reason_turns_the_page_and_no_words_collide(kind: str) -> None:
    reason = "Căn cứ hồ sơ địa chính đã lập " * 90
    sheet = LAYOUTS[kind][-1].lay_out(MAKERS[kind](reason=reason))
    assert len(sheet.pages) > 1
    for page in boxes(sheet):
        assert not outside(sheet, page)
        assert not collisions(page)


@pytest.mark.parametrize("kind", ["supplement_request", "refusal"])
def test_before_a_case_exists_a_paper_carries_no_code(kind: str) -> None:
    pdf = printed(kind, code="", look_up_link="", look_up_secret="")
    assert "Mã hồ sơ" not in text_of(pdf)[0]
    assert scanned(picture(pdf)) == {}
