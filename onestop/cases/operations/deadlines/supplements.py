"""Supplements whose end comes near: the applicant is reminded, the counter looks what it has."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import Text, bindparam, cast, literal, null, select
from sqlalchemy.orm import Session

from onestop.accounts.models import Official
from onestop.calendars.holidays import OFFICE_ZONE
from onestop.calendars.rules import add_working_days, end_of_working_day
from onestop.cases.models import Case, SupplementRequest
from onestop.cases.queries.recipients import AT_COUNTERS
from onestop.cases.queries.reminders import reminded_alike
from onestop.cases.queries.supplements import AWAITED, BROUGHT
from onestop.db import Moment
from onestop.notices.operations.sweeping import (
    AT,
    Found,
    swept,
    tell_applicants,
    tell_officials,
)
from onestop.notices.operations.told import key, moment, told
from onestop.notices.rules import NoticeEvent
from onestop.procedures.models import Procedure

REMINDED_BEFORE = 3
"""Working days before the end of a supplement at which the applicant is reminded: as many as the
office has to ask for it (NĐ61 19.4) are enough to have a paper copied and bring it."""
_WAYS: Found = select(Case.id, Case.notify_by)


def remind_of_supplements(session: Session, *, at: datetime) -> int:
    """Reminds applicants, once, of papers without which their case soon closes; how many notices.

    Whoever was asked on that very day has just heard of it. Where the end has passed and papers
    may lie at the counter, the case does not close by itself, and the counter is told to look.
    """
    many = 0
    for calendar, _, agency_ids in reminded_alike(session):
        today = calendar.local(at).date()
        until = end_of_working_day(calendar, add_working_days(calendar, today, REMINDED_BEFORE))
        values = {"until": until, "day_begins": calendar.at(today, time())}
        event = NoticeEvent.SUPPLEMENT_ENDS
        many += tell_applicants(
            session, event, _ENDING, _WAYS, at=at, agency_ids=agency_ids, **values
        )
    today = at.astimezone(OFFICE_ZONE).date()
    return many + tell_officials(
        session, NoticeEvent.PAPERS_UNRECORDED, _UNRECORDED, at=at, today=today
    )


def _ending() -> Found:
    """The requests that close a case between the moments, told to its applicant."""
    name = literal(f"{NoticeEvent.SUPPLEMENT_ENDS}-") + cast(SupplementRequest.id, Text)
    said = told(code=Case.code, close_by_at=moment(SupplementRequest.close_by_at))
    return (
        select(Case.agency_id, Case.id, null(), name, said)
        .join(SupplementRequest, SupplementRequest.case_id == Case.id)
        .where(
            *AWAITED,
            Case.agency_id.in_(bindparam("agency_ids", expanding=True)),
            SupplementRequest.close_by_at > AT,
            SupplementRequest.close_by_at <= bindparam("until", type_=Moment()),
            SupplementRequest.issued_at < bindparam("day_begins", type_=Moment()),
            ~BROUGHT,
        )
    )


def _unrecorded() -> Found:
    """The requests whose end has passed while papers may lie at the counter, told to its clerks."""
    ended = swept(
        select(SupplementRequest.id, SupplementRequest.case_id)
        .join(Case, Case.id == SupplementRequest.case_id)
        .where(*AWAITED, SupplementRequest.close_by_at <= AT, BROUGHT)
    )
    clerks = AT_COUNTERS.c
    return (
        select(
            Case.agency_id,
            Case.id,
            Official.id,
            key(str(NoticeEvent.PAPERS_UNRECORDED), ended.c.id, Official.id),
            told(code=Case.code, procedure=Procedure.name),
        )
        .select_from(ended)
        .join(Case, Case.id == ended.c.case_id)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(AT_COUNTERS, clerks.agency_id == Case.agency_id)
        .join(Official, Official.id == clerks.official_id)
        .where(Official.active)
    )


_ENDING, _UNRECORDED = _ending(), _unrecorded()
