"""Days off to and from iCalendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.calendars.exchange import BadCalendarFile, from_ics, to_ics
from onestop.calendars.holidays import OFFICE_HOURS, OFFICE_ZONE, standard_calendar
from onestop.calendars.rules import EnteredDay, WorkingCalendar, with_entered

AT = datetime(2026, 11, 24, tzinfo=UTC)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
names = st.text("aăâđêôơưÁẾỘ, ;:\"'<>&", min_size=1, max_size=90).map(str.split).map(" ".join)
entered = st.lists(
    st.builds(EnteredDay, days, st.booleans(), names.filter(bool)),
    max_size=20,
    unique_by=lambda day: day.day_on,
)


@given(entered)
def test_what_is_exported_is_imported_again(days_entered):
    off, made_up = with_entered({}, {}, days_entered)
    calendar = WorkingCalendar(OFFICE_HOURS, off, made_up, OFFICE_ZONE, date(2026, 12, 31))
    back = from_ics(to_ics(calendar, 2026, name="Lịch", at=AT))
    assert back == tuple(sorted(days_entered, key=lambda day: day.day_on))


def test_a_year_as_announced_goes_out_with_its_swaps():
    found = {day.day_on: day for day in from_ics(to_ics(standard_calendar(), 2026, name="", at=AT))}
    assert found[date(2026, 1, 10)] == EnteredDay(
        date(2026, 1, 10), True, "Làm bù", date(2026, 1, 2)
    )
    assert not found[date(2026, 4, 30)].works


def a_file(*lines: str) -> bytes:
    inside = "\r\n".join(lines)
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        f"{inside}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


def test_an_event_of_several_days_is_as_many_days():
    file = a_file("DTSTART;VALUE=DATE:20270205", "DTEND;VALUE=DATE:20270208", "SUMMARY:Tết")
    assert from_ics(file) == tuple(
        EnteredDay(date(2027, 2, 5) + timedelta(each), False, "Tết") for each in range(3)
    )


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"no calendar", "not an iCalendar file"),
        (a_file("DTSTART:20270205T080000Z", "SUMMARY:x"), "use whole days"),
        (a_file("DTSTART;VALUE=DATE:20270205"), "has no name"),
        (
            a_file("DTSTART;VALUE=DATE:20270205", "SUMMARY:x", "RRULE:FREQ=YEARLY"),
            "repeats",
        ),
        (
            a_file("DTSTART;VALUE=DATE:20270205", "DTEND;VALUE=DATE:20270201", "SUMMARY:x"),
            "does not last",
        ),
        (b"x" * 600_000, "too large"),
    ],
)
def test_a_file_of_something_else_is_refused_with_a_sentence(file, says):
    with pytest.raises(BadCalendarFile, match=says):
        from_ics(file)
