"""When nobody opens: two invitations, two working days apart, then back to the agency (P2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from onestop.calendars import rules as calendars
from onestop.calendars.rules import WorkingCalendar
from onestop.post.rules.transit import there_by

INVITATIONS = 2
APART = 2
"""Working days between two invitations, and between the last one and the way back."""


@dataclass(frozen=True)
class Awaited:
    """How far the delivery has come, and by when the carrier is to report the next thing."""

    invitations: int
    refused: bool
    due_at: datetime


def awaited(
    calendar: WorkingCalendar,
    posted_at: datetime,
    days: int,
    *,
    missed: Iterable[datetime],
    refused: Iterable[datetime],
) -> Awaited:
    """What follows from all the attempts that are known, in whatever order they were heard.

    `days` is the transit limit, `missed` are the moments at which the postman met nobody. An
    attempt less than two working days after an invitation is no new one.
    """
    invited: list[datetime] = []
    for moment in sorted(missed):
        if len(invited) < INVITATIONS and _far_enough(calendar, invited, moment):
            invited.append(moment)
    turned_away = min(refused, default=None)
    if turned_away is not None:
        due_at = there_by(calendar, turned_away, days)
    elif len(invited) == INVITATIONS:
        due_at = there_by(calendar, invited[-1], APART + days)
    elif invited:
        due_at = there_by(calendar, invited[-1], APART)
    else:
        due_at = there_by(calendar, posted_at, days)
    return Awaited(len(invited), turned_away is not None, due_at)


def _far_enough(calendar: WorkingCalendar, invited: list[datetime], moment: datetime) -> bool:
    if not invited:
        return True
    day = calendar.local(invited[-1]).date()
    return calendar.local(moment).date() >= calendars.add_working_days(calendar, day, APART)
