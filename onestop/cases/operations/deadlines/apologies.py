"""A day and a half before a promise is broken: whoever has the case is asked to apologise (L1)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from onestop.accounts.models import Official
from onestop.calendars.rules import add_working_hours
from onestop.cases.models import RUNNING, Apology, Case
from onestop.cases.queries.recipients import IN_CHARGE_OF_UNITS, present
from onestop.cases.queries.reminders import reminded_alike
from onestop.cases.rules.apology import ASKED_BEFORE, ApologyState
from onestop.notices.operations.sweeping import Found, swept, tell_officials, write_to_officials
from onestop.notices.operations.told import key, moment, told
from onestop.notices.rules import NoticeEvent
from onestop.procedures.models import Procedure

_ON_FILE = (ApologyState.DRAFTED, ApologyState.SIGNED, ApologyState.APPLIED)


def ask_for_apologies(session: Session, *, since: datetime | None, at: datetime) -> int:
    """Asks for the apology of each running case that is due in a day and a half; how many notices.

    Whoever has the case hears of it, else who is in charge of its unit; the form of the apology
    is filled in as far as the case knows (NĐ61 19.9). Cases for which one is on file are left
    alone. A downtime is caught up; a handful of statements for agencies that are alike.
    """
    alike, many = reminded_alike(session), 0
    for calendar, _, agency_ids in alike:
        today = calendar.local(at).date()
        until = add_working_hours(calendar, at, ASKED_BEFORE)
        known = add_working_hours(calendar, since, ASKED_BEFORE) if since else at
        due = and_(RUNNING, Case.due_at > max(known, at), Case.due_at <= until)
        which = due if len(alike) == 1 else and_(due, Case.agency_id.in_(agency_ids))
        found = _found(which, today)
        many += tell_officials(session, NoticeEvent.APOLOGY_DUE, found, at=at, today=today)
    if many:
        write_to_officials(session, at=at)
    return many


def _found(which: ColumnElement[bool], day: date) -> Found:
    on_file = select(Apology.id).where(Apology.case_id == Case.id, Apology.state.in_(_ON_FILE))
    cases = swept(select(Case.id).where(which, ~on_file.exists()))
    people = IN_CHARGE_OF_UNITS
    nobodys = and_(people.c.unit_id == Case.unit_id, Case.assignee_id.is_(None))
    heard_by = func.coalesce(people.c.official_id, present(Case.assignee_id))
    about = key(f"{NoticeEvent.APOLOGY_DUE}-{day:%Y%m%d}", Case.id, Official.id)
    said = told(code=Case.code, procedure=Procedure.name, due_at=moment(Case.due_at))
    return (
        select(Case.agency_id, Case.id, Official.id, about, said)
        .select_from(cases)
        .join(Case, Case.id == cases.c.id)
        .outerjoin(people, nobodys)
        .join(Official, Official.id == heard_by)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .where(Official.active)
    )
