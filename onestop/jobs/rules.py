"""When a job runs: its trigger, the run after that, and whether one was missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from onestop.errors import N_

SILENCE = timedelta(minutes=2)
"""A scheduler that has not beaten for so long does not live."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Trigger:
    """When a job runs: again and again after a while, or each day at an hour of the office.

    Exactly one of both is given; raises ValueError otherwise.
    """

    every: timedelta | None = None
    daily_at: time | None = None

    def __post_init__(self) -> None:
        if (self.every is None) is (self.daily_at is None):
            raise ValueError("a trigger has either an interval or an hour of the day")

    def next_after(self, moment: datetime, zone: tzinfo) -> datetime:
        """The first run after one at that moment, in the office's zone."""
        if self.every is not None:
            return moment + self.every
        last = self._last_hour(moment, zone)
        return datetime.combine(last.date() + _DAY, last.time(), zone)

    def is_owed(self, last_at: datetime | None, *, at: datetime, zone: tzinfo) -> bool:
        """Whether a run has been missed: it never ran well, or should have run again since."""
        return last_at is None or self.next_after(last_at, zone) <= at

    def in_words(self) -> tuple[str, dict[str, object]]:
        """A phrase to translate, and the values in its places."""
        if self.every is None:
            return N_("each day at %(time)s"), {"time": f"{self.daily_at:%H:%M}"}
        minutes, seconds = divmod(int(self.every.total_seconds()), 60)
        if seconds or not minutes:
            return N_("every %(many)s seconds"), {"many": 60 * minutes + seconds}
        return N_("every %(many)s minutes"), {"many": minutes}

    def _last_hour(self, moment: datetime, zone: tzinfo) -> datetime:
        """The newest such hour that is not after the moment."""
        local = moment.astimezone(zone)
        hour = datetime.combine(local.date(), self.daily_at or time(), zone)
        return hour if hour <= local else datetime.combine(local.date() - _DAY, hour.time(), zone)


def each(**length: float) -> Trigger:
    """Again and again, after so many seconds, minutes or hours."""
    return Trigger(every=timedelta(**length))


def daily(hour: int, minute: int = 0) -> Trigger:
    """Each day at that hour by the clock on the office's wall."""
    return Trigger(daily_at=time(hour, minute))
