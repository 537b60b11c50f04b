"""When each leg and step should end, and whether it was early, on time or late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum

from onestop.calendars import rules as calendars
from onestop.calendars.rules import Term, TermUnit, WorkingCalendar
from onestop.procedures.rules import Step

HOURS_A_DAY = 8
HAND_OVER_CUT_OFF = time(15)


class Verdict(StrEnum):
    """How an end compares with what was promised."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


@dataclass(frozen=True)
class PlannedStep:
    """A step of the route with the moment by which it should be done; None is never late."""

    step: Step
    due_at: datetime | None


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


def step_due(calendar: WorkingCalendar, allotted: Term | None, start: datetime) -> datetime | None:
    """When a step begun at `start` should be done: its working time from that moment (rule C9).

    A working day of a step is eight working hours wherever it begins, so that the steps of a day
    follow each other; terms in calendar days and months run as the law's terms do.
    """
    if allotted is None:
        return None
    hours = working_hours(allotted)
    if hours is None:
        return calendars.due(calendar, allotted, start).at
    return calendars.add_working_hours(calendar, start, hours)


def plan(
    calendar: WorkingCalendar, steps: Iterable[Step], start: datetime
) -> tuple[PlannedStep, ...]:
    """The route with its due moments when every step begins as the one before it ends (rule C9)."""
    planned = []
    for step in steps:
        due_at = step_due(calendar, step.allotted, start)
        planned.append(PlannedStep(step, due_at))
        start = due_at or start
    return tuple(planned)


def working_hours(term: Term) -> Decimal | None:
    """The term in working hours (1 working day = 8, rule C1); None for calendar days and months."""
    if term.unit is TermUnit.WORKING_HOURS:
        return term.amount
    if term.unit is TermUnit.WORKING_DAYS:
        return term.amount * HOURS_A_DAY
    return None


def completion(done: int, planned: int) -> int:
    """The degree of completion in per cent: finished steps among all of the route (rule V1)."""
    return round(100 * done / planned) if planned else 0
