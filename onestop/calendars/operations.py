"""Entering when an agency works."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from onestop.calendars import rules
from onestop.calendars.models import AgencyCalendar, OfficeSession


def set_hours(
    session: Session, agency_id: int, hours: Sequence[Sequence[rules.Session]], *, at: datetime
) -> None:
    """Sets the weekly office hours of an agency, Monday first, in place of those before."""
    session.execute(delete(OfficeSession).where(OfficeSession.agency_id == agency_id))
    for weekday, sessions in enumerate(hours):
        for each in sessions:
            session.add(
                OfficeSession(
                    agency_id=agency_id,
                    weekday=weekday,
                    opens=each.opens,
                    closes=each.closes,
                    reception_only=each.reception_only,
                )
            )
    row = session.get(AgencyCalendar, agency_id) or AgencyCalendar(agency_id=agency_id)
    row.fingerprint = hashlib.sha256(repr((agency_id, hours, at)).encode()).hexdigest()
    session.add(row)
    session.flush()
