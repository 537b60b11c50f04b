"""Form 07 as a book: numbers that run on, heads on every page, and no end to its length."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onestop.printing import register
from onestop.printing.formats import A4_LANDSCAPE
from onestop.printing.profile import HEADINGS, Form, Profile
from onestop.printing.register import RegisterRow
from onestop.printing.sheet import Sheet, fitted
from onestop.printing.typesetting import printable
from tests.printing.papers import OFFICE, a_register_row, a_volume, grown, prose
from tests.printing.reading import boxes, collisions, letters, outside, text_of, words

GOLDEN = Path(__file__).parent / "golden" / "register.txt"
LAST = a_register_row(129, result_at=None, handed_at=None, method="", note="")


def laid_out(entries: Iterable[RegisterRow]) -> Sheet:
    """The register as it lies on its pages before it is drawn."""
    held = list(entries)
    return fitted(lambda sheet: register.compose(sheet, a_volume(), held), size=A4_LANDSCAPE)


def rows(count: int) -> Iterator[RegisterRow]:
    """So many rows, made as they are asked for."""
    return (a_register_row(number) for number in range(1, count + 1))


def test_numbers_run_on_over_pages_that_all_carry_the_two_rows_of_heads() -> None:
    sheet = laid_out(rows(60))
    pages = words(sheet)
    assert len(pages) > 4
    assert [text for page in pages for text in page if text.isdigit() and text != "1"] == [
        str(number) for number in range(2, 61)
    ]
    for page in pages:
        assert page.count("STT") == page.count("Trả kết quả") == page.count("Ký nhận") == 1
    for page in boxes(sheet):
        assert not collisions(page)


def test_its_small_print_is_never_below_eight_points() -> None:
    sheet = laid_out(rows(9))
    assert min(mark.size for page in sheet.pages for mark in page if hasattr(mark, "size")) >= 8


def test_its_words_are_the_golden_ones_and_the_same_rows_give_the_same_bytes() -> None:
    said = "".join(text_of(pdf([a_register_row(128), LAST])))
    assert letters(said) == letters(GOLDEN.read_text(encoding="utf-8"))
    assert pdf(rows(30)) == pdf(rows(30))


@pytest.mark.parametrize("profile", Profile)
def test_each_decree_gives_it_its_number(profile: Profile) -> None:
    office = replace(OFFICE, profile=profile)
    page = letters(text_of(pdf(rows(1), office=office))[0])
    assert letters(HEADINGS[profile][Form.REGISTER].number) in page


def test_a_year_of_several_volumes_is_not_headed_as_the_first_of_them() -> None:
    page = text_of(pdf(rows(1), volume="", field=""))[0]
    assert "Tất cả các lĩnh vực – Tất cả các quyển" in page
    assert "01/2026" not in page


@settings(max_examples=6, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=100), min_size=5, max_size=5))
def test_whatever_the_rows_say_nothing_is_lost_and_nothing_collides(told: list[str]) -> None:
    texts = (f"{text}Ô{number:04d}" for number, text in enumerate(cycle(told)))
    strange = [grown(a_register_row(number), texts, 1) for number in range(1, 9)]
    sheet = laid_out(strange)
    for page in boxes(sheet):
        assert not outside(sheet, page)
        assert not collisions(page)
    said = "".join("".join("".join(page) for page in words(sheet)).split())
    wanted = [text for row in strange for _, text in prose(row)]
    assert [text for text in wanted if "".join(printable(text).split()) not in said] == []


def test_every_page_says_how_many_there_are() -> None:
    pages = text_of(pdf(rows(45)))
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert letters(f"Trang {number}/{len(pages)}") in letters(page)


def test_the_sum_never_stands_alone_on_a_page() -> None:
    for count in range(1, 13):
        last = text_of(pdf(rows(count)))[-1]
        assert f"Cộng: {count} hồ sơ" in last
        assert a_register_row(count).code[-11:] in last


def test_a_volume_may_be_empty() -> None:
    assert "Cộng: 0 hồ sơ." in text_of(pdf(iter(())))[0]


def test_a_longer_book_takes_no_more_memory() -> None:
    pdf(rows(600))  # whose words are measured from now on
    few, many = most_memory(rows(60)), most_memory(rows(600))
    assert many < few + 40_000, "fifty pages more, of which each takes 4,000 in the file"


def pdf(entries: Iterable[RegisterRow], **changed: Any) -> bytes:
    stream = io.BytesIO()
    register.write(stream, a_volume(**changed), entries)
    return stream.getvalue()


def most_memory(entries: Iterator[RegisterRow]) -> int:
    """What was held at most, in bytes, while the book was written to a file."""
    with TemporaryFile() as stream:
        tracemalloc.start()
        register.write(stream, a_volume(), entries)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak
