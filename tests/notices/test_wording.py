"""Every event in every language: whole letters, and an SMS that any telephone shows."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onestop.notices.contacts import Contact
from onestop.notices.rules import TELLING, Audience, NoticeEvent
from onestop.notices.wording import (
    LONGEST_SMS,
    bell_line,
    email_text,
    gsm,
    needed,
    shortened,
    sms_text,
)
from onestop.notices.words import LETTERS

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CODE = "H29.30.12-261116-0001"
LONGEST_CODE = "000.00.01.H29.ABCDEFGHIJKLMNOPQRSTUVWXYZ-190425-0000007"
LINK = "https://motcua.example.vn/look-up/H29.30.12-261116-0001/2345678A"
SECRET = "2345678A"
TO_APPLICANTS = [e for e, told in TELLING.items() if told.audience is Audience.APPLICANT]
LANGUAGES = list(LETTERS)
TOLD = {
    "code": CODE,
    "procedure": "Đăng ký khai sinh",
    "due_at": datetime(2026, 11, 19, 10, tzinfo=UTC).isoformat(),
    "old_due_at": datetime(2026, 11, 18, 10, tzinfo=UTC).isoformat(),
    "old_close_by_at": datetime(2026, 11, 24, 10, tzinfo=UTC).isoformat(),
    "close_by_at": datetime(2026, 11, 25, 10, tzinfo=UTC).isoformat(),
    "reason": "Quyết định 12.",
    "step": "Thẩm định hồ sơ",
    "unit": "Phòng Văn hoá",
    "carrier": "Bưu điện thành phố",
    "item_code": "EA123456789VN",
    "kind": "not_accepted",
}


def a_reader(**changes: str) -> Contact:
    given = {
        "name": "Nguyễn Thị Ánh Nguyệt",
        "email": "nguyet@example.vn",
        "phone": "0901234567",
        "link": LINK,
        "office": "Trung tâm Phục vụ hành chính công",
        "procedure": "Đăng ký khai sinh",
    }
    return Contact(**{**given, **changes})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", list(NoticeEvent))
def test_every_event_has_its_letter(event: NoticeEvent, language: str) -> None:
    letter = email_text(event, TOLD, a_reader(language=language), zone=ZONE)
    assert CODE in letter.subject
    assert "\n" not in letter.subject
    assert CODE in letter.body
    assert LINK in letter.body
    assert not re.search(r"[{}]|\.\.", letter.body)
    assert "Nguyễn Thị Ánh Nguyệt" not in letter.subject


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", [e for e in NoticeEvent if e not in TO_APPLICANTS])
def test_the_bell_needs_nothing_but_what_was_told(event: NoticeEvent, language: str) -> None:
    told = {name: TOLD[name] for name in needed(event)}
    line = bell_line(event, told, language=language, zone=ZONE)
    assert CODE in line
    assert "Đăng ký khai sinh" in line


@pytest.mark.parametrize("event", list(NoticeEvent))
def test_both_languages_have_words_for_each_event(event: NoticeEvent) -> None:
    for language in LANGUAGES:
        words = LETTERS[language].events[event]
        assert bool(words.sms) == (event in TO_APPLICANTS)


def test_moments_are_told_by_the_clock_on_the_wall() -> None:
    letter = email_text(NoticeEvent.DUE_AMENDED, TOLD, a_reader(), zone=ZONE)
    assert "từ 17:00 18/11/2026 sang 17:00 19/11/2026" in letter.body
    assert "Lý do: Quyết định 12.\n" in letter.body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", TO_APPLICANTS)
@settings(max_examples=40)
@given(name=st.text(max_size=300), code=st.sampled_from([CODE, LONGEST_CODE]))
def test_an_sms_is_short_and_plain_whatever_the_procedure_is_called(
    event: NoticeEvent, language: str, name: str, code: str
) -> None:
    told = TOLD | {"code": code}
    text = sms_text(event, told, a_reader(procedure=name, language=language), zone=ZONE)
    assert len(text) <= LONGEST_SMS
    assert text.isascii()
    assert not re.search(r"[\[\]{}\\^~|`\x00-\x1f\x7f]", text)
    assert code in text
    if "due_at" in needed(event) and "{due_at}" in LETTERS[language].events[event].sms:
        assert "17:00 19/11/2026" in text


def test_a_long_name_is_shortened_at_a_word_and_the_day_stays() -> None:
    reader = a_reader(
        procedure="Liên thông các thủ tục hành chính về đăng ký khai sinh, cấp Thẻ bảo hiểm y tế "
        "cho trẻ em dưới 6 tuổi"
    )
    text = sms_text(NoticeEvent.RECEIVED, TOLD, reader, zone=ZONE)
    assert text == (
        f"Ho so {CODE} (Lien thong cac thu tuc hanh chinh ve dang ky khai sinh, "
        "cap The bao hiem...) da duoc tiep nhan. Hen tra ket qua: 17:00 19/11/2026."
    )


def test_the_link_follows_only_where_it_fits_whole() -> None:
    short = a_reader(procedure="Khai sinh", link="https://a.vn/look-up/H29-1-1/2345678A")
    told = {"code": "H29-1-1"}
    assert sms_text(NoticeEvent.WITHDRAWN, told, short, zone=ZONE).endswith(f" {short.link}")
    far = a_reader(procedure="Khai sinh", link=f"https://a.vn/{'x' * 120}")
    assert far.link not in sms_text(NoticeEvent.WITHDRAWN, told, far, zone=ZONE)


def test_letters_lose_their_marks_and_signs_that_gateways_lack() -> None:
    assert gsm("“Đăng ký” – [khai] sinh…\n") == '"Dang ky" - khai sinh...'


@pytest.mark.parametrize(("room", "text"), [(40, "mot hai ba"), (9, "mot..."), (3, "..."), (0, "")])
def test_a_text_is_cut_to_its_room(room: int, text: str) -> None:
    assert shortened("mot hai ba", room) == text
