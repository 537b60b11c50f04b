"""When the clock stands still: supplements, financial duties, stops (NĐ61 19.4; rules C7, C8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from onestop.calendars.rules.calendar import CalendarError, NaiveMoment


@dataclass(frozen=True)
class Suspension:
    """A stretch in which the clock stood still.

    Raises NaiveMoment for a moment without its zone, CalendarError for one that runs backwards.
    """

    begins: datetime
    ends: datetime

    def __post_init__(self) -> None:
        for moment in (self.begins, self.ends):
            if moment.tzinfo is None:
                raise NaiveMoment(f"The moment {moment} lacks its time zone.")
        if self.ends < self.begins:
            raise CalendarError("The clock cannot go on before it stood still.")

    @property
    def days(self) -> int:
        """The days that it lasted, a begun one as a whole."""
        return -((self.begins - self.ends) // timedelta(days=1))


def in_order(suspensions: Sequence[Suspension]) -> Iterator[Suspension]:
    """The suspensions as given; raises CalendarError unless each follows the one before it."""
    for earlier, later in pairwise(suspensions):
        if later.begins < earlier.ends:
            raise CalendarError("The clock cannot stand still twice at the same time.")
    yield from suspensions
