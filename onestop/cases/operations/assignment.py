"""A step is given to an official: by the unit's standing rule, and how that rule is set (S1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from onestop.accounts import queries as accounts
from onestop.accounts.models import Official, Unit
from onestop.accounts.rules import Actor, Role
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Case, CaseStep, FieldCharge, UnitAssignment
from onestop.cases.queries import assignment as queries
from onestop.cases.rules import permission
from onestop.cases.rules.assignment import AssignmentRule, Staff, chosen
from onestop.errors import N_, NotFound, NotPermitted, Refused, Stale


def give_by_rule(session: Session, case: Case, step: CaseStep, *, at: datetime) -> str:
    """Gives an official's step that has just begun to somebody, by the unit's own rule (S1).

    The name of whoever got it; empty where the unit gives by hand or nobody is at work, so that
    the step lies unassigned in the unit's tray. A step that comes back goes to whoever did it
    before, if they are at work. The rule stays locked until the transaction ends: of two cases
    accepted at once the second sees to whom the first one went.
    """
    if step.role != Role.OFFICIAL:
        return ""
    setting = session.scalar(
        select(UnitAssignment)
        .where(
            UnitAssignment.unit_id == step.unit_id, UnitAssignment.rule != AssignmentRule.BY_HAND
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if setting is None:
        return ""
    rule = AssignmentRule(setting.rule)
    staff = staff_of(session, case, step, (Role.OFFICIAL,), at=at, setting=setting)
    official_id = chosen(rule, staff)
    if official_id is None:
        return ""
    if rule is AssignmentRule.ROUND_ROBIN and official_id != staff.before:
        setting.last_official_id = official_id
    official = session.get_one(Official, official_id)
    case.assignee_id = official.id
    return official.full_name


def staff_of(
    session: Session,
    case: Case,
    step: CaseStep,
    roles: Collection[Role],
    *,
    at: datetime,
    setting: UnitAssignment | None = None,
) -> Staff:
    """The people of a step's unit as its rule sees them now."""
    day = at.astimezone(calendar_of(session, case.agency_id).zone).date()
    workers = accounts.workers_of(session, step.unit_id, day=day, roles=roles)
    return Staff(
        workers=workers,
        loads=queries.loads(session, workers),
        last=setting.last_official_id if setting else None,
        in_charge=(
            queries.in_charge(session, step.unit_id, case.procedure.field)
            if setting and setting.rule == AssignmentRule.BY_FIELD
            else None
        ),
        before=_did_it_before(case, step),
    )


def set_rule(
    session: Session,
    unit_id: int,
    *,
    rule: AssignmentRule,
    charges: Mapping[str, int],
    seen: int,
    by: Actor,
    at: datetime,
) -> UnitAssignment:
    """Sets by which rule a unit gives its cases, and who is in charge of each field (S1).

    `seen` is the version of the setting that the person saw, 0 where there was none. Cases that
    are given already stay where they are. Raises NotFound, NotPermitted, Stale, or Refused for
    somebody who does not work in the unit.
    """
    unit = session.scalar(select(Unit).where(Unit.id == unit_id).with_for_update(key_share=True))
    if unit is None or unit.agency_id != by.agency_id:
        raise NotFound(N_("There is no such unit."))
    if not permission.sets_assignment(by, unit_id):
        raise NotPermitted(N_("Only its leader or the administrator says how a unit gives cases."))
    setting = session.get(UnitAssignment, unit_id, with_for_update=True, populate_existing=True)
    if seen != (setting.version if setting else 0):
        raise Stale(N_("Somebody else has changed this setting meanwhile; here is how it is now."))
    day = at.astimezone(calendar_of(session, unit.agency_id).zone).date()
    people = accounts.workers_of(session, unit_id, day=day, roles=(Role.OFFICIAL,), on_leave=True)
    if not set(charges.values()) <= set(people):
        raise Refused(N_("That official does not work in this unit."))
    if setting is None:
        setting = UnitAssignment(unit_id=unit_id, version=0)
        session.add(setting)
    setting.rule, setting.version = rule, setting.version + 1
    session.execute(delete(FieldCharge).where(FieldCharge.unit_id == unit_id))
    session.add_all(
        FieldCharge(unit_id=unit_id, field=field, official_id=official_id)
        for field, official_id in charges.items()
    )
    session.flush()
    return setting


def _did_it_before(case: Case, step: CaseStep) -> int | None:
    """Who finished the newest earlier visit to the same step in the same unit."""
    earlier = [
        each
        for each in case.steps
        if (each.position, each.unit_id) == (step.position, step.unit_id)
        and each.round < step.round
        and each.done_by_id is not None
    ]
    return max(earlier, key=lambda each: each.round).done_by_id if earlier else None
