"""What is past its due moment: marked once, with the moment it was due, and told on the spot."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, not_, select, update
from sqlalchemy.orm import Session

from onestop.accounts.models import Official, Unit
from onestop.calendars.holidays import OFFICE_ZONE
from onestop.cases.models import RUNNING, Case, CaseStep, Consultation, Handover
from onestop.cases.queries.recipients import IN_CHARGE_OF_UNITS, present
from onestop.notices.operations.changing import changed
from onestop.notices.operations.sweeping import (
    AT,
    Found,
    swept,
    tell_officials,
    write_to_officials,
)
from onestop.notices.operations.told import key, moment, told
from onestop.notices.rules import NoticeEvent
from onestop.procedures.models import Procedure

_OPEN: ColumnElement[bool] = literal_column("case_step.state = 'open'")
_PRESENT = and_(Case.step_position == CaseStep.position, Case.step_round == CaseStep.round)


def _runs(kind: Any) -> ColumnElement[bool]:
    return select(Case.id).where(Case.id == kind.case_id, RUNNING).correlate(kind).exists()


_LATE: dict[Any, ColumnElement[bool]] = {
    Case: and_(RUNNING, Case.due_at < AT, Case.overdue_since_at.is_(None)),
    CaseStep: and_(
        _OPEN, CaseStep.due_at < AT, CaseStep.overdue_since_at.is_(None), _runs(CaseStep)
    ),
    Handover: and_(
        *(Handover.ended_at.is_(None), Handover.overdue_since_at.is_(None)),
        *(Handover.due_at < AT, _runs(Handover)),
    ),
    Consultation: and_(
        *(Consultation.ended_at.is_(None), Consultation.overdue_since_at.is_(None)),
        Consultation.due_at < AT,
    ),
}
"""What is late and not marked yet."""
_MARKS = tuple(
    update(kind.__table__).where(which).values(overdue_since_at=kind.due_at)
    for kind, which in _LATE.items()
)


def flag_overdue(session: Session, *, at: datetime) -> int:
    """Marks running cases, open steps, hand-overs and opinions whose due moment has passed.

    Whoever has the step, the hand-over or the opinion hears of it at once; of cases the
    thresholds of the agency tell. While the clock of a case stands still, neither it nor a step
    nor a hand-over of it grows late; an opinion does. Says how many rows were marked: doing it
    twice changes nothing.
    """
    today = at.astimezone(OFFICE_ZONE).date()
    if sum(
        tell_officials(session, event, found, at=at, today=today)
        for event, found in _TOLD_OF.items()
    ):
        write_to_officials(session, at=at)
    return sum(changed(session, mark, at=at) for mark in _MARKS)


def _of_steps() -> Found:
    """Those steps with whoever they are assigned to, else with who is in charge of the unit."""
    steps = swept(select(CaseStep.id).where(_LATE[CaseStep]))
    people = IN_CHARGE_OF_UNITS.c
    theirs = and_(_PRESENT, Case.assignee_id.is_not(None))
    nobodys = and_(people.unit_id == CaseStep.unit_id, not_(func.coalesce(theirs, False)))
    heard_by = func.coalesce(people.official_id, present(Case.assignee_id))
    found = (
        select(steps.c.id, heard_by.label("official_id"))
        .join(CaseStep, CaseStep.id == steps.c.id)
        .join(Case, Case.id == CaseStep.case_id)
        .outerjoin(IN_CHARGE_OF_UNITS, nobodys)
        .subquery()
    )
    return _told(NoticeEvent.STEP_OVERDUE, CaseStep, found, step=CaseStep.name)


def _of_units(event: NoticeEvent, kind: Any, unit_id: Any) -> Found:
    """The late ones with those who are in charge of the unit that must act."""
    waiting = swept(select(kind.id, unit_id.label("unit_id")).where(_LATE[kind]))
    people = IN_CHARGE_OF_UNITS.c
    found = (
        select(waiting.c.id, people.official_id)
        .join(IN_CHARGE_OF_UNITS, people.unit_id == waiting.c.unit_id)
        .subquery()
    )
    return _told(event, kind, found, unit=Unit.name).join(Unit, Unit.id == unit_id)


def _told(event: NoticeEvent, kind: Any, found: Any, **more: Any) -> Found:
    """The late ones as notices: what is told is the case, the procedure and the due moment.

    What becomes late again after its due moment was moved is told again.
    """
    values = {"code": Case.code, "procedure": Procedure.name, "due_at": moment(kind.due_at)}
    return (
        select(
            Case.agency_id,
            Case.id,
            Official.id,
            key(event, found.c.id, moment(kind.due_at), Official.id),
            told(**values, **more),
        )
        .select_from(found)
        .join(kind, kind.id == found.c.id)
        .join(Case, Case.id == kind.case_id)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(Official, and_(Official.id == found.c.official_id, Official.active))
    )


_TOLD_OF: dict[NoticeEvent, Found] = {
    NoticeEvent.STEP_OVERDUE: _of_steps(),
    NoticeEvent.HANDOVER_OVERDUE: _of_units(
        NoticeEvent.HANDOVER_OVERDUE, Handover, Handover.to_unit_id
    ),
    NoticeEvent.OPINION_OVERDUE: _of_units(
        NoticeEvent.OPINION_OVERDUE, Consultation, Consultation.unit_id
    ),
}
