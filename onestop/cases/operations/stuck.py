"""Telling leaders of cases that got stuck: kind by kind, in one statement for all of a kind."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import Session

from onestop.accounts.models import Official, Unit
from onestop.cases.models import Case
from onestop.cases.queries import stuck
from onestop.cases.queries.leading import of_agencies
from onestop.cases.queries.reminders import reminded_alike
from onestop.cases.queries.stuck_kinds import KINDS
from onestop.cases.rules.stuck import StuckKind
from onestop.notices.operations.sweeping import (
    Found,
    swept,
    tell_officials,
    write_to_officials,
)
from onestop.notices.operations.told import key, moment, told
from onestop.notices.rules import NoticeEvent
from onestop.procedures.models import Procedure


def tell_stuck(session: Session, *, since: datetime | None, at: datetime) -> int:
    """Tells the leaders of the cases that got stuck since the moment before; how many notices.

    Those of the unit where it lies, else who works there; of a paper that waits elsewhere, the
    head who is to sign it or the clerks who are to issue it. Deputies for whoever is on leave.
    What was told already is passed over, so a horizon that moved back tells nobody twice.
    """
    many = 0
    for calendar, _, agency_ids in reminded_alike(session):
        scope, today = of_agencies(agency_ids), calendar.local(at).date()
        for kind in StuckKind:
            cases = stuck.got_stuck(session, scope, calendar, kind, since=since, at=at)
            found, event = _found(kind, cases), NoticeEvent.STUCK
            many += tell_officials(session, event, found, at=at, kept=False, today=today)
    if many:
        write_to_officials(session, at=at)
    return many


def _found(kind: StuckKind, cases: Select[tuple[int, datetime, int]]) -> Found:
    """Each of those cases with each official who hears of it, known by what it is judged by."""
    lying, (waits_at, official_id) = swept(cases), KINDS[kind].people.c
    judged_at = moment(lying.c.judged_at)
    return (
        select(
            Case.agency_id,
            Case.id,
            Official.id,
            key(f"{NoticeEvent.STUCK}-{kind}", Case.id, judged_at, Official.id),
            told(code=Case.code, procedure=Procedure.name, unit=Unit.name, kind=literal(str(kind))),
        )
        .select_from(lying)
        .join(Case, Case.id == lying.c.id)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(Unit, Unit.id == Case.unit_id)
        .join(KINDS[kind].people, waits_at == lying.c.waits_at)
        .join(Official, Official.id == official_id)
        .where(Official.active)
    )
