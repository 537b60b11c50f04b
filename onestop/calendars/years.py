"""A year of the working calendar as a page shows it: twelve months of weeks."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from onestop.calendars.rules import DayKind, EnteredDay, WorkingCalendar


class DayMark(StrEnum):
    """What a day of the year is; the value is the style of its cell."""

    WORKED = "worked"
    WEEKEND = "weekend"
    RECEPTION = "reception"
    HOLIDAY = "holiday"
    COMPENSATION = "compensation"
    SWAPPED = "swapped"
    OFFICE = "office"
    MADE_UP = "made_up"


_OFF = {
    DayKind.PUBLIC_HOLIDAY: DayMark.HOLIDAY,
    DayKind.COMPENSATION: DayMark.COMPENSATION,
    DayKind.SWAPPED: DayMark.SWAPPED,
    DayKind.OFFICE: DayMark.OFFICE,
}


@dataclass(frozen=True)
class YearDay:
    """A day with what it is, the name it has, and whether it was entered here."""

    day_on: date
    mark: DayMark
    name: str
    entered: bool
    replaces_on: date | None = None


@dataclass(frozen=True)
class Month:
    """A month as whole weeks from Monday; None for days of its neighbours."""

    first_on: date
    weeks: tuple[tuple[YearDay | None, ...], ...]


@dataclass(frozen=True)
class Year:
    """The twelve months, and the days that differ from the week."""

    year: int
    months: tuple[Month, ...]
    special: tuple[YearDay, ...]
    provisional: bool
    worked: int


def year_of(calendar: WorkingCalendar, year: int, entered: Mapping[date, EnteredDay]) -> Year:
    """The year of a calendar; provisional when its days off are not all announced."""
    months = tuple(_month(calendar, year, number, entered) for number in range(1, 13))
    days = [day for month in months for week in month.weeks for day in week if day]
    usual = (DayMark.WORKED, DayMark.WEEKEND, DayMark.RECEPTION)
    return Year(
        year,
        months,
        tuple(day for day in days if day.mark not in usual or day.entered),
        date(year, 12, 31) > calendar.confirmed_until,
        sum(calendar.works_on(day.day_on) for day in days),
    )


def _month(
    calendar: WorkingCalendar, year: int, number: int, entered: Mapping[date, EnteredDay]
) -> Month:
    weeks = tuple(
        tuple(_day(calendar, day, day in entered) if day.month == number else None for day in week)
        for week in Calendar().monthdatescalendar(year, number)
    )
    return Month(date(year, number, 1), weeks)


def _day(calendar: WorkingCalendar, day: date, entered: bool) -> YearDay:
    off = calendar.days_off.get(day)
    if off is not None:
        return YearDay(day, _OFF[off.kind], off.name, entered)
    made_up = calendar.make_up_days.get(day)
    if made_up is not None:
        return YearDay(day, DayMark.MADE_UP, made_up.name, entered, made_up.replaces)
    if calendar.works_on(day):
        return YearDay(day, DayMark.WORKED, "", entered)
    mark = DayMark.RECEPTION if calendar.receives(day) else DayMark.WEEKEND
    return YearDay(day, mark, "", entered)
