"""How a unit gives its cases: its rule, who is in charge of what, and what each has now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from onestop.accounts import queries as accounts
from onestop.accounts.queries import Colleague
from onestop.accounts.rules import Role
from onestop.cases.models import Case, FieldCharge, UnitAssignment
from onestop.cases.rules.assignment import AssignmentRule
from onestop.letters import fold
from onestop.procedures.models import Procedure, ProcedureVersion, RoutingStep
from onestop.procedures.rules import VersionStatus


@dataclass(frozen=True)
class Worker:
    """An official of a unit with the open cases assigned to them, in all their units."""

    person: Colleague
    load: int
    at_work: bool


@dataclass(frozen=True)
class Setting:
    """A unit's rule as it is shown and set; version 0 where none has been set yet."""

    rule: AssignmentRule
    version: int
    charges: dict[str, int]


def setting_of(session: Session, unit_id: int) -> Setting:
    """The rule of a unit, and who is in charge of which field."""
    stored = session.get(UnitAssignment, unit_id, populate_existing=True)
    charges = session.execute(
        select(FieldCharge.field, FieldCharge.official_id).where(FieldCharge.unit_id == unit_id)
    )
    return Setting(
        rule=AssignmentRule(stored.rule) if stored else AssignmentRule.BY_HAND,
        version=stored.version if stored else 0,
        charges={row.field: row.official_id for row in charges},
    )


def in_charge(session: Session, unit_id: int, field: str) -> int | None:
    """The official of a unit who is in charge of a field."""
    return session.scalar(
        select(FieldCharge.official_id).where(
            FieldCharge.unit_id == unit_id, FieldCharge.field == field
        )
    )


def loads(session: Session, official_ids: Collection[int]) -> dict[int, int]:
    """How many open cases are assigned to each of those officials."""
    counted = session.execute(
        select(Case.assignee_id, func.count())
        .where(Case.assignee_id.in_(official_ids), Case.closed_at.is_(None))
        .group_by(Case.assignee_id)
    )
    found = {who: many for who, many in counted if who is not None}
    return {each: found.get(each, 0) for each in official_ids}


def workers(session: Session, unit_id: int, *, day: date) -> list[Worker]:
    """The officials of a unit, by name, those on leave too, with what they have."""
    ids = accounts.workers_of(session, unit_id, day=day, roles=(Role.OFFICIAL,), on_leave=True)
    at_work = set(accounts.workers_of(session, unit_id, day=day, roles=(Role.OFFICIAL,)))
    load = loads(session, ids)
    return [
        Worker(each, load[each.id], each.id in at_work)
        for each in accounts.officials_of(session, unit_id, day=day)
        if each.id in load
    ]


def fields_of(session: Session, unit_id: int, *, day: date) -> list[str]:
    """The fields of the procedures, in force or to come, whose route passes a unit, by name."""
    found = session.scalars(
        select(Procedure.field)
        .join(ProcedureVersion, ProcedureVersion.procedure_id == Procedure.id)
        .join(RoutingStep, RoutingStep.version_id == ProcedureVersion.id)
        .where(
            RoutingStep.unit_id == unit_id,
            RoutingStep.role == Role.OFFICIAL,
            ProcedureVersion.status == VersionStatus.PUBLISHED,
            or_(ProcedureVersion.valid_to_on.is_(None), ProcedureVersion.valid_to_on >= day),
        )
        .distinct()
    )
    return sorted(found, key=fold)
