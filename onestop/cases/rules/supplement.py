"""Asking the applicant for more: once, in time, everything together (NĐ61 11.2c, 19.4)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from onestop.calendars import rules as calendars
from onestop.calendars.rules import Term, WorkingCalendar
from onestop.errors import N_, Refused

MOST = 2


class SupplementState(StrEnum):
    """Where a request stands: proposed by a unit, issued by the counter, and how it ended."""

    PROPOSED = "proposed"
    ISSUED = "issued"
    RECEIVED = "received"
    LAPSED = "lapsed"
    CALLED_OFF = "called_off"
    SENT_BACK = "sent_back"
    """The counter wants it otherwise; the unit proposes it anew or goes on without."""


def ask_by(calendar: WorkingCalendar, within: Term, received_at: datetime) -> datetime:
    """Until when the applicant may be asked: a term from the reception on (C7; NĐ61 19.4)."""
    return calendars.due(calendar, within, received_at).at


def close_by(calendar: WorkingCalendar, after: Term | None, asked_at: datetime) -> datetime | None:
    """When a request closes the case by itself; None where the procedure waits for ever (C7)."""
    return calendars.due(calendar, after, asked_at).at if after else None


def counts_late(number: int, *, within_limit: bool) -> bool:
    """Whether the case counts as late for it: a second request, or one too late (QĐ766; C7)."""
    return number > 1 or not within_limit


def require_another(asked: int, *, requirements: tuple[str, ...], leads: bool, ground: str) -> None:
    """Lets a request pass after `asked` earlier ones; raises Refused otherwise (R6; NĐ61 11.2c).

    The first is free; a second needs a leader and a ground of its own; there is no third.
    """
    if not requirements:
        raise Refused(N_("List every paper that is still needed, all at once."))
    if asked >= MOST:
        raise Refused(
            N_(
                "Two supplements have been requested already; there is no third. "
                "Settle the case or refuse it with reasons (Decree 61/2018, article 11)."
            )
        )
    if asked and not leads:
        raise Refused(
            N_(
                "A supplement has been requested once; only a leader may allow a second "
                "(Decree 61/2018, article 11.2)."
            )
        )
    if asked and not ground:
        raise Refused(N_("Say why a second request is unavoidable; the case then counts as late."))
