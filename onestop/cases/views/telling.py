"""How the time left is told on the page: a sign, a word and a colour, never a colour alone.

And what a late case is told that goes to signature without an apology.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from flask_babel import gettext as _

from onestop.calendars.rules import WorkingCalendar
from onestop.calendars.wording import time_left_in_words
from onestop.cases.labels import SIGNS
from onestop.cases.rules.apology import ApologyGate, passes_unexcused
from onestop.cases.rules.lifecycle import CLOSED, WAITING, CaseStatus
from onestop.cases.rules.urgency import Countdown, Urgency, countdown
from onestop.errors import Refused
from onestop.web.errors import say
from onestop.web.language import chosen

STANDS = "stands"


@dataclass(frozen=True)
class Told:
    """The time left as it stands in a badge."""

    urgency: str
    sign: str
    words: str


Teller = Callable[..., Told | None]


def teller(calendar: WorkingCalendar, now: datetime) -> Teller:
    """For the page: the working time left until a moment, by the calendar in memory.

    Told with the status of a case, it says that the clock of a waiting case stands still, and
    nothing once the office has nothing more to do in time. The rows of one moment share theirs.
    """

    @cache
    def told(moment: datetime | None, status: CaseStatus | str | None = None) -> Told | None:
        if status in WAITING:
            return Told(STANDS, SIGNS[STANDS], _("the clock stands still"))
        if moment is None or status in CLOSED or status == CaseStatus.SETTLED:
            return None
        found = countdown(calendar, now, moment)
        return Told(found.urgency, SIGNS[found.urgency], _words(found))

    return told


def unexcused(gate: ApologyGate) -> str:
    """The sentence at the gate, for a late case without a signed apology (L2)."""
    try:
        passes_unexcused(gate, excused=False)
    except Refused as refusal:
        return say(refusal)
    told = _("The case is late and no apology is signed: the law asks for the apology first.")
    return str(told)


def _words(found: Countdown) -> str:
    """The working time left; where no office hour lies between, what that means."""
    if found.left:
        return time_left_in_words(found.left, chosen())
    return str(_("just overdue") if found.urgency is Urgency.LATE else _("due at once"))
