"""Thresholds as rules: which promises pass one on which morning, and which can be set."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from onestop.calendars.holidays import OFFICE_ZONE, standard_calendar
from onestop.cases.rules.reminders import (
    USUAL,
    Recipient,
    Reminder,
    Threshold,
    begun_day,
    due_within,
    half_within,
    in_order,
    require_sensible,
)
from onestop.errors import Refused

CALENDAR = standard_calendar()
FRIDAY, MONDAY, TUESDAY = date(2026, 11, 13), date(2026, 11, 16), date(2026, 11, 17)
OFFICIAL = (Recipient.ASSIGNEE,)


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=OFFICE_ZONE)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (at(MONDAY, 7, 29), FRIDAY),
        (at(MONDAY, 7, 30), MONDAY),
        (at(MONDAY, 23, 59), MONDAY),
        (at(date(2026, 11, 15), 12), FRIDAY),
    ],
)
def test_a_working_day_begins_at_the_opening(moment: datetime, day: date) -> None:
    assert begun_day(CALENDAR, moment) == day


@pytest.mark.parametrize(
    ("reminder", "first", "last"),
    [
        (Reminder(Threshold.ON_DAY, 0, OFFICIAL), date(2026, 11, 14), MONDAY),
        (Reminder(Threshold.BEFORE, 1, OFFICIAL), TUESDAY, TUESDAY),
        (Reminder(Threshold.AFTER, 1, OFFICIAL), FRIDAY, FRIDAY),
    ],
)
def test_promises_pass_a_threshold_by_working_days(
    reminder: Reminder, first: date, last: date
) -> None:
    span = due_within(CALENDAR, reminder, since=FRIDAY, today=MONDAY)
    assert span is not None
    assert span.from_at == at(first)
    assert span.until_at == at(date.fromordinal(last.toordinal() + 1))


def test_every_late_promise_passes_the_threshold_of_each_day() -> None:
    daily = Reminder(Threshold.EACH_DAY_AFTER, 0, OFFICIAL)
    span = due_within(CALENDAR, daily, since=FRIDAY, today=MONDAY)
    assert span is not None
    assert (span.from_at, span.until_at) == (None, at(date(2026, 11, 14)))


def test_half_of_the_time_passes_over_the_days_since() -> None:
    half = Reminder(Threshold.HALF, 0, OFFICIAL)
    assert due_within(CALENDAR, half, since=FRIDAY, today=MONDAY) is None
    span = half_within(CALENDAR, since=FRIDAY, today=MONDAY)
    assert (span.from_at, span.until_at) == (at(date(2026, 11, 14)), at(TUESDAY))


def test_the_usual_thresholds_can_be_set_and_stand_in_order() -> None:
    require_sensible(USUAL)
    assert in_order(reversed(USUAL))[0].threshold is Threshold.HALF
    before = [Reminder(Threshold.BEFORE, days, OFFICIAL) for days in (1, 3)]
    assert [each.days for each in in_order(before)] == [3, 1]


@pytest.mark.parametrize(
    ("reminders", "why"),
    [
        ([Reminder(Threshold.BEFORE, 0, OFFICIAL)], "from 1 to 60"),
        ([Reminder(Threshold.AFTER, 61, OFFICIAL)], "from 1 to 60"),
        ([Reminder(Threshold.HALF, 0, ())], "who is told"),
        ([Reminder(Threshold.HALF, 0, OFFICIAL)] * 2, "stands there once"),
        ([Reminder(Threshold.AFTER, days, OFFICIAL) for days in range(1, 14)], "At most 12"),
    ],
)
def test_thresholds_that_cannot_be_kept_are_refused(reminders: list[Reminder], why: str) -> None:
    with pytest.raises(Refused, match=why):
        require_sensible(reminders)
