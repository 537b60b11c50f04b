"""The public holidays of Viet Nam and the days swapped by decision, as announced."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import holidays as published

from onestop.calendars.rules import DayKind, DayOff, MakeUpDay

FACTS = Path(__file__).parent / "facts" / "vietnam.toml"
SWAPPED_OFF = "Nghỉ hoán đổi"
SWAPPED_ON = "Làm bù"


@dataclass(frozen=True)
class Announced:
    """The days that differ from the week, and until when they have been announced."""

    days_off: dict[date, DayOff]
    make_up_days: dict[date, MakeUpDay]
    confirmed_until: date


@cache
def vietnam(first_year: int, last_year: int) -> Announced:
    """What is announced or follows from the law for those years, both included.

    Public holidays with their compensation on the next working day (Labour Code 2019, articles
    111.3 and 112) come from the `holidays` package, swapped days from the file of facts as well.
    """
    found = published.country_holidays(
        "VN", years=range(first_year, last_year + 1), language="vi"
    )
    days_off = {day: DayOff(_plain(name), _kind(name)) for day, name in found.items()}
    make_up_days = {day: MakeUpDay(SWAPPED_ON) for day in found.weekend_workdays}
    facts = tomllib.loads(FACTS.read_text(encoding="utf-8"))
    for swap in facts["swaps"]:
        if first_year <= swap["off"].year <= last_year:
            days_off.setdefault(swap["off"], DayOff(SWAPPED_OFF, DayKind.SWAPPED))
        if first_year <= swap["worked"].year <= last_year:
            make_up_days[swap["worked"]] = MakeUpDay(SWAPPED_ON, swap["off"])
    return Announced(days_off, make_up_days, facts["confirmed_until"])


def _kind(name: str) -> DayKind:
    if "thay cho ngày" in name:
        return DayKind.SWAPPED
    return DayKind.COMPENSATION if "nghỉ bù" in name else DayKind.PUBLIC_HOLIDAY


def _plain(name: str) -> str:
    return SWAPPED_OFF if "thay cho ngày" in name else name

