"""When officials are reminded of a case, and when leaders hear of it: an agency's thresholds.

Every threshold passes at the opening of a working day, so that a reminder lies there when work
begins, and nobody hears of a case twice on one day. What was received and is due on the same day
is told of when work goes on after the break.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from onestop.calendars import rules as calendars
from onestop.calendars.rules import WorkingCalendar
from onestop.errors import N_, Refused

MOST_DAYS = 60
MOST_THRESHOLDS = 12
_DAY = timedelta(days=1)


class Threshold(StrEnum):
    """Where between reception and lateness a reminder is due."""

    HALF = "half"
    """Half of the time has gone by, by the clock on the wall: from the reception to the promise,
    or from the event that moved the promise last."""
    BEFORE = "before"
    ON_DAY = "on_day"
    AFTER = "after"
    EACH_DAY_AFTER = "each_day_after"


COUNTED = frozenset({Threshold.BEFORE, Threshold.AFTER})
"""Those that count working days."""
LATE = frozenset({Threshold.AFTER, Threshold.EACH_DAY_AFTER})


class Recipient(StrEnum):
    """Who hears of it."""

    ASSIGNEE = "assignee"
    """Whoever the case is assigned to, or their deputy; the unit's leaders while it is nobody."""
    UNIT_LEADERS = "unit_leaders"
    AGENCY_LEADERS = "agency_leaders"


@dataclass(frozen=True)
class Reminder:
    """One threshold of an agency: when, by how many working days, and who hears of it."""

    threshold: Threshold
    days: int
    recipients: tuple[Recipient, ...]


@dataclass(frozen=True)
class Span:
    """The moments from one, included, to another, not included."""

    from_at: datetime | None
    until_at: datetime


USUAL: tuple[Reminder, ...] = (
    Reminder(Threshold.HALF, 0, (Recipient.ASSIGNEE,)),
    Reminder(Threshold.BEFORE, 1, (Recipient.ASSIGNEE,)),
    Reminder(Threshold.ON_DAY, 0, (Recipient.ASSIGNEE, Recipient.UNIT_LEADERS)),
    Reminder(Threshold.EACH_DAY_AFTER, 0, (Recipient.ASSIGNEE,)),
    Reminder(Threshold.AFTER, 1, (Recipient.UNIT_LEADERS,)),
    Reminder(Threshold.AFTER, 3, (Recipient.AGENCY_LEADERS,)),
)
"""What holds where an agency has set nothing else."""


def in_order(reminders: Iterable[Reminder]) -> tuple[Reminder, ...]:
    """Reminders from the reception on to long after the promise."""
    places = list(Threshold)

    def place(each: Reminder) -> tuple[int, int]:
        days = -each.days if each.threshold is Threshold.BEFORE else each.days
        return places.index(each.threshold), days

    return tuple(sorted(reminders, key=place))


def require_sensible(reminders: Sequence[Reminder]) -> None:
    """Lets thresholds pass that can be kept; raises Refused with a sentence for any other."""
    if len(reminders) > MOST_THRESHOLDS:
        raise Refused(N_("At most %(many)s thresholds, please."), many=MOST_THRESHOLDS)
    for each in reminders:
        if each.threshold in COUNTED and not 1 <= each.days <= MOST_DAYS:
            raise Refused(N_("Give from 1 to %(many)s working days."), many=MOST_DAYS)
        if not each.recipients:
            raise Refused(N_("Say for each threshold who is told."))
    if len({(each.threshold, each.days) for each in reminders}) < len(reminders):
        raise Refused(N_("Each threshold stands there once; name all its recipients in its row."))


def begun_day(calendar: WorkingCalendar, at: datetime) -> date:
    """The newest working day that has opened: today from the opening on, else the one before."""
    local = calendar.local(at)
    sessions = calendar.sessions(local.date())
    if sessions and local.time() >= sessions[0].opens:
        return local.date()
    return calendars.add_working_days(calendar, local.date(), -1)


def opened_again(calendar: WorkingCalendar, *, since: datetime, at: datetime) -> bool:
    """Whether work has begun again after a break of the day since the moment before.

    What was promised for the day after it had opened, its first opening could not tell of.
    """
    local = calendar.local(at)
    later = calendar.sessions(local.date())[1:]
    return any(since < calendar.at(local.date(), each.opens) <= local for each in later)


def due_within(
    calendar: WorkingCalendar, reminder: Reminder, *, since: date, today: date
) -> Span | None:
    """Which promises pass the threshold on the working days after `since` up to `today`.

    None for half of the time, which depends on its beginning too. Promises are told apart by
    their day.
    """
    if reminder.threshold is Threshold.HALF:
        return None
    if reminder.threshold is Threshold.EACH_DAY_AFTER:
        return Span(
            None, _midnight_after(calendar, calendars.add_working_days(calendar, today, -1))
        )
    days = -reminder.days if reminder.threshold is Threshold.AFTER else reminder.days
    ends = (calendars.add_working_days(calendar, day, days) for day in (since, today))
    return Span(*(_midnight_after(calendar, day) for day in ends))


def half_within(calendar: WorkingCalendar, *, since: date, today: date) -> Span:
    """When half of the time has gone by, for the threshold to pass on those working days."""
    return Span(_midnight_after(calendar, since), _midnight_after(calendar, today))


def _midnight_after(calendar: WorkingCalendar, day: date) -> datetime:
    return calendar.at(day + _DAY, time(0))
