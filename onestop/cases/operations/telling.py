"""What an act tells the applicant or officials: one line in the act, the rest is here.

A notice is written in the transaction of its act, with the code and moments and nothing that a
person could be known by; its key is the event, the case and the case's version. An act tells
after its journal line, which raises the version.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.accounts import queries as accounts
from onestop.accounts.models import Unit
from onestop.accounts.rules import Actor, Role
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Case, Result
from onestop.cases.queries.whereabouts import present_step
from onestop.cases.rules import timing
from onestop.cases.rules.reception import Registration
from onestop.cases.rules.timing import Verdict
from onestop.notices.operations import posting
from onestop.notices.rules import NoticeEvent, NotifyBy


def received(
    session: Session,
    registration: Registration,
    case: dict[str, Any],
    case_id: int,
    *,
    at: datetime,
) -> None:
    """Tells of the reception who chose a channel; the receipt tells everybody else."""
    if registration.notify_by is NotifyBy.NONE:
        return
    notice = {
        "case_id": case_id,
        "event_key": f"{NoticeEvent.RECEIVED}-{case_id}-1",
        "told": {"code": case["code"], "due_at": case["due_at"].isoformat()},
        "notify_by": registration.notify_by,
    }
    posting.post(session, NoticeEvent.RECEIVED, [notice], agency_id=case["agency_id"], at=at)


def applicant(
    session: Session, case: Case, event: NoticeEvent, *, at: datetime, **told: object
) -> None:
    """Tells the applicant of a case, in the way chosen at the counter."""
    notice = {
        "case_id": case.id,
        "event_key": f"{event}-{case.id}-{case.version}",
        "told": {"code": case.code, **_plain(told)},
        "notify_by": case.notify_by,
    }
    posting.post(session, event, [notice], agency_id=case.agency_id, at=at)


def result_ready(session: Session, case: Case, *, at: datetime) -> None:
    """Tells the applicant that the result is there, and whether before the promised day (T2).

    A refusal is told as one: nobody is to come for what was not granted (S6).
    """
    if session.scalar(select(Result.granted).where(Result.case_id == case.id)) is False:
        applicant(session, case, NoticeEvent.REFUSED, at=at)
        return
    zone = calendar_of(session, case.agency_id).zone
    early = timing.verdict(at, case.due_at, zone=zone) is Verdict.EARLY
    event = NoticeEvent.RESULT_EARLY if early else NoticeEvent.RESULT_READY
    applicant(session, case, event, at=at, due_at=case.due_at)


def officials(
    session: Session,
    case: Case,
    event: NoticeEvent,
    official_ids: Sequence[int],
    *,
    at: datetime,
    by: Actor | None = None,
    place: str = "",
    **told: object,
) -> None:
    """Rings the bells of officials about a case, and of the deputies of those on leave.

    Whoever acts knows it already. `place` tells apart what one act tells the same person several
    times, for several units.
    """
    zone = calendar_of(session, case.agency_id).zone
    deputies = accounts.deputies_of(session, official_ids, day=at.astimezone(zone).date())
    posting.post_to_officials(
        session,
        event,
        [each for each in (*official_ids, *deputies) if by is None or each != by.official_id],
        case_id=case.id,
        event_key=f"{event}-{case.id}-{case.version}{place}",
        told={"code": case.code, "procedure": case.procedure.name, **_plain(told)},
        agency_id=case.agency_id,
        at=at,
    )


def people_of(
    session: Session,
    case: Case,
    event: NoticeEvent,
    unit: Unit,
    roles: Sequence[Role],
    *,
    at: datetime,
    by: Actor | None = None,
    **told: object,
) -> None:
    """Rings the bells of those who hold one of the roles in a unit."""
    zone = calendar_of(session, case.agency_id).zone
    people = accounts.holders_of(session, unit.id, roles, day=at.astimezone(zone).date())
    place = f"-unit-{unit.id}"
    told |= {"unit": unit.name}
    officials(session, case, event, people, at=at, by=by, place=place, **told)


def heads_of(
    session: Session, case: Case, event: NoticeEvent, agency_id: int, *, at: datetime, by: Actor
) -> None:
    """Rings the bells of those who lead an agency."""
    zone = calendar_of(session, case.agency_id).zone
    heads = accounts.heads_of(session, agency_id, day=at.astimezone(zone).date())
    officials(session, case, event, heads, at=at, by=by)


def counter_of(
    session: Session, case: Case, event: NoticeEvent, *, at: datetime, by: Actor, **told: object
) -> None:
    """Rings the bells of those who receive at the one-stop unit of a case's agency."""
    zone = calendar_of(session, case.agency_id).zone
    clerks = accounts.clerks_of(session, case.agency_id, day=at.astimezone(zone).date())
    officials(session, case, event, clerks, at=at, by=by, place="", **told)


def whoever_has(
    session: Session, case: Case, event: NoticeEvent, *, at: datetime, by: Actor, **told: object
) -> None:
    """Rings the bell of whom the case is assigned to, else of those whose step it is."""
    step = present_step(case)
    if case.assignee_id is not None:
        officials(session, case, event, [case.assignee_id], at=at, by=by, place="", **told)
    elif step is not None:
        people_of(session, case, event, step.unit, [Role(step.role)], at=at, by=by, **told)


def _plain(told: dict[str, object]) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in told.items()
    }
