"""Working time against the libraries that a programmer would otherwise take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from statistics import median
from time import perf_counter

import businesstimedelta
import holidays
import numpy
import pytz

from onestop.calendars.holidays import standard_calendar
from onestop.calendars.rules import add_working_days, add_working_days_to_all
from tests.benchmarks.table import Figure

FIRST, DAYS, AHEAD = date(2024, 1, 1), 700, 15
BULK = 1_000_000
ROUNDS = 5
GROUP = "rules"


def measure() -> Iterator[Figure]:
    """Single days against two libraries, and a million at once against NumPy."""
    calendar = standard_calendar()
    days = [FIRST + timedelta(days=number % DAYS) for number in range(2000)]
    published = holidays.country_holidays("VN", years=range(2024, 2028))
    business = _business(published)
    ours = _rate(lambda: [add_working_days(calendar, day, AHEAD) for day in days], len(days))
    library = _rate(lambda: [published.get_nth_working_day(day, AHEAD) for day in days], len(days))
    yield Figure(GROUP, "working days, one by one: holidays", ours, library, 50)
    few = [datetime.combine(day, time(9), pytz.utc) for day in days[:40]]
    term = businesstimedelta.BusinessTimeDelta(business, hours=8 * AHEAD)
    slow = _rate(lambda: [day + term for day in few], len(few))
    yield Figure(GROUP, "working days, one by one: businesstimedelta", ours, slow, 1000)
    many = [FIRST + timedelta(days=number % DAYS) for number in range(BULK)]
    bulk = _rate(lambda: add_working_days_to_all(calendar, many, AHEAD), BULK)
    table = numpy.array(many, dtype="datetime64[D]")
    off = numpy.array(sorted(calendar.days_off), dtype="datetime64[D]")
    busday = numpy.busdaycalendar(holidays=off)
    vector = _rate(
        lambda: numpy.busday_offset(table, AHEAD, roll="backward", busdaycal=busday), BULK
    )
    yield Figure(GROUP, "working days, a million at once: NumPy", bulk, vector, 1 / 3)


def _business(published: holidays.HolidayBase) -> businesstimedelta.Rules:
    morning, afternoon = (
        businesstimedelta.WorkDayRule(start_time=opens, end_time=closes, working_days=range(5))
        for opens, closes in ((time(7, 30), time(11, 30)), (time(13), time(17)))
    )
    return businesstimedelta.Rules(
        [morning, afternoon, businesstimedelta.HolidayRule(published, pytz.utc)]
    )


def _rate(work: Callable[[], object], many: int) -> float:
    """How many a second: the median of some rounds."""
    took = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        work()
        took.append(perf_counter() - begun)
    return many / median(took)
