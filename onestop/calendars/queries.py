"""An agency's working calendar as the rules want it."""

from __future__ import annotations

from collections import defaultdict
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.calendars import rules
from onestop.calendars.holidays import LAST_YEAR, vietnam
from onestop.calendars.models import AgencyCalendar, CalendarDay, OfficeSession
from onestop.calendars.rules import DayKind, DayOff, MakeUpDay, WorkingCalendar
from onestop.calendars.rules.calendar import FIRST_YEAR
from onestop.errors import N_, NotFound

_MOST_REMEMBERED = 1000
_remembered: dict[tuple[int, str], WorkingCalendar] = {}


def calendar_of(session: Session, agency_id: int) -> WorkingCalendar:
    """The working calendar of an agency; raises NotFound where none was entered.

    Built once per process and kept until the agency's calendar gets a new fingerprint.
    """
    row = session.get(AgencyCalendar, agency_id)
    if row is None:
        raise NotFound(N_("This agency has no working calendar yet."))
    key = (agency_id, row.fingerprint)
    known = _remembered.get(key)
    if known is None:
        if len(_remembered) >= _MOST_REMEMBERED:
            _remembered.clear()
        known = _remembered[key] = _build(session, row)
    return known


def _build(session: Session, row: AgencyCalendar) -> WorkingCalendar:
    announced = vietnam(FIRST_YEAR, LAST_YEAR)
    days_off, make_up_days = dict(announced.days_off), dict(announced.make_up_days)
    entered = select(CalendarDay).where(CalendarDay.agency_id == row.agency_id)
    for day in session.scalars(entered):
        if day.works:
            days_off.pop(day.day_on, None)
            make_up_days[day.day_on] = MakeUpDay(day.name, day.replaces_on)
        else:
            make_up_days.pop(day.day_on, None)
            days_off[day.day_on] = DayOff(day.name, DayKind.OFFICE)
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
