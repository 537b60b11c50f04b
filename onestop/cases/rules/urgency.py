"""How urgent a moment is, and the working time until it, in the words of the tray."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from onestop.calendars.rules import WorkingCalendar, working_time_between

SOON = 2
"""Working days; the office that acts within them can still keep its promise."""


class Urgency(StrEnum):
    """From passed to far away."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    FINE = "fine"


@dataclass(frozen=True)
class Countdown:
    """How urgent a moment is, and the working time left until it; negative once it has passed."""

    urgency: Urgency
    left: timedelta


def urgency(calendar: WorkingCalendar, now: datetime, moment: datetime) -> Urgency:
    """How urgent `moment` is at `now`: passed, on this day, within two working days, or later."""
    if moment < now:
        return Urgency.LATE
    today, on = calendar.local(now).date(), calendar.local(moment).date()
    if on == today:
        return Urgency.TODAY
    days = calendar.place(on) - calendar.place(today)
    return Urgency.SOON if days <= SOON else Urgency.FINE


def countdown(calendar: WorkingCalendar, now: datetime, moment: datetime) -> Countdown:
    """The working time from `now` to `moment`, and how urgent that is."""
    left = working_time_between(calendar, now, moment)
    return Countdown(urgency(calendar, now, moment), left)
