"""Working-time arithmetic: from a moment and a term to the moment promised (BLDS 147–148)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from onestop.calendars.rules.calendar import (
    WorkingCalendar,
    hour_after,
    seconds_into,
    seconds_of,
)
from onestop.calendars.rules.terms import Term, TermUnit

HOURS_A_DAY = 8
SAME_DAY_CUT_OFF = time(15)


@dataclass(frozen=True)
class Due:
    """The moment promised, and how it came about."""

    at: datetime
    starts_at: datetime
    term: Term
    calendar: WorkingCalendar

    @property
    def provisional(self) -> bool:
        """Whether it depends on a year whose days off nobody has confirmed."""
        return self.at.date() > self.calendar.confirmed_until

    def skipped_days(self) -> tuple[tuple[date, str], ...]:
        """The named days off that fell inside the term, in order."""
        first = self.starts_at.date() + timedelta(days=1)
        return tuple(
            sorted(
                (day, off.name)
                for day, off in self.calendar.days_off.items()
                if first <= day <= self.at.date() and self.calendar.hours[day.weekday()]
            )
        )


def due(
    calendar: WorkingCalendar,
    term: Term,
    received_at: datetime,
    *,
    cut_off: time | None = None,
    cut_off_moves_days: bool = False,
) -> Due:
    """When a dossier received at `received_at` is due (rules C1–C6).

    A term in days does not count its first day (BLDS 147.2); a last day that is a day off moves to
    the next working day (BLDS 148.5); the appointment is at closing time. Hours run inside office
    hours only. `cut_off` moves same-day terms (default 15:00), and terms in days only where
    `cut_off_moves_days` says so. Raises NaiveMoment, NoWorkingDay.
    """
    start = calendar.local(received_at)
    if term.unit is TermUnit.WORKING_HOURS:
        return Due(add_working_hours(calendar, start, term.amount), start, term, calendar)
    if term.unit is TermUnit.SAME_DAY:
        return Due(_same_day(calendar, start, cut_off or SAME_DAY_CUT_OFF), start, term, calendar)
    first = start.date()
    if cut_off_moves_days and cut_off is not None and start.time() > cut_off:
        first = calendar.working_day(calendar.place(first + timedelta(days=1)))
    if term.unit is TermUnit.WORKING_DAYS:
        return Due(_working_days(calendar, start, first, term.amount), start, term, calendar)
    last = (
        first + timedelta(days=int(term.amount))
        if term.unit is TermUnit.CALENDAR_DAYS
        else _months_later(first, int(term.amount))
    )
    last = calendar.working_day(calendar.place(last))
    return Due(end_of_working_day(calendar, last), start, term, calendar)


def add_working_hours(
    calendar: WorkingCalendar, moment: datetime, hours: Decimal | int | float
) -> datetime:
    """The moment at which that many working hours have gone by (rule C4), to the second.

    Begun before opening, in the lunch break, after closing or on a day off, they run from the next
    working moment; an end that falls on a closing time stays there. None at all leave it there.
    """
    start = next_working_moment(calendar, moment)
    seconds = round(Decimal(hours) * 3600)
    if seconds == 0:
        return start
    target = _seconds_at(calendar, start) + seconds
    place = calendar.place_after(target)
    day = calendar.working_day(place)
    left = target - calendar.seconds_before(place)
    for session in calendar.sessions(day):
        length = seconds_of(session)
        if left <= length:
            return calendar.at(day, hour_after(session, left))
        left -= length
    raise AssertionError("a working day is as long as its sessions")


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
    worked = calendar.working_day(calendar.place(day))
    return calendar.at(worked, calendar.sessions(worked)[-1].closes)


def is_working_day(calendar: WorkingCalendar, day: date) -> bool:
    """Whether the day is a working day of the clock."""
    return calendar.works_on(day)


def is_open(calendar: WorkingCalendar, moment: datetime, *, reception: bool = False) -> bool:
    """Whether the office works at the moment; with `reception`, whether the counter receives."""
    local = calendar.local(moment)
    sessions = calendar.receives(local.date()) if reception else calendar.sessions(local.date())
    return any(session.opens <= local.time() < session.closes for session in sessions)


def _same_day(calendar: WorkingCalendar, start: datetime, cut_off: time) -> datetime:
    """The day of reception, or the next working day after the cut-off or on a day off (C5)."""
    day = start.date()
    if start.time() > cut_off:
        day += timedelta(days=1)
    return end_of_working_day(calendar, day)


def _working_days(
    calendar: WorkingCalendar, start: datetime, first: date, amount: Decimal
) -> datetime:
    """Whole days after the first, each to its close; a fraction runs on in working hours."""
    whole = int(amount)
    fraction = (amount - whole) * HOURS_A_DAY
    if whole:
        place = calendar.place(first + timedelta(days=1)) + whole - 1
        start = end_of_working_day(calendar, calendar.working_day(place))
    return add_working_hours(calendar, start, fraction) if fraction else start


def _months_later(day: date, months: int) -> date:
    """The same day of the month, or its last day where there is none (BLDS 148.4)."""
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def _seconds_at(calendar: WorkingCalendar, local: datetime) -> int:
    """The working seconds of the horizon up to a moment."""
    day = local.date()
    place = calendar.place(day)
    before = calendar.seconds_before(place)
    return before + sum(seconds_into(each, local.time()) for each in calendar.sessions(day))
