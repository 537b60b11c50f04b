"""Which open cases a unit has, or will have, in hand: those that go with its competence."""

from __future__ import annotations

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.cases.models import Case, CaseStep, Consultation, StepState
from onestop.cases.queries.trays import TrayRow, by_codes

UNFINISHED = (StepState.PLANNED, StepState.OPEN, StepState.OFFERED)
FIRST = 20


def concerned(agency_id: int, unit_id: int) -> Select[int]:
    """The open cases of an agency that lie in a unit or have a step of it still before them."""
    step = exists().where(
        CaseStep.case_id == Case.id,
        CaseStep.unit_id == unit_id,
        CaseStep.state.in_(UNFINISHED),
    )
    asked = exists().where(
        Consultation.case_id == Case.id,
        Consultation.unit_id == unit_id,
        Consultation.ended_at.is_(None),
    )
    return select(Case.id).where(
        Case.agency_id == agency_id,
        Case.closed_at.is_(None),
        or_(Case.unit_id == unit_id, step, asked),
    )


def preview(session: Session, actor: Actor, unit_id: int) -> tuple[int, tuple[TrayRow, ...]]:
    """How many cases would go, and the first of them."""
    found = concerned(actor.agency_id, unit_id)
    many = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    codes = session.scalars(
        select(Case.code).where(Case.id.in_(found)).order_by(Case.id).limit(FIRST)
    )
    return many, by_codes(session, actor, tuple(codes))
