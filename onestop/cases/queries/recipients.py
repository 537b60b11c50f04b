"""Who hears of cases, as sets that a sweep joins: whoever is in charge, and the leaders.

Somebody on leave is replaced by their deputy. The day is given when the statement is executed, so
that the sets, and what is built of them, are built once.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, Subquery, bindparam, func, select, union
from sqlalchemy.orm import aliased

from onestop.accounts.models import Delegation, Membership, Official, Unit
from onestop.accounts.queries import held_on, lasts_on
from onestop.accounts.rules import Role, UnitKind
from onestop.cases.models import Case, CaseStep, StepState

TODAY: BindParameter[date] = bindparam("today", type_=Date())
"""The day on which those are sought who are at work."""
_LEADING = (Role.UNIT_LEADER, Role.AGENCY_LEADER)
_WORKING = (Role.CLERK, Role.OFFICIAL, Role.POSTAL_DESK)
_deputy = aliased(Official)


def present(official: Any) -> ColumnElement[int]:
    """The official, or who does the work for them today; nobody whose account is closed does."""
    deputy = (
        select(func.min(Delegation.deputy_id))
        .join(_deputy, _deputy.id == Delegation.deputy_id)
        .where(Delegation.official_id == official, lasts_on(TODAY), _deputy.active)
    )
    return func.coalesce(deputy.scalar_subquery(), official)


def _holders(roles: tuple[Role, ...]) -> Any:
    present_one = present(Membership.official_id).label("official_id")
    return (
        select(Membership.unit_id, present_one)
        .where(Membership.role.in_(roles), _at_work(), held_on(TODAY))
        .distinct()
    )


def _at_work() -> ColumnElement[bool]:
    return Membership.official_id.in_(select(Official.id).where(Official.active))


def _in_charge() -> Subquery:
    led = select(Membership.unit_id).where(
        Membership.role.in_(_LEADING), _at_work(), held_on(TODAY)
    )
    workers = _holders(_WORKING).where(Membership.unit_id.not_in(led))
    return union(_holders(_LEADING), workers).subquery()


def _heads() -> Subquery:
    where = select(Unit.agency_id, present(Membership.official_id).label("official_id"))
    led = where.join(Membership, Membership.unit_id == Unit.id).where(
        Membership.role == Role.AGENCY_LEADER, _at_work(), held_on(TODAY)
    )
    return led.distinct().subquery()


def _heads_of_units() -> Subquery:
    leaders = _heads()
    return (
        select(Unit.id.label("unit_id"), leaders.c.official_id)
        .join(leaders, leaders.c.agency_id == Unit.agency_id)
        .subquery()
    )


def _at_desks(kind: UnitKind, role: Role) -> Subquery:
    where = select(Unit.agency_id, present(Membership.official_id).label("official_id"))
    held = where.join(Membership, Membership.unit_id == Unit.id).where(
        Unit.kind == kind, Membership.role == role, _at_work(), held_on(TODAY)
    )
    return held.distinct().subquery()


COMES_BACK_TO: ColumnElement[int | None] = (
    select(CaseStep.unit_id)
    .where(
        CaseStep.case_id == Case.id,
        CaseStep.position == Case.step_position,
        CaseStep.round > Case.step_round,
        CaseStep.state == StepState.PLANNED,
    )
    .order_by(CaseStep.round)
    .limit(1)
    .correlate(Case)
    .scalar_subquery()
)
"""The unit that forwarded a case and answers for its promise meanwhile; null for any other case:
only a forwarding plans another visit to the step in which a case is."""
LEADERS_OF_UNITS: Subquery = _holders(_LEADING).subquery()
"""Units with those who lead them: `unit_id`, `official_id`."""
IN_CHARGE_OF_UNITS: Subquery = _in_charge()
"""Units with those who answer for work that is nobody's yet: the leaders; everybody who works
there where nobody leads."""
LEADERS_OF_AGENCIES: Subquery = _heads_of_units()
"""Units with the leaders of their agency: `unit_id`, `official_id`."""
HEADS_OF_AGENCIES: Subquery = _heads()
"""Agencies with those who lead them: `agency_id`, `official_id`."""
AT_COUNTERS: Subquery = _at_desks(UnitKind.COUNTER, Role.CLERK)
"""Agencies with those who receive at their counters: `agency_id`, `official_id`."""
AT_POSTAL_DESKS: Subquery = _at_desks(UnitKind.POSTAL_DESK, Role.POSTAL_DESK)
"""Agencies with those who work at their postal desks: `agency_id`, `official_id`."""
