"""The public holidays of Viet Nam and the days swapped by decision, as announced."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays as published

from onestop.calendars.rules import (
    DayKind,
    DayOff,
    MakeUpDay,
    Session,
    WeeklyHours,
    WorkingCalendar,
)
from onestop.calendars.rules.calendar import FIRST_YEAR

FACTS = Path(__file__).parent / "facts" / "vietnam.toml"
SWAPPED_OFF = "Nghỉ hoán đổi"
SWAPPED_ON = "Làm bù"
LAST_YEAR = 2036
OFFICE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_OFFICE_DAY = (Session(time(7, 30), time(11, 30)), Session(time(13), time(17)))
OFFICE_HOURS: WeeklyHours = (_OFFICE_DAY,) * 5 + ((), ())


@dataclass(frozen=True)
class Announced:
    """The days that differ from the week, and until when they have been announced."""

    days_off: Mapping[date, DayOff]
    make_up_days: Mapping[date, MakeUpDay]
    confirmed_until: date


@cache
def vietnam(first_year: int, last_year: int) -> Announced:
    """What is announced or follows from the law for those years, both included.

    Public holidays with their compensation on the next working day (Labour Code 2019, articles
    111.3 and 112) come from the `holidays` package; the file of facts corrects and completes it.
    A swap stands in both at most once, because days are keyed by their date.
    """
    years = range(first_year, last_year + 1)
    found = published.country_holidays("VN", years=years, language="vi")
    days_off = {day: DayOff(_plain(name), _kind(name)) for day, name in found.items()}
    make_up_days = {day: MakeUpDay(SWAPPED_ON) for day in found.weekend_workdays}
    facts = tomllib.loads(FACTS.read_text(encoding="utf-8"))
    for day in facts["days_off"]:
        days_off[day["off"]] = DayOff(day["name"], DayKind(day["kind"]))
    for swap in facts["swaps"]:
        days_off[swap["off"]] = DayOff(SWAPPED_OFF, DayKind.SWAPPED)
        make_up_days[swap["worked"]] = MakeUpDay(SWAPPED_ON, swap["off"])
    return Announced(
        {day: off for day, off in days_off.items() if day.year in years},
        {day: worked for day, worked in make_up_days.items() if day.year in years},
        facts["confirmed_until"],
    )


@cache
def standard_calendar(
    zone: ZoneInfo = OFFICE_ZONE,
    hours: WeeklyHours = OFFICE_HOURS,
    first_year: int = FIRST_YEAR,
    last_year: int = LAST_YEAR,
) -> WorkingCalendar:
    """The calendar of an office that follows the announcements and adds nothing of its own.

    The hours are 7:30–11:30 and 13:00–17:00 from Monday to Friday unless given.
    """
    announced = vietnam(first_year, last_year)
    return WorkingCalendar(
        hours,
        announced.days_off,
        announced.make_up_days,
        zone,
        announced.confirmed_until,
        last_year,
        first_year,
    )


def _kind(name: str) -> DayKind:
    if "thay cho ngày" in name:
        return DayKind.SWAPPED
    return DayKind.COMPENSATION if "nghỉ bù" in name else DayKind.PUBLIC_HOLIDAY


def _plain(name: str) -> str:
    return SWAPPED_OFF if "thay cho ngày" in name else name
