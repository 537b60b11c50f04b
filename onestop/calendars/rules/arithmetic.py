"""Working-time arithmetic: from a moment and a term to the moment promised (BLDS 147–148)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property

from onestop.calendars.rules.calendar import (
    CalendarError,
    WorkingCalendar,
    hour_after,
    seconds_into,
    seconds_of,
)
from onestop.calendars.rules.explanation import Interval, explain
from onestop.calendars.rules.suspension import Suspension, in_order
from onestop.calendars.rules.terms import Term, TermUnit

HOURS_A_DAY = 8
SAME_DAY_CUT_OFF = time(15)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Due:
    """The moment promised, and how it came about; `first_on` is the day that is not counted."""

    at: datetime
    starts_at: datetime
    term: Term
    calendar: WorkingCalendar
    first_on: date
    suspensions: tuple[Suspension, ...] = ()

    @property
    def provisional(self) -> bool:
        """Whether it depends on a year whose days off nobody has confirmed."""
        return self.at.date() > self.calendar.confirmed_until

    @cached_property
    def intervals(self) -> tuple[Interval, ...]:
        """Each stretch of time from the reception to the moment promised, and what it counts."""
        return explain(
            self.calendar, self.term, self.starts_at, self.first_on, self.at, self.suspensions
        )

    def skipped_days(self) -> tuple[tuple[date, str], ...]:
        """The named days off that made the term end later, in order.

        Days off inside a term of calendar days or months are counted like any other; only those
        on which it would have ended are skipped (BLDS 148.5).
        """
        from_on, until_on = self._skips_from(), self.at.date()
        return tuple(
            sorted(
                (day, off.name)
                for day, off in self.calendar.days_off.items()
                if from_on <= day <= until_on and self.calendar.usually_works(day)
            )
        )

    def _skips_from(self) -> date:
        if self.term.unit in (TermUnit.CALENDAR_DAYS, TermUnit.MONTHS):
            return self.term.last_day(self.first_on)
        if self.term.unit is TermUnit.WORKING_DAYS and self.term.amount >= 1:
            return self.first_on + timedelta(days=1)
        return self.starts_at.date()


def due(
    calendar: WorkingCalendar,
    term: Term,
    received_at: datetime,
    *,
    cut_off: time | None = None,
    cut_off_moves_days: bool = False,
    suspensions: Sequence[Suspension] = (),
) -> Due:
    """When a dossier received at `received_at` is due (rules C1–C6).

    A term in days does not count its first day (BLDS 147.2); a last day that is a day off moves to
    the next working day (BLDS 148.5); the appointment is at closing time. A fraction of a working
    day runs on as working hours, 8 to a day, but never past the close of the day that it is part
    of, so that a longer term is never due earlier. Hours run inside office hours only. `cut_off`
    moves same-day terms (default 15:00), and terms in days only where `cut_off_moves_days` says
    so. Each suspension moves the promise on (see `moved_on`). The result is to the second. Raises
    NaiveMoment, NoWorkingDay, and CalendarError for suspensions that overlap or run backwards.
    """
    start = calendar.local(received_at)
    if start.microsecond:
        start = start.replace(microsecond=0)
    first = start.date()
    if term.unit is TermUnit.WORKING_HOURS:
        at = add_working_hours(calendar, start, term.amount)
    elif term.unit is TermUnit.SAME_DAY:
        at = _same_day(calendar, start, cut_off or SAME_DAY_CUT_OFF)
    else:
        if cut_off_moves_days and cut_off is not None and start.time() > cut_off:
            first = calendar.working_day(calendar.place(first + timedelta(days=1)))
        if term.unit is TermUnit.WORKING_DAYS:
            at = _working_days(calendar, start, first, term.amount)
        else:
            at = end_of_working_day(calendar, term.last_day(first))
    for stood in in_order(suspensions):
        at = moved_on(calendar, term, at, stood)
    return Due(at, start, term, calendar, first, tuple(suspensions))


def moved_on(
    calendar: WorkingCalendar, term: Term, due_at: datetime, stood: Suspension
) -> datetime:
    """The promise after the clock stood still: what was left of the term is left again (C7, C8).

    A term in working time moves by the working time that stood; calendar days and months move by
    the days that stood, a begun one as a whole, to the close of a working day (BLDS 148.5). An
    appointment whose clock stood in no working time stays.
    """
    if term.unit in (TermUnit.CALENDAR_DAYS, TermUnit.MONTHS):
        return end_of_working_day(
            calendar, calendar.local(due_at).date() + timedelta(days=stood.days)
        )
    lost = working_time_between(calendar, stood.begins, stood.ends)
    if not lost:
        return calendar.local(due_at)
    return add_working_hours(calendar, due_at, Decimal(lost // _SECOND) / 3600)


def add_working_hours(
    calendar: WorkingCalendar, moment: datetime, hours: Decimal | int | float
) -> datetime:
    """The moment at which that many working hours have gone by (rule C4), to the second.

    Begun before opening, in the lunch break, after closing or on a day off, they run from the next
    working moment; an end that falls on a closing time stays there. None at all lead to the next
    working moment. Raises CalendarError for less than none, NaiveMoment, NoWorkingDay.
    """
    seconds = _whole_seconds(hours)
    if seconds == 0:
        return next_working_moment(calendar, moment)
    target = _seconds_at(calendar, calendar.local(moment)) + seconds
    place = calendar.place_after(target)
    day = calendar.working_day(place)
    left = target - calendar.seconds_before(place)
    for session in calendar.sessions(day):
        length = seconds_of(session)
        if left <= length:
            return calendar.at(day, hour_after(session, left))
        left -= length
    raise AssertionError("a working day is as long as its sessions")


def subtract_working_hours(
    calendar: WorkingCalendar, moment: datetime, hours: Decimal | int | float
) -> datetime:
    """The latest moment from which that many working hours lead to this one, to the second.

    A beginning that falls on a closing time is the opening after it. Raises as adding does.
    """
    target = _seconds_at(calendar, calendar.local(moment)) - _whole_seconds(hours)
    if target < 0:
        calendar.working_day(-1)
    place = calendar.place_before(target)
    day = calendar.working_day(place)
    gone = target - calendar.seconds_before(place)
    for session in calendar.sessions(day):
        length = seconds_of(session)
        if gone < length:
            return calendar.at(day, hour_after(session, gone))
        gone -= length
    raise AssertionError("a working day is as long as its sessions")


def add_working_days(calendar: WorkingCalendar, day: date, days: int) -> date:
    """The day that many working days after a day, which is not counted (BLDS 147.2).

    A negative number goes back: the latest day from which so many lead to this working day.
    """
    return calendar.days_from(day, days)


def add_working_days_to_all(
    calendar: WorkingCalendar, days_of_start: Sequence[date], days: int
) -> list[date]:
    """The same for many days at once, in their order: the promises of a whole province.

    Raises NoWorkingDay if one of them leads beyond the horizon.
    """
    return calendar.all_days_from(days_of_start, days)


def working_time_between(calendar: WorkingCalendar, start: datetime, end: datetime) -> timedelta:
    """The working time from one moment to another; negative where `end` comes first."""
    return timedelta(
        seconds=_seconds_at(calendar, calendar.local(end))
        - _seconds_at(calendar, calendar.local(start))
    )


def next_working_moment(calendar: WorkingCalendar, moment: datetime) -> datetime:
    """The moment itself inside working hours, else the next opening (rule C4)."""
    local = calendar.local(moment)
    for session in calendar.sessions(local.date()):
        if local.time() < session.opens:
            return calendar.at(local.date(), session.opens)
        if local.time() < session.closes:
            return local
    return next_opening(calendar, local)


def next_opening(calendar: WorkingCalendar, moment: datetime) -> datetime:
    """The opening of the first working day after the day of the moment."""
    place = calendar.place(calendar.local(moment).date() + timedelta(days=1))
    day = calendar.working_day(place)
    return calendar.at(day, calendar.sessions(day)[0].opens)


def end_of_working_day(calendar: WorkingCalendar, day: date) -> datetime:
    """The closing time of the day, or of the next working day if the day is off."""
    return _close(calendar, calendar.place(day))


def is_working_day(calendar: WorkingCalendar, day: date) -> bool:
    """Whether the day is a working day of the clock."""
    return calendar.works_on(day)


def is_open(calendar: WorkingCalendar, moment: datetime, *, reception: bool = False) -> bool:
    """Whether the office works at the moment; with `reception`, whether the counter receives."""
    local = calendar.local(moment)
    sessions = calendar.receives(local.date()) if reception else calendar.sessions(local.date())
    return any(session.opens <= local.time() < session.closes for session in sessions)


def _same_day(calendar: WorkingCalendar, start: datetime, cut_off: time) -> datetime:
    """The day of reception, or the next working day after the cut-off or the close (C5)."""
    day = start.date()
    if start.time() <= cut_off:
        at = end_of_working_day(calendar, day)
        if start < at:
            return at
    return end_of_working_day(calendar, day + timedelta(days=1))


def _working_days(
    calendar: WorkingCalendar, start: datetime, first: date, amount: Decimal
) -> datetime:
    """Whole days after the first, each to its close; a fraction runs on in working hours."""
    whole = int(amount)
    place = calendar.place(first + timedelta(days=1)) + whole - 1
    fraction = amount - whole
    if not fraction:
        return _close(calendar, place)
    if whole:
        start = _close(calendar, place)
    elif first != start.date():
        start = calendar.at(first, time(0))
    at = add_working_hours(calendar, start, fraction * HOURS_A_DAY)
    return min(at, _close(calendar, place + 1))


def _close(calendar: WorkingCalendar, place: int) -> datetime:
    """The closing time of the working day at a place."""
    day = calendar.working_day(place)
    return calendar.at(day, calendar.sessions(day)[-1].closes)


def _whole_seconds(hours: Decimal | int | float) -> int:
    seconds = round(Decimal(hours) * 3600)
    if seconds < 0:
        raise CalendarError(f"Working hours to count are not less than none: {hours}.")
    return seconds


def _seconds_at(calendar: WorkingCalendar, local: datetime) -> int:
    """The working seconds of the horizon up to a moment."""
    day = local.date()
    place = calendar.place(day)
    before = calendar.seconds_before(place)
    return before + sum(seconds_into(each, local.time()) for each in calendar.sessions(day))
