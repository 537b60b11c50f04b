"""An agency's working calendar as the rules want it."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.calendars.models import AgencyCalendar, CalendarDay, OfficeSession
from onestop.calendars.rules import WorkingCalendar
from onestop.errors import N_, NotFound

_MOST_REMEMBERED = 1000
_remembered: dict[tuple[object, int, int], WorkingCalendar] = {}
