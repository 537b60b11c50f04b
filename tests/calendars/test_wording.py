"""What the receipt and the look-up page say about a due moment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from onestop.calendars import wording
from onestop.calendars.holidays import standard_calendar
from onestop.calendars.rules import Due, Term, due


def promised(received: str, term: str) -> Due:
    """What the standard office promises."""
    calendar = standard_calendar()
    received_at = datetime.fromisoformat(received).replace(tzinfo=calendar.zone)
    return due(calendar, Term.parse(term), received_at)


@pytest.mark.parametrize(
    ("received", "term", "vietnamese", "english"),
    [
        (
            "2026-04-28 09:00",
            "3 working days",
            "3 ngày làm việc, không tính ngày 30/4 và 1/5",
            "3 working days, not counting 30/4 and 1/5",
        ),
        ("2026-03-02 09:00", "3 working days", "3 ngày làm việc", "3 working days"),
        ("2026-03-02 09:00", "0.25 working days", "0,25 ngày làm việc", "0.25 working days"),
        ("2026-03-02 09:00", "same day", "trong ngày", "same day"),
        (
            "2025-08-18 09:00",
            "15 calendar days",
            "15 ngày, lùi qua ngày nghỉ 2/9",
            "15 calendar days, moved past the day off 2/9",
        ),
        ("2025-08-25 09:00", "15 calendar days", "15 ngày", "15 calendar days"),
        (
            "2026-12-31 09:00",
            "1 working day",
            "1 ngày làm việc, không tính ngày 1/1 (lịch nghỉ năm đó chưa công bố)",
            "1 working day, not counting 1/1 (the days off of that year are not announced yet)",
        ),
    ],
)
def test_the_reason_names_the_days_that_made_it_later(received, term, vietnamese, english):
    found = promised(received, term)
    assert wording.due_in_words(found, "vi") == vietnamese
    assert wording.due_in_words(found, "en") == english


def test_a_moment_is_said_in_full():
    found = promised("2026-11-26 09:00", "1 working day")
    assert wording.moment_in_words(found.at, "vi") == "17 giờ 00, thứ Sáu ngày 27/11/2026"


@pytest.mark.parametrize(
    ("left", "vietnamese", "english"),
    [
        (timedelta(hours=11), "còn 1 ngày 3 giờ", "1 d 3 h left"),
        (timedelta(hours=-2), "quá hạn 2 giờ", "overdue by 2 h"),
        (timedelta(minutes=45), "còn 45 phút", "45 min left"),
        (timedelta(0), "còn 0 phút", "0 min left"),
    ],
)
def test_the_time_left_is_told_in_days_of_eight_hours(left, vietnamese, english):
    assert wording.time_left_in_words(left, "vi") == vietnamese
    assert wording.time_left_in_words(left, "en") == english
