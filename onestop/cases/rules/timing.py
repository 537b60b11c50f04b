"""When each leg and step should end, and whether it was early, on time or late."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from onestop.calendars import rules as calendars
from onestop.calendars.rules import CalendarError, Term, TermUnit, WorkingCalendar

HAND_OVER_CUT_OFF = time(15)
LEAST_LEFT = timedelta(minutes=15)


class Verdict(StrEnum):
    """How an end compares with what was promised."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


def verdict(done_at: datetime, due_at: datetime | None, *, zone: object = None) -> Verdict | None:
    """Late after the due moment, on time on the due day, early before it (NĐ61 19.9; QĐ766 2.1).

    `zone` is the office's tzinfo, in which days are told apart; None where nothing was promised.
    """
    if due_at is None:
        return None
    if done_at > due_at:
        return Verdict.LATE
    done_on, due_on = (each.astimezone(zone).date() for each in (done_at, due_at))  # type: ignore[arg-type]
    return Verdict.EARLY if done_on < due_on else Verdict.ON_TIME


def hand_over_by(calendar: WorkingCalendar, given_at: datetime) -> datetime:
    """By when a dossier must have changed hands (NĐ61 article 18.1).

    Within the working day; received after 15:00, by the start of the next working day. A dossier
    received outside office hours counts as received at the next opening.
    """
    start = calendars.next_working_moment(calendar, given_at)
    day = start.date()
    if start.time() > HAND_OVER_CUT_OFF:
        return calendars.next_opening(calendar, calendars.end_of_working_day(calendar, day))
    return calendars.end_of_working_day(calendar, day)


def deadline_on(calendar: WorkingCalendar, day: date) -> datetime | None:
    """When a working day ends; None for a day off, or one that no calendar knows."""
    try:
        working = calendars.is_working_day(calendar, day)
        return calendars.end_of_working_day(calendar, day) if working else None
    except CalendarError:
        return None


def left_of(calendar: WorkingCalendar, due_at: datetime | None, at: datetime) -> Term | None:
    """What is left of a step's time when it is interrupted: a quarter of an hour at the least.

    None where the step has no time of its own.
    """
    if due_at is None:
        return None
    left = max(calendars.working_time_between(calendar, at, due_at), LEAST_LEFT)
    hours = Decimal(left // timedelta(seconds=1)) / 3600
    return Term(hours.quantize(Decimal("0.01")), TermUnit.WORKING_HOURS)


def completion(done: int, planned: int) -> int:
    """The degree of completion in per cent: finished steps among all of the route (rule V1)."""
    return round(100 * done / planned) if planned else 0
