"""When something is sent, tried again, and given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""How long to wait after the first, second … failure; after one more it is given up."""

MOST_ATTEMPTS = len(BACK_OFF) + 1
LEASE = timedelta(minutes=10)
"""How long a sender that took a delivery has it for itself."""
LONGEST_WAIT = timedelta(days=3)
"""What could not be sent for so long, because the channel was not set up, is no news any more."""


class DeliveryStatus(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    SENT = "sent"
    DEAD = "dead"


class Fault(StrEnum):
    """Why a delivery did not arrive: a word, never the answer itself, which may name a person."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    DECLINED = "declined"
    """The other side answered that it cannot now."""
    REFUSED = "refused"
    """The other side answered that it will never take this one."""
    INSECURE = "insecure"
    """A password would have travelled over an open line."""
    NO_ADDRESS = "no_address"
    INTERRUPTED = "interrupted"
    """Every attempt ended without a word of how it went."""
    TOO_OLD = "too_old"
    NOT_KEPT = "not_kept"
    """The other side answered, and what it said could not be kept."""


@dataclass(frozen=True)
class QuietHours:
    """The hours in which no applicant is disturbed; they may pass midnight.

    Equal times mean that there are none.
    """

    from_time: time = time(21, 0)
    to_time: time = time(6, 30)

    def ends_at(self, at: datetime, zone: tzinfo) -> datetime | None:
        """When the quiet in which a moment lies ends; None outside quiet hours."""
        local = at.astimezone(zone)
        clock, day = local.time(), local.date()
        if self.from_time <= self.to_time:
            if not self.from_time <= clock < self.to_time:
                return None
        elif clock >= self.from_time:
            day += timedelta(days=1)
        elif clock >= self.to_time:
            return None
        return datetime.combine(day, self.to_time, zone)


QUIET = QuietHours()


def next_attempt(attempts: int, *, at: datetime) -> datetime | None:
    """When to try again after that many failed attempts; None once it is given up."""
    return at + BACK_OFF[attempts - 1] if attempts < MOST_ATTEMPTS else None
