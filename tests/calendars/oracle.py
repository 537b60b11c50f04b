"""Working time told by walking: minute by minute and day by day, with nothing laid out before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from onestop.calendars.rules import DayOff, MakeUpDay, Session, WorkingCalendar

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wall:
    """A calendar on the wall: minutes of the day worked on each weekday, and days that differ."""

    weekly: tuple[tuple[tuple[int, int], ...], ...]
    off: frozenset[date] = frozenset()
    made_up: frozenset[date] = field(default=frozenset())
    _seen: dict[date, frozenset[int]] = field(default_factory=dict, compare=False, repr=False)

    def calendar(self) -> WorkingCalendar:
        """The same calendar for the engine."""
        hours = tuple(
            tuple(Session(_hour(opens), _hour(closes)) for opens, closes in day)
            for day in self.weekly
        )
        return WorkingCalendar(
            hours,
            {day: DayOff("off") for day in self.off},
            {day: MakeUpDay("made up") for day in self.made_up},
            ZONE,
            date(2026, 12, 31),
            last_year=2026,
            first_year=2026,
        )

    def worked_minutes(self, day: date) -> frozenset[int]:
        """The minutes of a day that are worked; looked at once, then remembered."""
        if day not in self._seen:
            self._seen[day] = self._look(day)
        return self._seen[day]

    def _look(self, day: date) -> frozenset[int]:
        if day in self.off:
            return frozenset()
        spans = self.weekly[day.weekday()]
        if not spans and day in self.made_up:
            spans = self.weekly[0]
        return frozenset(minute for opens, closes in spans for minute in range(opens, closes))

    def works(self, moment: datetime) -> bool:
        """Whether the minute that begins then is worked."""
        return moment.hour * 60 + moment.minute in self.worked_minutes(moment.date())


def add_minutes(wall: Wall, moment: datetime, minutes: int) -> datetime:
    """Walks on until so many worked minutes have gone by."""
    while minutes:
        minutes -= wall.works(moment)
        moment += MINUTE
    return moment


def minutes_between(wall: Wall, start: datetime, end: datetime) -> int:
    """Counts the worked minutes on the way from one moment to a later one."""
    counted = 0
    while start < end:
        counted += wall.works(start)
        start += MINUTE
    return counted


def closing(wall: Wall, day: date) -> datetime:
    """The minute after the last worked one of the day, or of the next day worked."""
    while not wall.worked_minutes(day):
        day += DAY
    return datetime.combine(day, _hour(max(wall.worked_minutes(day)) + 1), ZONE)


def add_days(wall: Wall, day: date, days: int) -> date:
    """Walks on from a day, which does not count, until so many worked days have been met."""
    while days:
        day += DAY
        days -= bool(wall.worked_minutes(day))
    return day


def due_in_days(wall: Wall, received_at: datetime, amount: Decimal) -> datetime:
    """Whole days to the close of the last; a fraction in minutes, 480 to a day."""
    whole, fraction = divmod(amount, 1)
    day = add_days(wall, received_at.date(), int(whole))
    start = closing(wall, day) if whole else received_at
    if not fraction:
        return start
    latest = closing(wall, add_days(wall, day, 1))
    return min(add_minutes(wall, start, int(fraction * 480)), latest)


def _hour(minute: int) -> time:
    return time(minute // 60, minute % 60)
