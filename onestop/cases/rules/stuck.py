"""Cases that got stuck: the kinds that an overdue list never shows in time, and from when on.

Each kind is judged by a horizon: a case is stuck once the moment since which it has lain still
comes before it. So one look at an index finds them, and nothing is reckoned case by case.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from onestop.calendars import rules as calendars
from onestop.calendars.rules import Term, TermUnit, WorkingCalendar
from onestop.cases.rules.timing import HAND_OVER_CUT_OFF
from onestop.errors import N_
from onestop.procedures.rules import HOURS_A_DAY, working_hours


class StuckKind(StrEnum):
    """Where a case lies still, in the order of its way.

    One kind is not here, for nothing in the office tells of it: that a tax was paid shows only
    when its proof is brought (the duty without an answer stands for it).
    """

    NOT_HANDED_OVER = "not_handed_over"
    NOT_ACCEPTED = "not_accepted"
    UNTOUCHED = "untouched"
    SUPPLEMENT_NOT_ISSUED = "supplement_not_issued"
    APOLOGY_NOT_SIGNED = "apology_not_signed"
    APOLOGY_NOT_TOLD = "apology_not_told"
    PAPERS_BROUGHT = "papers_brought"
    SUPPLEMENT_UNANSWERED = "supplement_unanswered"
    DUTY_UNANSWERED = "duty_unanswered"
    NOT_RESUMED = "not_resumed"
    WITH_POST = "with_post"
    CAME_BACK = "came_back"
    LOST = "lost"
    NOT_RETURNED = "not_returned"


TO_DO = {
    StuckKind.NOT_HANDED_OVER: N_("Finish the reception and hand the dossier over now."),
    StuckKind.NOT_ACCEPTED: N_(
        "Have the receiving unit confirm the dossier or say why not; the giver can take it back."
    ),
    StuckKind.UNTOUCHED: N_(
        "Ask the official what holds the case up, or give it to somebody who is free."
    ),
    StuckKind.SUPPLEMENT_NOT_ISSUED: N_(
        "Have the counter ask the applicant now, or send the proposal back to the unit."
    ),
    StuckKind.APOLOGY_NOT_SIGNED: N_(
        "Sign the apology, or send it back: at the latest a day before the promised one."
    ),
    StuckKind.APOLOGY_NOT_TOLD: N_(
        "Have the counter change the day and tell the applicant, before the new day is over."
    ),
    StuckKind.PAPERS_BROUGHT: N_(
        "Look into the folder at the counter; if the papers are there, record the supplement."
    ),
    StuckKind.SUPPLEMENT_UNANSWERED: N_(
        "Call the applicant; if nothing more comes, end the case as its procedure says."
    ),
    StuckKind.DUTY_UNANSWERED: N_(
        "Ask the applicant and the tax office whether it was paid, and record the proof."
    ),
    StuckKind.NOT_RESUMED: N_(
        "Look whether the ground of the stop still holds; if not, resume the handling."
    ),
    StuckKind.WITH_POST: N_(
        "Ask the carrier where the item is; record what it says, also that it is lost."
    ),
    StuckKind.CAME_BACK: N_(
        "Call the applicant: have the result fetched, or enter the address to send it to again."
    ),
    StuckKind.LOST: N_(
        "Have a duplicate made at the office's cost, or reopen the case; the applicant was told."
    ),
    StuckKind.NOT_RETURNED: N_(
        "Tell the applicant once more that the result is ready, or offer to send it by post."
    ),
}
"""What to do now with a case of that kind."""

USUAL_WITHOUT_LIMIT = Term(Decimal(3), TermUnit.WORKING_DAYS)
"""A step that the route gives no time usually moves within three days (as long as a supplement
may be asked for, NĐ61 19.4)."""
SUPPLEMENT_ANSWER = Term(Decimal(30), TermUnit.CALENDAR_DAYS)
"""Where the procedure sets no day of its own; a month without a word seldom ends well."""
DUTY_ANSWER = Term(Decimal(30), TermUnit.CALENDAR_DAYS)
"""Land charges are due within thirty days of their notice (NĐ126/2020 article 18)."""
STOP = Term(Decimal(30), TermUnit.CALENDAR_DAYS)
"""No law ends a stop; after a month somebody looks whether its ground still holds."""
FETCHING = Term(Decimal(10), TermUnit.WORKING_DAYS)
"""Two working weeks after the result was ready; by then an applicant has come or forgotten."""
UNSEEN = timedelta(minutes=5)
"""What was entered shortly before a look may have become visible only after it."""
_LONGEST_MONTH = timedelta(days=31)


def usual_time(allotted: Term | None) -> Term:
    """How long a step may lie untouched: twice the time that the route gives it (rule C9)."""
    if allotted is None:
        return USUAL_WITHOUT_LIMIT
    unit = TermUnit.WORKING_DAYS if allotted.unit is TermUnit.SAME_DAY else allotted.unit
    return Term(allotted.amount * 2, unit)


def gone_by(calendar: WorkingCalendar, term: Term, *, at: datetime) -> datetime:
    """The moment before which things must have begun for the term to have gone by at `at`.

    Working days are eight working hours each (rule C1); a month is as long as the longest, so
    that nobody is reminded too early.
    """
    hours = working_hours(term)
    if hours is not None:
        return calendars.subtract_working_hours(calendar, at, hours)
    if term.unit is TermUnit.SAME_DAY:
        return calendars.subtract_working_hours(calendar, at, HOURS_A_DAY)
    if term.unit is TermUnit.MONTHS:
        return at - _LONGEST_MONTH * int(term.amount)
    return at - timedelta(days=int(term.amount))


def received_too_long_ago(calendar: WorkingCalendar, *, at: datetime) -> datetime:
    """What was received before this moment should have been handed over by `at` (NĐ61 18.1).

    A paper about a case that waits for its signature, or at the counter, goes as quickly.

    The reverse of `timing.hand_over_by`: once a working day has closed, what came by 15:00 of
    it; once the next one has opened, what came before that close.
    """
    local = calendar.local(at)
    place = calendar.place(local.date())
    if not calendar.works_on(local.date()) or local <= _close(calendar, place):
        place -= 1
    closed_at = _close(calendar, place)
    if local > calendars.next_opening(calendar, closed_at):
        return closed_at
    cut_off = calendar.at(closed_at.date(), HAND_OVER_CUT_OFF) + datetime.resolution
    return min(cut_off, closed_at)


def _close(calendar: WorkingCalendar, place: int) -> datetime:
    return calendars.end_of_working_day(calendar, calendar.working_day(place))
