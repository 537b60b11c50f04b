"""How values look on a page, and which places a page may lead to."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from onestop.web import filters
from onestop.web.places import came_from, local_place


def test_moments_are_shown_by_the_clock_on_the_offices_wall(app: Flask) -> None:
    evening = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
    assert filters.moment(evening) == "01:30 24/11/2026"
    assert filters.local_day(evening) == "24/11/2026"
    assert filters.moment(None) == filters.local_day(None) == filters.day(None) == ""


def test_days_and_sums_are_written_as_they_are_here() -> None:
    assert filters.day(date(2026, 4, 3)) == "03/04/2026"
    assert filters.money(8000) == "8.000 ₫"
    assert filters.money(0) == "0 ₫"
    assert filters.money(1234567) == "1.234.567 ₫"


@pytest.mark.parametrize("target", ["/", "/cases/?part=mine", "/look-up/H26", "/a?next=//b"])
def test_our_own_places(target: str) -> None:
    assert local_place(target) == target


@pytest.mark.parametrize(
    "target", [None, "", "cases", "//b", "/\\b", "/\t\\b", "/a\nb", "http://b", "javascript:x"]
)
def test_foreign_places(target: str | None) -> None:
    assert local_place(target) is None


@pytest.mark.parametrize(
    ("referrer", "place"),
    [
        ("http://localhost/cases/?part=mine", "/cases/?part=mine"),
        ("http://localhost/cases/", "/cases/"),
        ("http://evil.example/cases/", None),
        ("", None),
    ],
)
def test_the_way_back_is_one_of_our_pages(app: Flask, referrer: str, place: str | None) -> None:
    with app.test_request_context("/", headers={"Referer": referrer}):
        assert came_from() == place
