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
from onestop.cases.queries.stuck import Stuck
from onestop.cases.rules.stuck import StuckKind

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


def _of_agency(
    session: Session, agency_id: int, *, at: datetime, since: datetime | None
) -> Iterator[Stuck]:
    calendar, scope = calendar_of(session, agency_id), of_agencies([agency_id])
    for kind in StuckKind:
        yield from stuck.stuck(session, scope, calendar, kind, at=at, since=since, limit=MOST)
