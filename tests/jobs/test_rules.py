"""When a job runs, and whether one is owed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from onestop.jobs.rules import Trigger, daily, each

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


EVENING = daily(18, 30)


def test_what_runs_again_and_again_follows_its_last_run() -> None:
    assert each(minutes=5).next_after(at(24, 9), ZONE) == at(24, 9, 5)


@pytest.mark.parametrize(
    ("moment", "following"),
    [
        (at(24, 18, 29), at(24, 18, 30)),
        (at(24, 18, 30), at(25, 18, 30)),
        (at(25, 0), at(25, 18, 30)),
    ],
)
def test_what_runs_each_day_runs_at_its_next_hour(moment: datetime, following: datetime) -> None:
    assert EVENING.next_after(moment, ZONE) == following


def test_the_hour_is_that_of_the_office_wherever_the_moment_was_noted() -> None:
    noted = at(24, 18, 30).astimezone(ZoneInfo("UTC"))
    assert EVENING.next_after(noted, ZONE) == at(25, 18, 30)


@pytest.mark.parametrize("trigger", [EVENING, each(minutes=5)])
def test_a_job_that_never_ran_is_owed(trigger: Trigger) -> None:
    assert trigger.is_owed(None, at=at(24, 9), zone=ZONE)


@pytest.mark.parametrize(
    ("last_at", "now", "owed"),
    [
        (at(23, 18, 30), at(24, 18, 29), False),
        (at(23, 18, 30), at(24, 18, 30), True),
        (at(24, 18, 31), at(25, 9), False),
        (at(20, 18, 30), at(24, 9), True),
    ],
)
def test_a_daily_job_is_owed_once_its_hour_has_passed_without_it(
    last_at: datetime, now: datetime, owed: bool
) -> None:
    assert EVENING.is_owed(last_at, at=now, zone=ZONE) is owed


@pytest.mark.parametrize(("seconds", "owed"), [(29, False), (30, True)])
def test_a_job_of_every_half_minute_is_owed_after_half_a_minute(seconds: int, owed: bool) -> None:
    now = at(24, 9) + timedelta(seconds=seconds)
    assert each(seconds=30).is_owed(at(24, 9), at=now, zone=ZONE) is owed


@pytest.mark.parametrize(
    ("trigger", "words"),
    [
        (EVENING, "each day at 18:30"),
        (each(seconds=30), "every 30 seconds"),
        (each(minutes=5), "every 5 minutes"),
        (each(hours=1), "every 60 minutes"),
        (each(seconds=90), "every 90 seconds"),
    ],
)
def test_a_trigger_says_when_it_runs(trigger: Trigger, words: str) -> None:
    phrase, values = trigger.in_words()
    assert phrase % values == words


@pytest.mark.parametrize("given", [{}, {"every": timedelta(1), "daily_at": time(9)}])
def test_a_trigger_has_an_interval_or_an_hour_and_not_both(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="either"):
        Trigger(**given)
