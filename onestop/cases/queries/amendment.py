"""What an amendment of the calendar would do to the open cases of an agency."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from typing import Any, cast

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from onestop.accounts.models import Unit
from onestop.calendars import queries as calendars
from onestop.calendars import rules
from onestop.calendars.rules import Due, Suspension, Term, TermUnit, WorkingCalendar
from onestop.cases.models import Case, CaseStep, DueChange, SupplementRequest
from onestop.cases.queries.explained import Event, events_of, run_of
from onestop.cases.rules import promise
from onestop.cases.rules.lifecycle import CaseStatus
from onestop.cases.rules.promise import AmendmentPolicy, CalendarChange, Reckoned
from onestop.cases.rules.sealing import STANDING
from onestop.cases.rules.supplement import SupplementState
from onestop.procedures.models import ProcedureVersion
from onestop.procedures.rules import step_due

SHOWN = 100
_OF_CASE = {
    *STANDING,
    *("id", "agency_id", "code", "version", "journal_hash", "version_id", "term"),
    *("received_at", "act_by_at", "overdue_since_at", "notify_by"),
}
_BY_THE_DAY = frozenset({TermUnit.CALENDAR_DAYS, TermUnit.MONTHS})


@dataclass(frozen=True)
class Affected:
    """An open case that an amendment touches: old and new moments of it and its present step.

    `closes_at` is until when its supplement is awaited, whatever the policy.
    """

    case: Mapping[str, Any]
    displaced: bool
    by_policy: Mapping[AmendmentPolicy, datetime]
    step_by_policy: Mapping[AmendmentPolicy, datetime | None]
    closes_at: datetime | None
    due: Due

    def moves(self, policy: AmendmentPolicy) -> bool:
        """Whether the case's promise changes under a policy."""
        return bool(self.by_policy[policy] != self.case["due_at"])

    def step_moves(self, policy: AmendmentPolicy) -> bool:
        """Whether the due moment of the present step changes under a policy."""
        return bool(self.step_by_policy[policy] != self.case["step_due_at"])

    @property
    def closes_later(self) -> bool:
        """Whether its supplement is awaited longer."""
        return bool(self.closes_at != self.case["close_by_at"])

    def changes(self, policy: AmendmentPolicy) -> bool:
        """Whether anything of it changes under a policy."""
        return self.moves(policy) or self.step_moves(policy) or self.closes_later


@dataclass(frozen=True)
class Preview:
    """What is shown before an amendment is applied; `rows` are the first of all."""

    cases: Mapping[AmendmentPolicy, int]
    steps: Mapping[AmendmentPolicy, int]
    displaced: int
    closings: int
    by_unit: tuple[tuple[str, int], ...]
    rows: tuple[Affected, ...]
    considered: int


def preview(
    session: Session,
    agency_id: int,
    change: CalendarChange,
    policy: AmendmentPolicy,
    *,
    at: datetime,
) -> Preview:
    """Counts and first rows of what the change would do under each policy, and under this one."""
    cases: Counter[AmendmentPolicy] = Counter()
    steps: Counter[AmendmentPolicy] = Counter()
    units: Counter[int] = Counter()
    rows: list[Affected] = []
    considered = 0
    displaced = closings = 0
    for each in affected(session, agency_id, change, at=at):
        considered += 1
        displaced += each.displaced
        closings += each.closes_later
        cases.update(one for one in AmendmentPolicy if each.moves(one))
        steps.update(one for one in AmendmentPolicy if each.step_moves(one))
        if each.changes(policy) or each.displaced:
            units[each.case["unit_id"]] += 1
            if len(rows) < SHOWN:
                rows.append(each)
    found = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(units)))
    names = {row.id: row.name for row in found}
    by_unit = tuple((names.get(unit, ""), many) for unit, many in units.most_common())
    return Preview(cases, steps, displaced, closings, by_unit, tuple(rows), considered)


def affected(
    session: Session,
    agency_id: int,
    change: CalendarChange,
    *,
    at: datetime,
    policies: Sequence[AmendmentPolicy] = tuple(AmendmentPolicy),
    lock: bool = False,
) -> Iterator[Affected]:
    """Every open case that the change may touch, with its due moments under those policies.

    Three statements, whatever their number; `lock` keeps the rows for the transaction.
    """
    before = _Reckoner(calendars.calendar_of(session, agency_id))
    after = _Reckoner(calendars.amended(session, agency_id, change.entered, change.withdrawn))
    begins, ends = change.days[0], change.days[-1] + timedelta(days=1)
    since, until = (before.calendar.at(day, time(0)) for day in (begins, ends))
    events = _events(session, agency_id)
    versions = {
        number: (time.fromisoformat(cut_off) if cut_off else None, policy == "restart")
        for number, cut_off, policy in session.execute(
            select(
                ProcedureVersion.id, ProcedureVersion.cut_off, ProcedureVersion.supplement_policy
            ).where(ProcedureVersion.agency_id == agency_id)
        )
    }
    displaced = cache(partial(promise.displaced, after.calendar))
    closes = cache(partial(promise.closing, after.calendar))
    stays = dict.fromkeys(policies)

    @cache
    def moved(reckoned: Reckoned) -> Mapping[AmendmentPolicy, datetime]:
        """Where the policies lead; most promises end with a day, so that many share theirs."""
        return {each: promise.amended(each, reckoned, after.calendar, at=at) for each in policies}

    query = _open_cases(agency_id, since, until)
    query = query.with_for_update(of=Case.__table__) if lock else query
    for found in session.connection().execute(query).mappings():
        row = cast(Mapping[str, Any], found)
        cut_off, restarts = versions[row["version_id"]]
        starts_at, stood = run_of(row["received_at"], events.get(row["id"], ()), restarts)
        asked = (row["term"], cut_off, starts_at, stood)
        due = after.due(*asked)
        reckoned = Reckoned(row["due_at"], before.due(*asked).at, due.at)
        step = _step(row, before.calendar, after.calendar)
        yield Affected(
            case=row,
            displaced=displaced(row["due_at"]),
            by_policy=moved(reckoned),
            step_by_policy=moved(step) if step else stays,
            closes_at=closes(row["close_by_at"]) if row["close_by_at"] else None,
            due=due,
        )


class _Reckoner:
    """Promises of one calendar; cases of one day and term share theirs."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.calendar = calendar
        self._known: dict[Any, Due] = {}
        self._terms: dict[str, Term] = {}

    def due(
        self,
        written: str,
        cut_off: time | None,
        starts_at: datetime,
        stood: tuple[Suspension, ...],
    ) -> Due:
        """The promise of a term that runs from a moment and stood still in between."""
        term = self._terms.get(written)
        if term is None:
            term = self._terms[written] = Term.parse(written)
        whole = term.unit in _BY_THE_DAY or (
            term.unit is TermUnit.WORKING_DAYS and not term.amount % 1
        )
        start: date | datetime = self.calendar.local(starts_at).date() if whole else starts_at
        key = (written, cut_off, start, stood)
        due = self._known.get(key)
        if due is None:
            due = self._known[key] = rules.due(
                self.calendar, term, starts_at, cut_off=cut_off, suspensions=stood
            )
        return due


def _step(
    row: Mapping[str, Any], before: WorkingCalendar, after: WorkingCalendar
) -> Reckoned | None:
    if row["step_due_at"] is None:
        return None
    if row["allotted"] is None or row["step_received_at"] is None:
        return Reckoned(row["step_due_at"], None, None)
    allotted = Term.parse(row["allotted"])
    return Reckoned(
        row["step_due_at"],
        step_due(before, allotted, row["step_received_at"]),
        step_due(after, allotted, row["step_received_at"]),
    )


def _open_cases(agency_id: int, since: datetime, until: datetime) -> Select[Any]:
    """The open cases due since then, and those that await a supplement until a day in between."""
    case, step = Case.__table__.c, CaseStep.__table__.c
    awaited = SupplementRequest.__table__.c
    return (
        select(
            *(case[name] for name in sorted(_OF_CASE)),
            step.id.label("step_id"),
            step.allotted,
            step.due_at.label("step_due_at"),
            step.received_at.label("step_received_at"),
            awaited.id.label("request_id"),
            awaited.close_by_at,
        )
        .outerjoin_from(
            Case.__table__,
            CaseStep.__table__,
            (step.case_id == case.id)
            & (step.position == case.step_position)
            & (step.round == case.step_round),
        )
        .outerjoin(
            SupplementRequest.__table__,
            (awaited.case_id == case.id)
            & (awaited.state == SupplementState.ISSUED)
            & (case.status == CaseStatus.SUPPLEMENT),
        )
        .where(
            case.agency_id == agency_id,
            case.closed_at.is_(None),
            case.settled_at.is_(None),
            or_(
                case.due_at >= since,
                step.due_at >= since,
                and_(awaited.close_by_at >= since, awaited.close_by_at < until),
            ),
        )
        .order_by(case.id)
    )


def _events(session: Session, agency_id: int) -> dict[int, list[Event]]:
    """What changed the promises of open cases after their reception."""
    changed = (
        select(DueChange.case_id)
        .join(Case, Case.id == DueChange.case_id)
        .where(
            Case.agency_id == agency_id,
            Case.closed_at.is_(None),
            Case.settled_at.is_(None),
            DueChange.number > 1,
        )
    )
    found: dict[int, list[Event]] = defaultdict(list)
    for case_id, event in events_of(session, changed):
        found[case_id].append(event)
    return found
