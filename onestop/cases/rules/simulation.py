"""What past cases would have taken under another version of their procedure.

Each step of the version is given the working time that the same step took in the case: of the same
name in the same unit, else of the same kind there, else of the same name and kind anywhere. A step
without such a past is assumed to take its allotted time; what the version has no step for falls
away. Going from unit to unit takes the time that it took.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from onestop.calendars import rules as calendars
from onestop.calendars.rules import Suspension, WorkingCalendar
from onestop.letters import fold
from onestop.procedures.rules import Step, StepKind, working_hours

_NONE = timedelta()


@dataclass(frozen=True)
class Visit:
    """A visit to a step in the past."""

    position: int
    name: str
    kind: str
    unit_id: int
    received_at: datetime
    done_at: datetime
    branch: str = ""


@dataclass(frozen=True)
class PastCase:
    """A settled case with its visits in order, and when its clock stood still."""

    received_at: datetime
    settled_at: datetime
    visits: tuple[Visit, ...]
    stood: tuple[Suspension, ...] = ()


@dataclass(frozen=True)
class Spent:
    """What a step takes in one case: the work in it, and the way to it before."""

    work: timedelta
    way: timedelta
    assumed: bool = False
    """Whether nothing is known of it, and the allotted time is taken for it."""


@dataclass
class _Past:
    """All visits to one step of the case, taken together."""

    first: Visit
    work: timedelta = field(default=_NONE)
    way: timedelta = field(default=_NONE)


def spent(calendar: WorkingCalendar, steps: Sequence[Step], case: PastCase) -> dict[int, Spent]:
    """What each step of a version, by its position, would take in a past case."""
    past = _by_step(calendar, case)
    ways = [each.way for each in past if each.way]
    usual_way = sum(ways, _NONE) / len(ways) if ways else _NONE
    found = _matched(steps, past)
    taken: dict[int, Spent] = {}
    before: Step | None = None
    for step in steps:
        same = found.get(step.position)
        moves = step.leads and before is not None and before.unit_id != step.unit_id
        way = ((same.way if same else _NONE) or usual_way) if moves else _NONE
        untimed = step.kind in (StepKind.RETURN, StepKind.DUTY)
        if same is not None or untimed:
            work = same.work if same is not None and not untimed else _NONE
            taken[step.position] = Spent(work, way)
        else:
            taken[step.position] = Spent(_allotted(step), way, assumed=True)
        before = step if step.leads else before
    return taken


def settled(
    calendar: WorkingCalendar,
    steps: Sequence[Step],
    taken: Mapping[int, Spent],
    case: PastCase,
) -> datetime:
    """When the case would have been settled: its steps one after the other, branches beside them.

    What the clock stood still in the past, it stands still again.
    """
    at = begins_at = _NONE
    begins: dict[int, timedelta] = {}
    ends: dict[str, timedelta] = {}
    awaited: dict[int, list[str]] = {}
    for step in steps:
        cost = taken[step.position].work + taken[step.position].way
        if step.branch:
            since = ends.get(step.branch, begins.get(step.beside or 0, begins_at))
            ends[step.branch] = since + cost
            awaited.setdefault(step.joins or 0, []).append(step.branch)
            continue
        begins_at = max([at, *(ends[each] for each in awaited.get(step.position, ()))])
        begins[step.position] = begins_at
        at = begins_at + cost
    stood = sum((_worked(calendar, each.begins, each.ends) for each in case.stood), _NONE)
    whole = at + stood
    if not whole:
        return case.received_at
    hours = Decimal(int(whole.total_seconds())) / 3600
    return calendars.add_working_hours(calendar, case.received_at, hours)


def _by_step(calendar: WorkingCalendar, case: PastCase) -> list[_Past]:
    """The case's steps in the order of their first visits, with the time spent in all of them."""
    past: dict[int, _Past] = {}
    left_at: datetime | None = None
    for visit in case.visits:
        step = past.setdefault(visit.position, _Past(visit))
        work = _worked(calendar, visit.received_at, visit.done_at)
        step.work += max(work - _stood_in(calendar, visit, case.stood), _NONE)
        if not visit.branch:
            if left_at is not None and visit.received_at > left_at:
                step.way += _worked(calendar, left_at, visit.received_at)
            left_at = visit.done_at
    return list(past.values())


def _stood_in(calendar: WorkingCalendar, visit: Visit, stood: Iterable[Suspension]) -> timedelta:
    return sum(
        (
            _worked(calendar, max(each.begins, visit.received_at), min(each.ends, visit.done_at))
            for each in stood
            if each.begins < visit.done_at and each.ends > visit.received_at
        ),
        _NONE,
    )


def _matched(steps: Sequence[Step], past: Sequence[_Past]) -> dict[int, _Past]:
    """The step of the past that is each step of the version; each is taken once."""
    alike: tuple[Callable[[Step, Visit], bool], ...] = (
        lambda step, was: step.unit_id == was.unit_id and fold(step.name) == fold(was.name),
        lambda step, was: step.unit_id == was.unit_id and step.kind == was.kind,
        lambda step, was: step.kind == was.kind and fold(step.name) == fold(was.name),
    )
    found: dict[int, _Past] = {}
    left = list(past)
    for like in alike:
        for step in steps:
            if step.position in found:
                continue
            same = next((each for each in left if like(step, each.first)), None)
            if same is not None:
                found[step.position] = same
                left.remove(same)
    return found


def _allotted(step: Step) -> timedelta:
    hours = working_hours(step.allotted) if step.allotted else None
    return timedelta(hours=float(hours)) if hours else _NONE


def _worked(calendar: WorkingCalendar, start: datetime, end: datetime) -> timedelta:
    return calendars.working_time_between(calendar, start, end)
