"""What agencies have set about reminders, and the agencies that are reminded alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.calendars.models import AgencyCalendar
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import WorkingCalendar
from onestop.cases.models import ReminderSetting
from onestop.cases.rules.reminders import USUAL, Recipient, Reminder, Threshold

Alike = tuple[WorkingCalendar, tuple[Reminder, ...], list[int]]


def reminders_of(session: Session, agency_id: int) -> tuple[Reminder, ...]:
    """The thresholds of an agency."""
    found = session.get(ReminderSetting, agency_id)
    return read(found.thresholds) if found else USUAL


def reminded_alike(session: Session) -> list[Alike]:
    """The agencies that have a calendar, put together where days and thresholds are the same."""
    settings = {
        found.agency_id: read(found.thresholds)
        for found in session.scalars(select(ReminderSetting))
    }
    alike: dict[tuple[str, tuple[Reminder, ...]], list[int]] = defaultdict(list)
    for row in session.scalars(select(AgencyCalendar).order_by(AgencyCalendar.agency_id)).all():
        alike[row.fingerprint, settings.get(row.agency_id, USUAL)].append(row.agency_id)
    return [
        (calendar_of(session, agency_ids[0]), reminders, agency_ids)
        for (_, reminders), agency_ids in alike.items()
    ]


def read(thresholds: Sequence[Mapping[str, Any]]) -> tuple[Reminder, ...]:
    """Thresholds as they are stored, as the rules know them."""
    return tuple(
        Reminder(
            Threshold(each["threshold"]),
            each["days"],
            tuple(Recipient(one) for one in each["recipients"]),
        )
        for each in thresholds
    )
