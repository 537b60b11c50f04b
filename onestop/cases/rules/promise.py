"""What becomes of a promise when the calendar changes under it (rules C10, C11; BLDS 148.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from onestop.calendars.rules import EnteredDay, WorkingCalendar, end_of_working_day


class AmendmentPolicy(StrEnum):
    """How an amendment treats the promises of open cases; the agency chooses each time."""

    LATER = "later"
    DISPLACED = "displaced"
    RECOMPUTE = "recompute"
    KEEP = "keep"


@dataclass(frozen=True)
class CalendarChange:
    """What an amendment does: days entered, and entered days taken out again."""

    entered: tuple[EnteredDay, ...] = ()
    withdrawn: tuple[date, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """Every day that it touches, in order."""
        return tuple(sorted({*self.withdrawn, *(each.day_on for each in self.entered)}))


@dataclass(frozen=True)
class Reckoned:
    """A due moment as it stands, and as the rules reckon it before and after the amendment."""

    due_at: datetime
    before: datetime | None
    after: datetime | None


def displaced(calendar: WorkingCalendar, due_at: datetime) -> bool:
    """Whether the promised day is a day off in the calendar."""
    return not calendar.works_on(calendar.local(due_at).date())


def amended(
    policy: AmendmentPolicy, reckoned: Reckoned, calendar: WorkingCalendar, *, at: datetime
) -> datetime:
    """The due moment after an amendment that leads to `calendar`.

    A promise whose day became a day off moves to the next working day (BLDS 148.5) under every
    policy but `keep`. `later` moves a promise to what the rules reckon now, but never to an
    earlier moment; `recompute` does so in both directions, though never into the past. A due
    moment that was changed by hand follows the days off alone.
    """
    old, after = reckoned.due_at, reckoned.after
    if policy is AmendmentPolicy.KEEP:
        return old
    least = _next_working_day(calendar, old) if displaced(calendar, old) else old
    if policy is AmendmentPolicy.DISPLACED or after is None or reckoned.before != old:
        return least
    if after > old or (policy is AmendmentPolicy.RECOMPUTE and not after < at <= old):
        return after
    return least


def closing(calendar: WorkingCalendar, close_by_at: datetime) -> datetime:
    """Until when a supplement is awaited in that calendar (C7, C11).

    A last day that became a day off moves on whatever the policy: the agency may keep its own
    promises as they are, the applicant's time is not its to cut (BLDS 148.5).
    """
    if not displaced(calendar, close_by_at):
        return close_by_at
    return _next_working_day(calendar, close_by_at)


def _next_working_day(calendar: WorkingCalendar, due_at: datetime) -> datetime:
    """The same hour of the next working day, or its close where nobody works at that hour."""
    local = calendar.local(due_at)
    close = end_of_working_day(calendar, local.date())
    same = calendar.at(close.date(), local.time())
    inside = any(
        each.opens <= same.time() <= each.closes for each in calendar.sessions(close.date())
    )
    return same if inside else close
