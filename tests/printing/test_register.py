"""Form 07 as a book: numbers that run on, heads on every page, and no end to its length."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from dataclasses import fields

import pypdfium2

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
    streamed = text_of(register.pdf(VOLUME, rows(30)))
    extract = text_of(DESIGN.pdf(a_register(rows=tuple(rows(30)))))
    assert [letters(page) for page in streamed] == [letters(page) for page in extract]
    assert register.pdf(VOLUME, rows(30)) == register.pdf(VOLUME, rows(30))


def test_every_page_says_how_many_there_are() -> None:
    pages = text_of(register.pdf(VOLUME, rows(45)))
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert letters(f"Trang {number}/{len(pages)}") in letters(page)


def test_the_sum_never_stands_alone_on_a_page() -> None:
    for count in range(1, 13):
        last = text_of(register.pdf(VOLUME, rows(count)))[-1]
        assert f"Cộng: {count} hồ sơ" in last
        assert a_register_row(count).code[-11:] in last


def test_a_volume_may_be_empty() -> None:
    assert "Cộng: 0 hồ sơ." in text_of(register.pdf(VOLUME, iter(())))[0]


def test_memory_grows_by_a_few_copies_of_what_a_page_takes_in_the_file() -> None:
    register.pdf(VOLUME, rows(240))
    few, many = drawn(60), drawn(240)
    new = pages(many[0]) - pages(few[0])
    in_the_file = (len(many[0]) - len(few[0])) / new
    in_memory = (many[1] - few[1]) / new
    assert in_memory < 8 * in_the_file, "the text of a page is 8 times what is left of it"


def drawn(count: int) -> tuple[bytes, int]:
    """A volume of so many rows, and the most memory that drawing it took."""
    tracemalloc.start()
    pdf = register.pdf(VOLUME, rows(count))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return pdf, peak


def pages(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)
