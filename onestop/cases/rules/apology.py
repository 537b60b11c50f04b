"""Apology and re-appointment: when a case will not be settled in time (NĐ61 article 19.9)."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum

from onestop.calendars import rules as calendars
from onestop.calendars.rules import WorkingCalendar
from onestop.errors import N_, Refused

ASKED_BEFORE = 12
"""Working hours before the promised moment at which the apology is prepared: a day and a half, so
that the unit can correct it and the head sign it a day before (L1)."""


class ApologyState(StrEnum):
    """Where an apology stands: drafted by the unit, signed by the head, told by the counter."""

    PREPARED = "prepared"
    """Filled in by itself; nobody has looked at it yet, and it excuses nothing."""
    DRAFTED = "drafted"
    SIGNED = "signed"
    APPLIED = "applied"
    CALLED_OFF = "called_off"
    SENT_BACK = "sent_back"
    """The head wants it otherwise; the unit drafts it anew."""


ON_ITS_WAY = frozenset({ApologyState.DRAFTED, ApologyState.SIGNED})
"""Said, and not yet told to the applicant."""


class ApologyGate(StrEnum):
    """What happens to a late case that goes to signature without an apology (L2).

    `WARN` is the default: the law obliges the office, but a result that is held back makes the
    applicant wait still longer; an agency that trusts its leaders to sign chooses `REQUIRE`.
    """

    OFF = "off"
    WARN = "warn"
    REQUIRE = "require"


def on_file(state: str, new_due_at: datetime, *, at: datetime) -> bool:
    """Whether no other apology is owed: it was told, or names a day to come (L1; NĐ61 19.9)."""
    return state == ApologyState.APPLIED or (state in ON_ITS_WAY and new_due_at > at)


def excuses(state: str, new_due_at: datetime, *, at: datetime) -> bool:
    """Whether a late case may go to signature with it (L2): only a signed one does that.

    Left lying until its new day is over, it excuses nothing: the applicant never heard of it.
    """
    return state != ApologyState.DRAFTED and on_file(state, new_due_at, at=at)


def signed_late(signed_at: datetime, due_at: datetime, *, zone: tzinfo) -> bool:
    """Whether an apology was signed later than a day before the due day (L1; NĐ61 19.9)."""
    return signed_at.astimezone(zone).date() >= due_at.astimezone(zone).date()


def require_first(re_appointed: int) -> None:
    """Lets a first re-appointment pass; raises Refused for any other (L1; NĐ61 19.9)."""
    if re_appointed:
        raise Refused(
            N_(
                "The day has been re-appointed once; the law allows no second "
                "(Decree 61/2018, article 19.9). Settle the case as soon as you can."
            )
        )


def new_due(calendar: WorkingCalendar, day: date, *, due_at: datetime, at: datetime) -> datetime:
    """The new promised moment: the closing time of that day (L1; C3).

    Raises Refused unless it is a working day after today and after the day promised before.
    """
    today, promised = (calendar.local(each).date() for each in (at, due_at))
    if day <= today or day <= promised:
        raise Refused(N_("The new day lies after today and after the day promised before."))
    if not calendar.works_on(day):
        raise Refused(N_("The new day is a day off; choose a working day."))
    return calendars.end_of_working_day(calendar, day)


def require_promisable(
    calendar: WorkingCalendar, new_due_at: datetime, *, due_at: datetime, at: datetime
) -> None:
    """Lets an apology pass whose day can still be promised (L1; NĐ61 19.9).

    Raises Refused where the day came, became a day off (C11), or is promised anyway while the
    apology lay: it would promise nothing, and use up the only re-appointment that the law allows.
    """
    if new_due_at <= at:
        raise Refused(
            N_("The new day that the apology names is over; have it drafted anew with a later day.")
        )
    if new_due_at <= due_at:
        raise Refused(
            N_("The case is meanwhile due on the new day or later; draft the apology anew.")
        )
    if not calendar.works_on(calendar.local(new_due_at).date()):
        raise Refused(
            N_(
                "The new day that the apology names has become a day off; have it drafted anew "
                "with a working day."
            )
        )


def proposed_day(
    calendar: WorkingCalendar, hours: Decimal, *, due_at: datetime, at: datetime
) -> date:
    """The first day that can be promised anew: what is left of the way fits in before its close.

    `hours` is the working time of the steps that are still to do (L1; C9).
    """
    done_at = calendars.add_working_hours(calendar, at, hours) if hours else at
    latest = max(calendar.local(each).date() for each in (done_at, due_at, at))
    if latest > calendar.local(max(due_at, at)).date():
        return latest
    return calendars.add_working_days(calendar, latest, 1)


def foreseeable(calendar: WorkingCalendar, received_at: datetime, due_at: datetime) -> bool:
    """Whether there is a day and a half to foresee a delay in: a shorter promise has no day before.

    Of those that are due on the day or the next one, the reminders tell alone.
    """
    return calendars.add_working_hours(calendar, received_at, ASKED_BEFORE) <= due_at


def circumstances(step: str, unit: str, since: datetime | None) -> str:
    """How far the case has come, in the language of the paper; `since` is local."""
    told = f" từ {since:%H:%M %d/%m/%Y}" if since else ""
    return f"Hồ sơ đang ở bước “{step}” tại {unit}{told}."


def reason(step: str) -> str:
    """The calm reason with which a draft begins, for the unit to say it better."""
    return f"Cần thêm thời gian để hoàn thành bước “{step}” và các bước còn lại của quy trình."


def passes_unexcused(gate: ApologyGate, *, excused: bool) -> bool:
    """Whether a late case goes to signature without a signed apology, and that is told (L2).

    Raises Refused where the agency's gate is shut to it (NĐ61 19.9).
    """
    if not excused and gate is ApologyGate.REQUIRE:
        raise Refused(
            N_(
                "The case is late and no apology is signed: draft the apology first, then send "
                "the case to signature (Decree 61/2018, article 19.9)."
            )
        )
    return not excused and gate is ApologyGate.WARN
