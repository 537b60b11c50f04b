"""What is late and what will be, by unit and official, and the cases behind each number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select, tuple_
from sqlalchemy.orm import Session

from onestop.accounts.models import Official, Unit
from onestop.accounts.rules import Role
from onestop.cases.models import Case, CaseStep
from onestop.cases.queries.leading import Scope
from onestop.cases.rules.lifecycle import CaseStatus, Holding
from onestop.cases.rules.permission import Whereabouts
from onestop.procedures.models import Procedure

COUNTED_TO = 5001
"""So many of the most urgent cases are counted; an office with more has other worries."""

Cursor = tuple[datetime, int]


@dataclass(frozen=True)
class Group:
    """How many cases of an official in a unit are late, and how many soon will be."""

    unit_id: int | None
    unit_name: str | None
    official_id: int | None
    official_name: str | None
    official_phone: str | None
    late: int
    soon: int


@dataclass(frozen=True)
class Urgent:
    """A case that is late or soon will be: what it waits for, and what permission depends on."""

    id: int
    agency_id: int
    code: str
    procedure_name: str
    unit_id: int | None
    unit_name: str | None
    official_id: int | None
    official_name: str | None
    step_name: str | None
    step_role: str | None
    act_by_at: datetime | None
    due_at: datetime
    status: CaseStatus
    holding: Holding
    forwarded: bool

    @property
    def where(self) -> Whereabouts:
        """What permission to accept, assign or excuse it depends on; no other act is judged so."""
        return Whereabouts(
            agency_id=self.agency_id,
            status=self.status,
            holding=self.holding,
            unit_id=self.unit_id,
            giver_unit_id=None,
            assignee_id=self.official_id,
            step_role=Role(self.step_role) if self.step_role else None,
            next_unit_id=None,
            forwarded=self.forwarded,
        )


@dataclass(frozen=True)
class Choice:
    """The part of the outlook that is looked at: all of it, a unit, an official or nobody's."""

    unit_id: int | None = None
    official_id: int | None = None
    unassigned: bool = False

    def conditions(self) -> tuple[ColumnElement[bool], ...]:
        """As conditions on the case."""
        chosen: list[ColumnElement[bool]] = []
        if self.unit_id is not None:
            chosen.append(Case.unit_id == self.unit_id)
        if self.unassigned:
            chosen.append(Case.assignee_id.is_(None))
        elif self.official_id is not None:
            chosen.append(Case.assignee_id == self.official_id)
        return tuple(chosen)


def groups(
    session: Session, scope: Scope, *, at: datetime, until: datetime
) -> tuple[Sequence[Group], bool]:
    """The running cases due by `until`, counted by unit and official, the worst unit first.

    The flag says that there are more than were counted.
    """
    urgent = (
        select(Case.unit_id, Case.assignee_id, Case.due_at)
        .where(*_due_by(scope, until))
        .order_by(Case.due_at)
        .limit(COUNTED_TO)
        .subquery()
    )
    late = func.sum(case((urgent.c.due_at < at, 1), else_=0))
    soon = func.sum(case((urgent.c.due_at < at, 0), else_=1))
    rows = session.execute(
        select(
            urgent.c.unit_id,
            Unit.name,
            urgent.c.assignee_id,
            Official.full_name,
            Official.phone,
            late,
            soon,
        )
        .outerjoin(Unit, Unit.id == urgent.c.unit_id)
        .outerjoin(Official, Official.id == urgent.c.assignee_id)
        .group_by(
            urgent.c.unit_id, Unit.name, urgent.c.assignee_id, Official.full_name, Official.phone
        )
    )
    found = [Group(*row) for row in rows]
    by_unit: dict[int | None, tuple[int, int]] = {}
    for each in found:
        before = by_unit.get(each.unit_id, (0, 0))
        by_unit[each.unit_id] = (before[0] + each.late, before[1] + each.soon)
    found.sort(key=lambda each: (-by_unit[each.unit_id][0], each.unit_name or "", -each.late))
    return found, sum(each.late + each.soon for each in found) >= COUNTED_TO


def urgent(
    session: Session,
    scope: Scope,
    choice: Choice,
    *,
    until: datetime,
    after: Cursor | None = None,
    limit: int = 50,
) -> tuple[tuple[Urgent, ...], Cursor | None]:
    """The running cases due by `until`, soonest first, and where the next page begins."""
    query = (
        select(
            Case.id,
            Case.agency_id,
            Case.code,
            Procedure.name.label("procedure_name"),
            Case.unit_id,
            Unit.name.label("unit_name"),
            Case.assignee_id.label("official_id"),
            Official.full_name.label("official_name"),
            CaseStep.name.label("step_name"),
            CaseStep.role.label("step_role"),
            Case.act_by_at,
            Case.due_at,
            Case.status,
            Case.holding,
            CaseStep.deadline_at.is_not(None).label("forwarded"),
        )
        .join(Procedure, Procedure.id == Case.procedure_id)
        .outerjoin(Unit, Unit.id == Case.unit_id)
        .outerjoin(Official, Official.id == Case.assignee_id)
        .outerjoin(
            CaseStep,
            (CaseStep.case_id == Case.id)
            & (CaseStep.position == Case.step_position)
            & (CaseStep.round == Case.step_round),
        )
        .where(*_due_by(scope, until), *choice.conditions())
    )
    if after is not None:
        query = query.where(tuple_(Case.due_at, Case.id) > tuple_(*map(literal, after)))
    found = session.execute(query.order_by(Case.due_at, Case.id).limit(limit + 1)).all()
    rows = tuple(_urgent(row) for row in found[:limit])
    last = rows[-1] if len(found) > limit else None
    return rows, (last.due_at, last.id) if last else None


def _urgent(found: Any) -> Urgent:
    values = found._asdict()
    values["status"], values["holding"] = CaseStatus(found.status), Holding(found.holding)
    return Urgent(**values)


def _due_by(scope: Scope, until: datetime) -> tuple[ColumnElement[bool], ...]:
    """Running, and promised by that moment; the holdings lead through the index."""
    return (
        *scope,
        Case.status.in_((CaseStatus.RECEIVED, CaseStatus.PROCESSING)),
        Case.holding.in_((Holding.HELD, Holding.OFFERED)),
        Case.due_at <= until,
    )
