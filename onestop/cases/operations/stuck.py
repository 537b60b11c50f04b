"""Looking for stuck cases from time to time, for whoever tells the leaders of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.calendars.models import AgencyCalendar
from onestop.calendars.queries import calendar_of
from onestop.cases.queries import stuck
from onestop.cases.queries.leading import of_agencies
from onestop.cases.queries.recipients import IN_CHARGE_OF_UNITS
from onestop.cases.queries.stuck import Stuck
from onestop.cases.rules.stuck import StuckKind
from onestop.notices.operations import posting
from onestop.notices.rules import NoticeEvent

MOST = 1000


def find_stuck(
    session: Session, *, at: datetime, since: datetime | None = None
) -> tuple[Stuck, ...]:
    """The cases of every agency that are stuck at `at`, by agency and kind, the longest first.

    With `since`, the moment of the look before, only those that got stuck since then: each is
    found once, and nothing has to be remembered. At most 1,000 of a kind in an agency; writes
    nothing.
    """
    agencies = session.scalars(select(AgencyCalendar.agency_id).order_by(AgencyCalendar.agency_id))
    return tuple(
        each
        for agency_id in agencies.all()
        for each in _of_agency(session, agency_id, at=at, since=since)
    )


def tell_stuck(session: Session, *, since: datetime | None, at: datetime) -> int:
    """Tells the leaders of the cases that got stuck since the moment before; how many cases.

    Those of the unit where it lies, else who works there, deputies for whoever is on leave.
    """
    found = [each for each in find_stuck(session, at=at, since=since) if each.unit_id is not None]
    people: dict[int | None, list[int]] = {}
    for each in found:
        if each.unit_id not in people:
            day = calendar_of(session, each.agency_id).local(at).date()
            asked = IN_CHARGE_OF_UNITS.c
            heard_by = select(asked.official_id).where(asked.unit_id == each.unit_id)
            people[each.unit_id] = list(session.scalars(heard_by, {"today": day}))
        told = {"code": each.code, "procedure": each.procedure_name, "unit": each.unit_name}
        posting.post_to_officials(
            session,
            NoticeEvent.STUCK,
            people[each.unit_id],
            case_id=each.case_id,
            event_key=f"{NoticeEvent.STUCK}-{each.kind}-{each.case_id}-{each.since_at:%Y%m%d%H%M}",
            told=told,
            agency_id=each.agency_id,
            at=at,
        )
    return len(found)


def _of_agency(
    session: Session, agency_id: int, *, at: datetime, since: datetime | None
) -> Iterator[Stuck]:
    calendar, scope = calendar_of(session, agency_id), of_agencies([agency_id])
    for kind in StuckKind:
        yield from stuck.stuck(session, scope, calendar, kind, at=at, since=since, limit=MOST)
