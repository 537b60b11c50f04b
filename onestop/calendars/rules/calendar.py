"""A working calendar: weekly office hours, days off, make-up days, counted once and kept.

The days and the working seconds before each are laid out in advance, so that any sum over years
is two look-ups and a bisection.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

FIRST_YEAR = 2012


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
class EnteredDay:
    """A day that the administrator entered: worked, or off, against week and announcement."""

    day_on: date
    works: bool
    name: str
    replaces_on: date | None = None


def with_entered(
    days_off: Mapping[date, DayOff],
    make_up_days: Mapping[date, MakeUpDay],
    entered: Iterable[EnteredDay],
) -> tuple[dict[date, DayOff], dict[date, MakeUpDay]]:
    """The announced days with those that were entered, which win over them.

    A day off in whose place another is worked is a swapped one, any other is the office's own.
    """
    off, made_up, entered = dict(days_off), dict(make_up_days), tuple(entered)
    replaced = {day.replaces_on for day in entered if day.works}
    for day in entered:
        off.pop(day.day_on, None)
        made_up.pop(day.day_on, None)
        if day.works:
            made_up[day.day_on] = MakeUpDay(day.name, day.replaces_on)
        else:
            kind = DayKind.SWAPPED if day.day_on in replaced else DayKind.OFFICE
            off[day.day_on] = DayOff(day.name, kind)
    return off, made_up


@dataclass(frozen=True)
class WorkingCalendar:
    """When an agency works, in its time zone; years after `confirmed_until` are provisional.

    A make-up day has the hours of its weekday if that weekday works, else those of the day it
    replaces, else Monday's. A day entered as both off and made up is off. The horizon runs from
    `first_year` to `last_year`; raises NoWorkingDay if no day of it is worked, CalendarError for
    office hours that overlap or run backwards.
    """

    hours: WeeklyHours
    days_off: Mapping[date, DayOff]
    make_up_days: Mapping[date, MakeUpDay]
    zone: ZoneInfo
    confirmed_until: date
    last_year: int = 2036
    first_year: int = FIRST_YEAR
    _first: int = field(init=False, repr=False, compare=False)
    _places: list[int] = field(init=False, repr=False, compare=False)
    _worked: list[date] = field(init=False, repr=False, compare=False)
    _seconds_before: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_hours(self.hours)
        places: list[int] = []
        worked: list[date] = []
        before = [0]
        by_sessions: dict[tuple[Session, ...], int] = {}
        day = date(self.first_year, 1, 1)
        last = date(self.last_year, 12, 31)
        while day <= last:
            places.append(len(worked))
            sessions = self.sessions(day)
            if sessions:
                if sessions not in by_sessions:
                    by_sessions[sessions] = sum(map(seconds_of, sessions))
                worked.append(day)
                before.append(before[-1] + by_sessions[sessions])
            day += timedelta(days=1)
        if not worked:
            raise NoWorkingDay("The calendar has no working day at all; enter office hours first.")
        object.__setattr__(self, "_first", date(self.first_year, 1, 1).toordinal())
        object.__setattr__(self, "_places", places)
        object.__setattr__(self, "_worked", worked)
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
        """The sessions in which the counter receives, reception sessions among them."""
        if day in self.days_off:
            return ()
        if day in self.make_up_days:
            return self.sessions(day)
        return self.hours[day.weekday()]

    def usually_works(self, day: date) -> bool:
        """Whether the clock runs on such a weekday in an ordinary week."""
        return bool(self._counting[day.weekday()])

    @cached_property
    def _counting(self) -> WeeklyHours:
        return tuple(
            tuple(session for session in sessions if not session.reception_only)
            for sessions in self.hours
        )

    def works_on(self, day: date) -> bool:
        """Whether the day is a working day of the clock."""
        place = self.place(day)
        return place < len(self._worked) and self._worked[place] == day

    def place(self, day: date) -> int:
        """How many working days of the horizon lie before the day, which is not before it."""
        since = day.toordinal() - self._first
        if since < 0:
            raise self._beyond()
        return self._places[since] if since < len(self._places) else len(self._worked)

    def working_day(self, place: int) -> date:
        """The working day at a place; raises NoWorkingDay beyond the horizon."""
        if not 0 <= place < len(self._worked):
            raise self._beyond()
        return self._worked[place]

    def days_from(self, day: date, days: int) -> date:
        """The day that many working days from a day, forth or back; raises NoWorkingDay."""
        since = day.toordinal() - self._first
        if days > 0:
            since += 1
            days -= 1
        try:
            place = self._places[since] + days
            if since >= 0 and place >= 0:
                return self._worked[place]
        except IndexError:
            raise self._beyond() from None
        raise self._beyond()

    def all_days_from(self, days_of_start: Sequence[date], days: int) -> list[date]:
        """The same for many days; one look-up and one index for each."""
        if not days_of_start:
            return []
        self.days_from(min(days_of_start), days)  # the earliest leads to no day before the horizon
        first = self._first
        if days > 0:
            first, days = first - 1, days - 1
        places, worked = self._places, self._worked
        try:
            return [worked[places[day.toordinal() - first] + days] for day in days_of_start]
        except IndexError:
            raise self._beyond() from None

    def seconds_before(self, place: int) -> int:
        """The working seconds before the working day at a place."""
        return self._seconds_before[place]

    def place_after(self, seconds: int) -> int:
        """The place of the working day in which that many working seconds have gone by."""
        return bisect_left(self._seconds_before, seconds) - 1

    def place_before(self, seconds: int) -> int:
        """The place of the working day in which work goes on after that many seconds."""
        return bisect_right(self._seconds_before, seconds) - 1

    def at(self, day: date, hour: time) -> datetime:
        """That hour of that day in the office's zone."""
        return datetime.combine(day, hour, self.zone)

    def local(self, moment: datetime) -> datetime:
        """The moment by the office's clock.

        Raises NaiveMoment for one without its zone, NoWorkingDay for one beyond the horizon.
        """
        if moment.tzinfo is None:
            raise NaiveMoment(f"The moment {moment} lacks its time zone.")
        local = moment if moment.tzinfo is self.zone else moment.astimezone(self.zone)
        if not self.first_year <= local.year <= self.last_year:
            raise self._beyond()
        return local

    def _beyond(self) -> NoWorkingDay:
        return NoWorkingDay(
            f"The calendar is known from {self.first_year} to {self.last_year} only."
        )


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


def _check_hours(hours: WeeklyHours) -> None:
    if len(hours) != 7:
        raise CalendarError(f"A week has seven days; office hours were given for {len(hours)}.")
    for sessions in hours:
        edges = [edge for each in sessions for edge in (each.opens, each.closes)]
        rising = all(earlier <= later for earlier, later in pairwise(edges))
        if not rising or any(each.opens == each.closes for each in sessions):
            raise CalendarError("Office hours of a day follow each other, opening before closing.")


def _second(hour: time) -> int:
    return hour.hour * 3600 + hour.minute * 60 + hour.second
