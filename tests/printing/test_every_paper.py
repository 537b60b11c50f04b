"""What holds for every paper that the press prints: its words, its marks, its pages, its file."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onestop.printing.press import LAYOUTS, newest_layout, stored_paper
from onestop.printing.profile import HEADINGS, Form, Profile
from onestop.printing.typesetting import printable
from onestop.printing.values import from_json, to_json
from tests.printing.papers import CODE, LINK, MAKERS, TRACKING, grown, prose
from tests.printing.reading import (
    TO_SIGN,
    boxes,
    carried,
    collisions,
    fonts_of,
    letters,
    outside,
    picture,
    scanned,
    text_of,
    words,
)

GOLDEN = Path(__file__).parent / "golden"
OF_A_CASE = {"Code128": CODE, "QRCode": LINK}
MARKS: dict[str, dict[str, str]] = {
    "receipt": OF_A_CASE,
    "sitting_receipt": OF_A_CASE,
    "supplement_request": OF_A_CASE,
    "refusal": OF_A_CASE,
    "apology": OF_A_CASE,
    "stop_notice": OF_A_CASE,
    "result_slip": OF_A_CASE,
    "fee_receipt": OF_A_CASE,
    "control_sheet": OF_A_CASE,
    "folder_label": {"Code128": CODE},
    "consignment_slip": {"Code128": TRACKING},
    "post_record": {"Code128": TRACKING},
    "address_label": {"Code128": TRACKING},
}
FORMS = {
    "receipt": Form.RECEIPT,
    "sitting_receipt": Form.RECEIPT,
    "supplement_request": Form.SUPPLEMENT,
    "refusal": Form.REFUSAL,
    "apology": Form.APOLOGY,
    "stop_notice": Form.STOP,
    "control_sheet": Form.CONTROL_SHEET,
}
LABELS = {"folder_label", "address_label"}

EACH = pytest.mark.parametrize("kind", sorted(LAYOUTS))


def printed(kind: str, **changed: Any) -> bytes:
    """A paper of that kind, in its newest layout."""
    return LAYOUTS[kind][-1].pdf(MAKERS[kind](**changed))


def test_every_kind_of_paper_has_a_maker_and_golden_words() -> None:
    assert set(MAKERS) == set(LAYOUTS)
    assert {path.stem for path in GOLDEN.iterdir()} == {*LAYOUTS, "register"}


@EACH
def test_its_words_are_the_golden_ones_in_composed_vietnamese(kind: str) -> None:
    golden = (GOLDEN / f"{kind}.txt").read_text(encoding="utf-8")
    pages = text_of(printed(kind))
    copies = len(LAYOUTS[kind][-1].copies)
    assert letters("".join(pages[: len(pages) // copies])) == letters(golden)


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("kind", sorted(FORMS))
def test_each_decree_gives_a_form_its_number_and_its_title(kind: str, profile: Profile) -> None:
    office = replace(MAKERS[kind]().office, profile=profile)
    page = letters(text_of(printed(kind, office=office))[0])
    called = HEADINGS[profile][FORMS[kind]]
    assert letters(called.title) in page
    assert letters(called.number) in page
    others = {each[FORMS[kind]].number for each in HEADINGS.values()} - {called.number, ""}
    assert not [number for number in others if letters(number) in page]


@pytest.mark.parametrize("degrees", [0, 3, -3])
@EACH
def test_a_thermal_print_scans_even_when_laid_askew(kind: str, degrees: int) -> None:
    image = picture(printed(kind)).rotate(degrees, expand=True, fillcolor=255)
    assert scanned(image) == MARKS.get(kind, {})


@EACH
def test_its_file_is_sound_and_says_what_it_is_in_vietnamese(kind: str) -> None:
    pdf = printed(kind)
    reader = pypdf.PdfReader(io.BytesIO(pdf), strict=True)
    assert all(page.extract_text() for page in reader.pages)
    assert reader.metadata is not None
    assert reader.metadata.creator == "Onestop"
    assert reader.metadata.title == printable(LAYOUTS[kind][-1].name(MAKERS[kind]()))
    assert reader.trailer["/Root"]["/Lang"] == "vi"
    fonts = list(fonts_of(pdf))
    assert fonts
    assert all("/FontFile2" in descriptor for descriptor in fonts)


@EACH
def test_a_paper_stored_as_issued_is_read_back_whole_and_gives_the_same_bytes(kind: str) -> None:
    paper = MAKERS[kind]()
    stored = json.loads(json.dumps(to_json(paper)))
    assert from_json(type(paper), stored) == paper
    design, read = stored_paper(kind, newest_layout(kind), stored)
    assert design.pdf(read) == printed(kind)


@EACH
def test_a_reprint_says_how_many_times_it_was_printed_again(kind: str) -> None:
    stored = to_json(MAKERS[kind]())
    design, again = stored_paper(kind, newest_layout(kind), stored, reprint=2)
    assert "Bản in lại lần 2" in text_of(design.pdf(again))[0]
    assert "Bản in lại" not in text_of(printed(kind))[0]


@pytest.mark.parametrize("wanted", [0, 1, 5])
@EACH
def test_more_copies_may_be_wanted_and_never_fewer_than_both_sides_keep(
    kind: str, wanted: int
) -> None:
    design, paper = LAYOUTS[kind][-1], MAKERS[kind]()
    lines = design.for_whom(replace(paper, office=replace(paper.office, copies=wanted)))
    assert lines[: len(design.copies)] == design.copies
    alone = len(design.copies) == 1 or kind == "post_record"
    assert len(lines) == (len(design.copies) if alone else max(wanted, len(design.copies)))
    assert len(set(lines)) == len(lines)


@EACH
def test_what_looks_like_markup_prints_as_text(kind: str) -> None:
    strange = "<b>An</b>&amp;</para>"
    paper = grown(MAKERS[kind](), cycle([strange]), 2)
    assert strange in "".join(text_of(LAYOUTS[kind][-1].pdf(paper))).replace("\n", "")


@pytest.mark.parametrize("kind", sorted(set(LAYOUTS) - {"sitting_receipt"}))
def test_an_empty_list_still_prints(kind: str) -> None:
    paper = grown(MAKERS[kind](), cycle(["Nguyễn Thị Bích Phượng"]), 0)
    assert text_of(LAYOUTS[kind][-1].pdf(paper))[0]


NAMES = (
    st.text(st.characters(codec="utf-8"), max_size=100)
    | st.text("ẮằỗỮợĐđ aby<&>", max_size=100)
    | st.sampled_from(["Uỷ ban nhân dân phường Tân Hoà", "市场 ស្រុក مدينة", "ѲѲѲ-ѲѲ/ѲѲ" * 8])
)


def each_its_own(told: list[str]) -> Iterator[str]:
    """These texts over and over, each time with a number that no other one has."""
    return (f"{text}Ô{number:04d}" for number, text in enumerate(cycle(told)))


@EACH
@settings(max_examples=6, deadline=None)
@given(st.lists(NAMES, min_size=5, max_size=5), st.integers(1, 30))
def test_nothing_is_lost_nothing_collides_and_no_signature_stands_alone(
    kind: str, told: list[str], count: int
) -> None:
    paper = grown(MAKERS[kind](), each_its_own(told), count)
    sheet = LAYOUTS[kind][-1].lay_out(paper)
    for page in boxes(sheet):
        assert not outside(sheet, page)
        assert not collisions(page)
    pages = words(sheet)
    assert lost(kind, paper, pages) == []
    assert [page for page in pages if TO_SIGN in page and not carried(page)] == []


def lost(kind: str, paper: Any, pages: list[list[str]]) -> list[str]:
    """The places whose text the pages do not say, be it in capitals."""
    said = "".join("".join("".join(page) for page in pages).split())
    unsaid = {"number"} if kind in LABELS else set()
    return [
        name
        for name, text in prose(paper)
        if name not in unsaid
        and not any("".join(printable(each).split()) in said for each in (text, text.upper()))
    ]
