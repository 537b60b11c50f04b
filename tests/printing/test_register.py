"""Form 07 as a book: numbers that run on, heads on every page, and no end to its length."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from dataclasses import fields
from tempfile import TemporaryFile

from onestop.printing import register
from onestop.printing.register import DESIGN, RegisterRow, Volume
from tests.printing.papers import a_register, a_register_row
from tests.printing.reading import boxes, collisions, letters, text_of, words

VOLUME = Volume(**{each.name: getattr(a_register(), each.name) for each in fields(Volume)})


def rows(count: int) -> Iterator[RegisterRow]:
    """So many rows, made as they are asked for."""
    return (a_register_row(number) for number in range(1, count + 1))


def test_numbers_run_on_over_pages_that_all_carry_the_two_rows_of_heads() -> None:
    sheet = DESIGN.lay_out(a_register(rows=tuple(rows(60))))
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
    sheet = DESIGN.lay_out(a_register(rows=tuple(rows(9))))
    assert min(mark.size for page in sheet.pages for mark in page if hasattr(mark, "size")) >= 8


def test_what_is_printed_while_the_rows_come_says_the_same_as_the_extract() -> None:
    streamed = text_of(pdf(rows(30)))
    extract = text_of(DESIGN.pdf(a_register(rows=tuple(rows(30)))))
    assert [letters(page) for page in streamed] == [letters(page) for page in extract]
    assert pdf(rows(30)) == pdf(rows(30))


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


def pdf(entries: Iterator[RegisterRow]) -> bytes:
    stream = io.BytesIO()
    register.write(stream, VOLUME, entries)
    return stream.getvalue()


def most_memory(entries: Iterator[RegisterRow]) -> int:
    """What was held at most, in bytes, while the book was written to a file."""
    with TemporaryFile() as stream:
        tracemalloc.start()
        register.write(stream, VOLUME, entries)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak
