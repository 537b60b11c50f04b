"""What other units contribute while the lead keeps the case (rule S2)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.accounts.models import Unit
from onestop.accounts.rules import Actor, Permission, Role
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Case, Consultation, Opinion, Silence, StepState
from onestop.cases.operations import journal, telling
from onestop.cases.operations.access import take
from onestop.cases.operations.passing import begin, finish_step
from onestop.cases.queries.whereabouts import open_branches
from onestop.cases.rules import permission, timing
from onestop.cases.rules.lifecycle import Act
from onestop.errors import N_, Refused
from onestop.notices.rules import NoticeEvent


def contribute(
    session: Session,
    code: str,
    *,
    seen: int | None,
    by: Actor,
    at: datetime,
    note: str = "",
    position: int | None = None,
) -> Case:
    """A coordinating unit has done its step: its branch goes on, or is done (S2).

    `position` says which, where the person has several under way.
    """
    case = take(session, code, Act.CONTRIBUTE, seen=seen, by=by)
    mine = [
        each
        for each in open_branches(case)
        if permission.coordinates(by, each.unit_id, Role(each.role))
        and position in (None, each.position)
    ]
    if not mine:
        raise Refused(N_("That step is not under way in your unit."))
    step = mine[0]
    finish_step(session, case, step, by=by, at=at, state=StepState.DONE)
    following = min(
        (
            each
            for each in case.steps
            if each.branch == step.branch and each.state == StepState.PLANNED
        ),
        key=lambda each: each.position,
        default=None,
    )
    if following is not None:
        begin(session, case, following, at=at)
    journal.write(
        session,
        case,
        Act.CONTRIBUTE,
        by=by,
        at=at,
        step=step.name,
        unit=step.unit.name,
        note=note,
        verdict=step.verdict,
        visit=journal.visit_of(step),
    )
    return case


def consult(
    session: Session,
    code: str,
    *,
    seen: int | None,
    by: Actor,
    at: datetime,
    unit_ids: tuple[int, ...],
    content: str,
    due_on: date,
    silence: Silence,
) -> Case:
    """Asks other bodies for their opinion, with content and deadline; the asker keeps the case."""
    case = take(session, code, Act.CONSULT, seen=seen, by=by)
    calendar = calendar_of(session, case.agency_id)
    if not unit_ids or not content:
        raise Refused(N_("Say whom you ask, and what."))
    due_at = timing.deadline_on(calendar, due_on)
    if due_at is None or due_at <= at:
        raise Refused(N_("The opinion is due on a working day to come."))
    still_asked = {each.unit_id for each in case.consultations if each.ended_at is None}
    if still_asked & set(unit_ids) or case.unit_id in unit_ids:
        raise Refused(N_("Ask other units than your own, and none that still owes an answer."))
    units = session.scalars(select(Unit).where(Unit.id.in_(unit_ids)).order_by(Unit.id)).all()
    for unit in units:
        asked = Consultation(
            case_id=case.id,
            unit_id=unit.id,
            unit=unit,
            asking_unit_id=case.unit_id,
            asked_by_id=by.official_id,
            content=content,
            silence=silence,
            asked_at=at,
            due_at=due_at,
            answer="",
        )
        case.consultations.append(asked)
    journal.write(
        session,
        case,
        Act.CONSULT,
        by=by,
        at=at,
        units=", ".join(unit.name for unit in units),
        opinion_due_at=due_at,
        note=content,
    )
    event, leaders = NoticeEvent.CONSULTATION_ASKED, (Role.UNIT_LEADER, Role.AGENCY_LEADER)
    for unit in units:
        telling.people_of(session, case, event, unit, leaders, at=at, by=by, due_at=due_at)
    return case


def give_opinion(
    session: Session,
    code: str,
    *,
    seen: int | None,
    by: Actor,
    at: datetime,
    opinion: Opinion,
    answer: str,
) -> Case:
    """The body that was asked answers; late after its deadline, which counts against it (S2)."""
    case = take(session, code, Act.GIVE_OPINION, seen=seen, by=by)
    zone = calendar_of(session, case.agency_id).zone
    asked = next(
        each
        for each in case.consultations
        if each.ended_at is None and by.may_in(each.unit_id, Permission.MOVE_CASES)
    )
    asked.ended_at, asked.ended_by_id = at, by.official_id
    asked.outcome, asked.answer = opinion, answer
    asked.verdict = timing.verdict(at, asked.due_at, zone=zone)
    journal.write(
        session,
        case,
        Act.GIVE_OPINION,
        by=by,
        at=at,
        unit=asked.unit.name,
        opinion=str(opinion),
        verdict=asked.verdict,
        note=answer,
    )
    return case
