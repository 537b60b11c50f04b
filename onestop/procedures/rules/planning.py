"""When each step of a route should be done, and how long the whole route takes (rule C9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from onestop.calendars import rules as calendars
from onestop.calendars.rules import Term, TermUnit, WorkingCalendar
from onestop.procedures.rules.version import Step

HOURS_A_DAY = 8


@dataclass(frozen=True)
class PlannedStep:
    """A step of the route with the moment by which it should be done; None is never late."""

    step: Step
    due_at: datetime | None


class Timed(Protocol):
    """What the length of a route depends on."""

    @property
    def position(self) -> int: ...
    @property
    def allotted(self) -> Term | None: ...
    @property
    def branch(self) -> str: ...
    @property
    def beside(self) -> int | None: ...
    @property
    def joins(self) -> int | None: ...


def working_hours(term: Term) -> Decimal | None:
    """The term in working hours (1 working day = 8, rule C1); None for calendar days and months."""
    if term.unit is TermUnit.WORKING_HOURS:
        return term.amount
    if term.unit is TermUnit.WORKING_DAYS:
        return term.amount * HOURS_A_DAY
    return None


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
    """The route with its due moments when every step begins as the one before it ends (rule C9).

    A coordinating branch begins with the step beside which it lies, and the step that it joins
    begins when the slower of the two is done.
    """
    planned = []
    begins: dict[int, datetime] = {}
    ends: dict[str, datetime] = {}
    awaited: dict[int, list[str]] = {}
    for step in steps:
        if step.branch:
            since = ends.get(step.branch) or begins.get(step.beside or 0, start)
            due_at = step_due(calendar, step.allotted, since)
            ends[step.branch] = due_at or since
            awaited.setdefault(step.joins or 0, []).append(step.branch)
        else:
            start = max([start, *(ends[each] for each in awaited.get(step.position, ()))])
            begins[step.position] = start
            due_at = step_due(calendar, step.allotted, start)
            start = due_at or start
        planned.append(PlannedStep(step, due_at))
    return tuple(planned)


def longest_way(steps: Sequence[Timed]) -> Decimal | None:
    """The working hours of the route from end to end, branches beside it.

    Steps without a limit count nothing; None where a step is allotted calendar days or months,
    which have no fixed number of working hours.
    """
    start = Decimal(0)
    begins: dict[int, Decimal] = {}
    ends: dict[str, Decimal] = {}
    awaited: dict[int, list[str]] = {}
    for step in steps:
        hours = working_hours(step.allotted) if step.allotted else Decimal(0)
        if hours is None:
            return None
        if step.branch:
            ends[step.branch] = ends.get(step.branch, begins.get(step.beside or 0, start)) + hours
            awaited.setdefault(step.joins or 0, []).append(step.branch)
        else:
            start = max([start, *(ends[each] for each in awaited.get(step.position, ()))])
            begins[step.position] = start
            start += hours
    return start
