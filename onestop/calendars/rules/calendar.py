"""A working calendar: weekly office hours, days off, make-up days, counted once and kept.

The days and the working seconds before each are laid out in advance, so that any sum over years
is two look-ups and a bisection.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

FIRST_YEAR = 2012
YEARS_AHEAD = 10


class CalendarError(ValueError):
    """A calendar question that has no answer; the text says why."""


class NaiveMoment(CalendarError):
    """A moment without its time zone."""


class NoWorkingDay(CalendarError):
    """The calendar has no working day where one is needed."""


class DayKind(StrEnum):
    """Why a weekday is off."""

    PUBLIC_HOLIDAY = "public_holiday"
    COMPENSATION = "compensation"
    SWAPPED = "swapped"
    OFFICE = "office"


@dataclass(frozen=True)
class Session:
    """Office hours without a break; a reception session receives, but the clock stands (C11)."""

    opens: time
    closes: time
    reception_only: bool = False


WeeklyHours = tuple[tuple[Session, ...], ...]


@dataclass(frozen=True)
class DayOff:
    """A day on which the office does not work, with the name that the citizen is told."""

    name: str
    kind: DayKind = DayKind.PUBLIC_HOLIDAY


@dataclass(frozen=True)
class MakeUpDay:
    """A day worked in place of another."""

    name: str
    replaces: date | None = None


@dataclass(frozen=True)
class WorkingCalendar:
    """When an agency works, in its time zone; years after `confirmed_until` are provisional.

    A make-up day has the hours of its weekday if that weekday works, else those of the day it
    replaces, else Monday's. Raises NoWorkingDay if no day of the horizon is worked.
    """

    hours: WeeklyHours
    days_off: Mapping[date, DayOff]
    make_up_days: Mapping[date, MakeUpDay]
    zone: ZoneInfo
    confirmed_until: date
    last_year: int = 2036
    _ordinals: list[int] = field(init=False, repr=False, compare=False)
    _seconds_before: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ordinals: list[int] = []
        before = [0]
        by_sessions: dict[tuple[Session, ...], int] = {}
        day = date(FIRST_YEAR, 1, 1)
        last = date(self.last_year, 12, 31)
        while day <= last:
            sessions = self.sessions(day)
            if sessions:
                if sessions not in by_sessions:
                    by_sessions[sessions] = sum(map(seconds_of, sessions))
                ordinals.append(day.toordinal())
                before.append(before[-1] + by_sessions[sessions])
            day += timedelta(days=1)
        if not ordinals:
            raise NoWorkingDay("The calendar has no working day at all; enter office hours first.")
        object.__setattr__(self, "_ordinals", ordinals)
        object.__setattr__(self, "_seconds_before", before)

    def sessions(self, day: date) -> tuple[Session, ...]:
        """The sessions of a day that count as working time, in order; none on a day off."""
        if day in self.days_off:
            return ()
        usual = self._counting[day.weekday()]
        if usual or day not in self.make_up_days:
            return usual
        replaced = self.make_up_days[day].replaces
        return self._counting[replaced.weekday() if replaced else 0] or self._counting[0]

    def receives(self, day: date) -> tuple[Session, ...]:
        """The sessions in which the counter is open to the public, reception sessions among them."""
        if day in self.days_off:
            return ()
        return self.hours[day.weekday()] or self.sessions(day)

    @cached_property
    def _counting(self) -> WeeklyHours:
        return tuple(
            tuple(session for session in sessions if not session.reception_only)
            for sessions in self.hours
        )

    def works_on(self, day: date) -> bool:
        """Whether the day is a working day of the clock."""
        place = self.place(day)
        return place < len(self._ordinals) and self._ordinals[place] == day.toordinal()

    def place(self, day: date) -> int:
        """How many working days of the horizon lie before the day."""
        return bisect_left(self._ordinals, day.toordinal())

    def working_day(self, place: int) -> date:
        """The working day at a place; raises NoWorkingDay beyond the horizon."""
        if not 0 <= place < len(self._ordinals):
            raise NoWorkingDay(
                f"The calendar is known from {FIRST_YEAR} to {self.last_year} only."
            )
        return date.fromordinal(self._ordinals[place])

    def seconds_before(self, place: int) -> int:
        """The working seconds before the working day at a place."""
        return self._seconds_before[place]

    def place_after(self, seconds: int) -> int:
        """The place of the working day in which that many working seconds have gone by."""
        return bisect_left(self._seconds_before, seconds) - 1

    def at(self, day: date, hour: time) -> datetime:
        """That hour of that day in the office's zone."""
        return datetime.combine(day, hour, self.zone)

    def local(self, moment: datetime) -> datetime:
        """The moment by the office's clock; raises NaiveMoment for one without its zone."""
        if moment.tzinfo is None:
            raise NaiveMoment(f"The moment {moment} lacks its time zone.")
        return moment.astimezone(self.zone)


def seconds_of(session: Session) -> int:
    """How long a session lasts, in seconds."""
    return _second(session.closes) - _second(session.opens)


def seconds_into(session: Session, hour: time) -> int:
    """How much of a session has gone by at an hour, in seconds, between none and all of it."""
    return max(0, min(_second(hour), _second(session.closes)) - _second(session.opens))


def hour_after(session: Session, seconds: int) -> time:
    """The hour at which that much of a session has gone by."""
    total = _second(session.opens) + seconds
    return time(total // 3600, total // 60 % 60, total % 60)


def _second(hour: time) -> int:
    return hour.hour * 3600 + hour.minute * 60 + hour.second
