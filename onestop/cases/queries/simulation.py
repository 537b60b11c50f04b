"""A version tried on the cases of the last year: how many would have been on time, and where the
time would have gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.calendars import rules as calendars
from onestop.calendars.rules import Due, WorkingCalendar
from onestop.cases.models import Case, CaseStep
from onestop.cases.queries.explained import Event, events_of, run_of
from onestop.cases.rules import timing
from onestop.cases.rules.simulation import PastCase, Spent, Visit, settled, spent
from onestop.cases.rules.timing import Verdict
from onestop.procedures.models import Procedure
from onestop.procedures.rules import Step, StepKind, Version, working_hours

MOST = 2000
_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Filed:
    """A past case with what its promise depends on."""

    past: PastCase
    channel: str
    variant: str
    events: tuple[Event, ...]
    on_time: bool


@dataclass(frozen=True)
class StepTold:
    """A step over all cases: working hours on average, on the way to it, allotted, over it."""

    step: Step
    hours: Decimal
    way: Decimal
    allotted: Decimal | None
    over: int
    assumed: bool
    cases: int


@dataclass(frozen=True)
class Simulation:
    """A version over all cases: those on time, the working hours on average, each step."""

    cases: int
    on_time: int
    hours: Decimal
    steps: tuple[StepTold, ...]

    @property
    def share(self) -> int:
        """The cases on time, in per cent."""
        return round(100 * self.on_time / self.cases) if self.cases else 0


def past_cases(session: Session, agency_id: int, code: str, *, at: datetime) -> tuple[Filed, ...]:
    """The cases of a procedure that were settled in the year before, the latest received first.

    Three statements, whatever their number; at most 2,000 cases.
    """
    rows = session.execute(
        select(Case.id, Case.channel, Case.variant, Case.received_at, Case.settled_at, Case.due_at)
        .where(
            Case.procedure_id == _procedure_id(session, agency_id, code),
            Case.received_at >= at - 2 * _YEAR,
            Case.settled_at >= at - _YEAR,
            Case.settled_at <= at,
        )
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(MOST)
    ).all()
    ids = [row.id for row in rows]
    visits, events = _visits(session, ids), defaultdict[int, list[Event]](list)
    for case_id, event in events_of(session, ids):
        events[case_id].append(event)
    return tuple(
        Filed(
            PastCase(
                row.received_at,
                row.settled_at,
                tuple(visits[row.id]),
                run_of(row.received_at, events[row.id], restarts=False)[1],
            ),
            row.channel,
            row.variant,
            tuple(events[row.id]),
            row.settled_at <= row.due_at,
        )
        for row in rows
    )


def simulate(calendar: WorkingCalendar, version: Version, filed: Iterable[Filed]) -> Simulation:
    """The version on past cases; those that it could not have received are left out."""
    taken: dict[int, list[Spent]] = defaultdict(list)
    cases = on_time = 0
    whole = timedelta()
    for each in filed:
        due = _promised(calendar, version, each)
        if due is None:
            continue
        steps = version.steps_for(each.variant)
        costs = spent(calendar, steps, each.past)
        end = settled(calendar, steps, costs, each.past)
        cases += 1
        on_time += timing.verdict(end, due.at, zone=calendar.zone) is not Verdict.LATE
        whole += calendars.working_time_between(calendar, each.past.received_at, end)
        for position, cost in costs.items():
            taken[position].append(cost)
    return Simulation(cases, on_time, _hours(whole, cases), tuple(_told(version.steps, taken)))


def _promised(calendar: WorkingCalendar, version: Version, filed: Filed) -> Due | None:
    try:
        term = version.term_for(filed.channel, filed.variant)
    except LookupError:
        return None
    restarts = version.supplement_policy == "restart"
    starts_at, stood = run_of(filed.past.received_at, filed.events, restarts)
    return calendars.due(calendar, term, starts_at, cut_off=version.cut_off, suspensions=stood)


def _told(steps: Sequence[Step], taken: dict[int, list[Spent]]) -> Iterable[StepTold]:
    for step in steps:
        costs = taken.get(step.position, [])
        allotted = working_hours(step.allotted) if step.allotted else None
        limit = timedelta(hours=float(allotted)) if allotted else None
        timed = step.kind not in (StepKind.RETURN, StepKind.DUTY)
        yield StepTold(
            step=step,
            hours=_hours(sum((each.work for each in costs), timedelta()), len(costs)),
            way=_hours(sum((each.way for each in costs), timedelta()), len(costs)),
            allotted=allotted,
            over=sum(each.work > limit for each in costs) if limit and timed else 0,
            assumed=bool(costs) and all(each.assumed for each in costs),
            cases=len(costs),
        )


def _hours(whole: timedelta, many: int) -> Decimal:
    seconds = Decimal(int(whole.total_seconds()))
    return (seconds / 3600 / many).quantize(Decimal("0.1")) if many else Decimal(0)


def _procedure_id(session: Session, agency_id: int, code: str) -> int | None:
    return session.scalar(
        select(Procedure.id).where(Procedure.agency_id == agency_id, Procedure.code == code)
    )


def _visits(session: Session, ids: Sequence[int]) -> dict[int, list[Visit]]:
    rows = session.execute(
        select(
            CaseStep.case_id,
            CaseStep.position,
            CaseStep.name,
            CaseStep.kind,
            CaseStep.unit_id,
            CaseStep.received_at,
            CaseStep.done_at,
            CaseStep.branch,
        )
        .where(CaseStep.case_id.in_(ids), CaseStep.received_at.is_not(None))
        .order_by(CaseStep.case_id, CaseStep.received_at, CaseStep.id)
    )
    visits: dict[int, list[Visit]] = defaultdict(list)
    for row in rows:
        if row.done_at is None and row.kind != StepKind.RETURN:
            continue
        visits[row.case_id].append(
            Visit(
                row.position,
                row.name,
                row.kind,
                row.unit_id,
                row.received_at,
                row.done_at or row.received_at,
                row.branch,
            )
        )
    return visits
