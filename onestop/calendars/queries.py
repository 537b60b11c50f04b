"""An agency's working calendar as the rules want it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from onestop.accounts.models import Official
from onestop.calendars import rules
from onestop.calendars.holidays import LAST_YEAR, vietnam
from onestop.calendars.models import (
    AgencyCalendar,
    AmendedDay,
    CalendarAmendment,
    CalendarDay,
    OfficeSession,
)
from onestop.calendars.rules import EnteredDay, WorkingCalendar, with_entered
from onestop.calendars.rules.calendar import FIRST_YEAR
from onestop.errors import N_, NotFound

_MOST_REMEMBERED = 1000
_remembered: dict[tuple[int, str], WorkingCalendar] = {}
_FINGERPRINT = select(AgencyCalendar.__table__.c.fingerprint).where(
    AgencyCalendar.agency_id == bindparam("agency_id")
)
"""Built once: every act and nearly every page asks for it."""


def calendar_of(session: Session, agency_id: int) -> WorkingCalendar:
    """The working calendar of an agency; raises NotFound where none was entered."""
    return calendar_as(session, agency_id, fingerprint_of(session, agency_id))


def calendar_as(session: Session, agency_id: int, fingerprint: str | None) -> WorkingCalendar:
    """The working calendar of an agency, for whoever has read its fingerprint already.

    Built once per process and kept until the agency's calendar gets a new fingerprint. Raises
    NotFound where there is none.
    """
    if fingerprint is None:
        raise _no_calendar()
    key = (agency_id, fingerprint)
    known = _remembered.get(key)
    if known is None:
        if len(_remembered) >= _MOST_REMEMBERED:
            _remembered.clear()
        known = _remembered[key] = _build(session, session.get_one(AgencyCalendar, agency_id))
    return known


def entered_days(session: Session, agency_id: int) -> dict[date, EnteredDay]:
    """What the administrator entered, by day."""
    rows = session.scalars(
        select(CalendarDay).where(CalendarDay.agency_id == agency_id).order_by(CalendarDay.day_on)
    )
    return {
        row.day_on: EnteredDay(row.day_on, row.works, row.name, row.replaces_on) for row in rows
    }


def fingerprint_of(session: Session, agency_id: int) -> str:
    """What tells this state of the agency's calendar from any other; raises NotFound."""
    found = session.connection().scalar(_FINGERPRINT, {"agency_id": agency_id})
    if found is None:
        raise _no_calendar()
    return str(found)


def _no_calendar() -> NotFound:
    return NotFound(N_("This agency has no working calendar yet."))


def amended(
    session: Session, agency_id: int, entered: Iterable[EnteredDay], withdrawn: Iterable[date]
) -> WorkingCalendar:
    """The agency's calendar as it would be with those days entered and those taken out."""
    gone = frozenset(withdrawn)
    days = {
        day: each for day, each in entered_days(session, agency_id).items() if day not in gone
    } | {each.day_on: each for each in entered}
    return _with(session, session.get_one(AgencyCalendar, agency_id), days.values())


@dataclass(frozen=True)
class CalendarVersion:
    """An amendment as the list of versions shows it."""

    amendment: CalendarAmendment
    entered_by: str
    days: tuple[AmendedDay, ...]


def versions(session: Session, agency_id: int, *, limit: int = 100) -> list[CalendarVersion]:
    """The newest amendments of an agency's calendar, with their days."""
    rows = session.execute(
        select(CalendarAmendment, Official.full_name)
        .join(Official, Official.id == CalendarAmendment.entered_by_id)
        .where(CalendarAmendment.agency_id == agency_id)
        .order_by(CalendarAmendment.number.desc())
        .limit(limit)
    ).all()
    days = defaultdict(list)
    asked = select(AmendedDay).where(AmendedDay.amendment_id.in_([row[0].id for row in rows]))
    for day in session.scalars(asked.order_by(AmendedDay.day_on)):
        days[day.amendment_id].append(day)
    return [CalendarVersion(row, name, tuple(days[row.id])) for row, name in rows]


def _build(session: Session, row: AgencyCalendar) -> WorkingCalendar:
    return _with(session, row, entered_days(session, row.agency_id).values())


def _with(session: Session, row: AgencyCalendar, entered: Iterable[EnteredDay]) -> WorkingCalendar:
    announced = vietnam(FIRST_YEAR, LAST_YEAR)
    days_off, make_up_days = with_entered(announced.days_off, announced.make_up_days, entered)
    return WorkingCalendar(
        hours=_hours(session, row.agency_id),
        days_off=days_off,
        make_up_days=make_up_days,
        zone=ZoneInfo(row.zone),
        confirmed_until=announced.confirmed_until,
        last_year=LAST_YEAR,
    )


def _hours(session: Session, agency_id: int) -> rules.WeeklyHours:
    by_weekday = defaultdict(list)
    rows = session.scalars(
        select(OfficeSession)
        .where(OfficeSession.agency_id == agency_id)
        .order_by(OfficeSession.weekday, OfficeSession.opens)
    )
    for row in rows:
        by_weekday[row.weekday].append(rules.Session(row.opens, row.closes, row.reception_only))
    return tuple(tuple(by_weekday[weekday]) for weekday in range(7))
