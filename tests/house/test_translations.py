"""Not one untranslated string: every phrase of the office has its Vietnamese."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from config import ROOT

METHODS = [("**.py", "python"), ("**.html", "jinja2")]
MARKS: dict[str, None] = dict.fromkeys(["_", "N_", "gettext", "lazy_gettext"])
PLACE = re.compile(r"%\((\w+)\)[sd]")


@cache
def phrases() -> tuple[tuple[str, str], ...]:
    """Every marked phrase, and where it stands."""
    return tuple(
        (phrase, f"{folder}/{file}:{line}")
        for folder in ("onestop", "templates")
        for file, line, phrase, _comments, _context in extract_from_dir(
            ROOT / folder, method_map=METHODS, keywords=MARKS
        )
    )


def catalogues() -> list[Path]:
    return sorted((ROOT / "onestop" / "translations" / "vi" / "LC_MESSAGES").glob("*.po"))


def translated() -> dict[str, str]:
    """What each phrase is called in Vietnamese, from the catalogues of all rooms."""
    words: dict[str, str] = {}
    for path in catalogues():
        with path.open("rb") as text:
            words |= {it.id: it.string for it in read_po(text, locale="vi") if it.id and it.string}
    return words


def test_every_phrase_has_its_vietnamese() -> None:
    words = translated()
    missing = [f"{place}: {phrase}" for phrase, place in phrases() if phrase not in words]
    assert not missing, "\n".join(missing)


def test_a_sentence_that_says_no_holds_text_only() -> None:
    """Its values are shown as text before they are put in, so a number's place would break it."""
    found = extract_from_dir(ROOT / "onestop", method_map=METHODS, keywords={"N_": None})
    assert not [phrase for _file, _line, phrase, *_ in found if re.search(r"%\(\w+\)d", phrase)]


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.stem)
def test_a_catalogue_holds_phrases_in_use_with_the_same_places(path: Path) -> None:
    used = {phrase for phrase, _place in phrases()}
    with path.open("rb") as text:
        for it in read_po(text, locale="vi"):
            if it.id:
                assert it.id in used, f"nobody says {it.id!r} any more"
                assert set(PLACE.findall(it.id)) == set(PLACE.findall(it.string)), it.id
                assert not it.fuzzy, it.id
