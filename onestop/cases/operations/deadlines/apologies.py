"""A day and a half before a promise is broken its apology is prepared, and somebody told (L1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import structlog
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from onestop.accounts.models import Official
from onestop.calendars import rules as calendars
from onestop.calendars.holidays import OFFICE_ZONE
from onestop.calendars.rules import WorkingCalendar
from onestop.cases.models import RUNNING, Apology, Case, CaseStep
from onestop.cases.operations.passing import call_off_apology
from onestop.cases.queries.proposing import proposed_apology
from onestop.cases.queries.recipients import COMES_BACK_TO, IN_CHARGE_OF_UNITS, present
from onestop.cases.queries.reminders import reminded_alike
from onestop.cases.queries.whereabouts import answering_step, prepared_apology
from onestop.cases.rules.apology import (
    ASKED_BEFORE,
    ON_ITS_WAY,
    ApologyState,
    foreseeable,
    on_file,
)
from onestop.db import insert_all
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

PORTION = 1000
"""How many apologies one run prepares: the next run goes on."""
_OF_ITS_DAY = (ApologyState.PREPARED, ApologyState.SENT_BACK)
_LACKING = ~(
    select(Apology.id)
    .where(
        Apology.case_id == Case.id,
        or_(
            Apology.state == ApologyState.APPLIED,
            and_(Apology.state.in_(ON_ITS_WAY), Apology.new_due_at > AT),
            and_(Apology.state.in_(_OF_ITS_DAY), Apology.old_due_at == Case.due_at),
        ),
    )
    .exists()
)
"""Nothing is prepared where an apology is on file (the rules say which), or one was prepared or
sent back for this day."""

log = structlog.get_logger()


def prepare_apologies(session: Session, *, at: datetime) -> int:
    """Prepares the apology of each running case that is late or due in a day and a half; how many.

    The draft says how far the case has come, a reason and a day, to be corrected and sent to the
    head (NĐ61 19.9); until somebody sends it, it excuses nothing. Whoever has the case hears of
    it, else who is in charge of its unit; of a forwarded one, of the unit that waits for it. What
    was prepared for another day is called off, and what was sent and lay until its new day was
    over. Doing it twice prepares nothing twice, and a downtime is caught up: a late apology is
    owed too (L1).
    """
    _call_off_stale(session)
    many = 0
    for calendar, _, agency_ids in reminded_alike(session):
        until = calendars.add_working_hours(calendar, at, ASKED_BEFORE)
        ids = _due_by(session, agency_ids, calendar, until, at=at, limit=PORTION - many)
        cases = _locked(session, ids, until, at=at)
        for case in cases:
            call_off_apology(case, at=at)
        session.flush()
        prepared = [row for case in cases for row in _prepared(case, calendar, at=at)]
        insert_all(session, Apology, prepared)
        many += len(prepared)
    if many:
        today = at.astimezone(OFFICE_ZONE).date()
        tell_officials(session, NoticeEvent.APOLOGY_DUE, _FOUND, at=at, today=today)
        write_to_officials(session, at=at)
    return many


def _call_off_stale(session: Session) -> None:
    """Of what was prepared for a day that is promised no more, nothing stays: nobody said it."""
    stale = session.scalars(
        select(Case)
        .join(Apology, Apology.case_id == Case.id)
        .where(Apology.state == ApologyState.PREPARED, Apology.old_due_at != Case.due_at)
        .order_by(Case.id)
        .limit(PORTION)
        .options(selectinload(Case.apologies))
        .with_for_update(of=Case)
        .execution_options(populate_existing=True)
    )
    for case in stale.all():
        prepared = prepared_apology(case)
        if prepared is not None and prepared.old_due_at != case.due_at:
            case.apologies.remove(prepared)
    session.flush()


def _due_by(
    session: Session,
    agency_ids: Sequence[int],
    calendar: WorkingCalendar,
    until: datetime,
    *,
    at: datetime,
    limit: int,
) -> list[int]:
    """The cases that are late or soon will be with no apology, the most urgent first."""
    due = (RUNNING, Case.due_at <= until, Case.agency_id.in_(agency_ids))
    asked = select(Case.id, Case.received_at, Case.due_at).where(*due, _LACKING)
    urgent = asked.order_by(Case.due_at, Case.id).execution_options(yield_per=PORTION)
    with session.execute(urgent, {AT.key: at}) as found:
        ids = (
            row.id
            for row in found
            if row.due_at <= at or foreseeable(calendar, row.received_at, row.due_at)
        )
        return list(islice(ids, limit))


def _locked(session: Session, ids: Sequence[int], until: datetime, *, at: datetime) -> list[Case]:
    """Those cases, locked, that lack an apology still."""
    found = session.scalars(
        select(Case)
        .where(Case.id.in_(ids), RUNNING, Case.due_at <= until)
        .order_by(Case.id)
        .options(selectinload(Case.steps).joinedload(CaseStep.unit), selectinload(Case.apologies))
        .with_for_update(of=Case)
        .execution_options(populate_existing=True)
    )
    return [
        case for case in found if not any(_counts(each, case, at=at) for each in case.apologies)
    ]


def _counts(apology: Apology, case: Case, *, at: datetime) -> bool:
    """Whether nothing is prepared beside it."""
    of_this_day = apology.state in _OF_ITS_DAY and apology.old_due_at == case.due_at
    return of_this_day or on_file(apology.state, apology.new_due_at, at=at)


def _prepared(case: Case, calendar: WorkingCalendar, *, at: datetime) -> Iterator[dict[str, Any]]:
    """The draft; none of a case that cannot be read, so that the others have theirs."""
    proposed, step = proposed_apology(case, calendar, at=at), answering_step(case)
    if proposed is None or step is None:
        log.error("case runs and is in no step", code=case.code)
        return
    yield {
        "case_id": case.id,
        "agency_id": step.unit.agency_id,
        "state": ApologyState.PREPARED,
        "circumstances": proposed.circumstances,
        "reason": proposed.reason,
        "old_due_at": case.due_at,
        "new_due_at": calendars.end_of_working_day(calendar, proposed.new_due_on),
        "drafted_at": at,
    }


def _found() -> Found:
    """Those who hear of what was prepared at that moment."""
    fresh = Apology.state == ApologyState.PREPARED, Apology.drafted_at == AT
    found = select(Apology.case_id.label("id"), COMES_BACK_TO.label("comes_back_to"))
    cases = swept(found.join(Case, Case.id == Apology.case_id).where(*fresh))
    people, comes_back_to = IN_CHARGE_OF_UNITS.c, cases.c.comes_back_to
    nobodys = and_(
        people.unit_id == func.coalesce(comes_back_to, Case.unit_id),
        or_(comes_back_to.is_not(None), Case.assignee_id.is_(None)),
    )
    heard_by = func.coalesce(people.official_id, present(Case.assignee_id))
    about = key(str(NoticeEvent.APOLOGY_DUE), Case.id, Case.version, Official.id)
    said = told(code=Case.code, procedure=Procedure.name, due_at=moment(Case.due_at))
    return (
        select(Case.agency_id, Case.id, Official.id, about, said)
        .select_from(cases)
        .join(Case, Case.id == cases.c.id)
        .outerjoin(IN_CHARGE_OF_UNITS, nobodys)
        .join(Official, Official.id == heard_by)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .where(Official.active)
    )


_FOUND = _found()
