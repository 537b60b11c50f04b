"""How urgent a moment is, in the words of the tray."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

SOON = timedelta(days=2)


class Urgency(StrEnum):
    """From passed to far away."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    FINE = "fine"


def urgency(now: datetime, moment: datetime, *, zone: tzinfo) -> Urgency:
    """How urgent `moment` is at `now`: passed, on this local day, within two days, or later."""
    if moment < now:
        return Urgency.LATE
    days = moment.astimezone(zone).date() - now.astimezone(zone).date()
    if not days:
        return Urgency.TODAY
    return Urgency.SOON if days <= SOON else Urgency.FINE
