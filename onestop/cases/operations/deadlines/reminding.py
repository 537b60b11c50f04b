"""Reminding officials and telling leaders, threshold by threshold, as each agency has set them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Subquery,
    and_,
    extract,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from onestop.accounts.models import Official, Unit
from onestop.calendars.rules import WorkingCalendar, add_working_days
from onestop.cases.models import RUNNING, Case
from onestop.cases.queries.recipients import (
    in_charge_of_units,
    leaders_of_agencies,
    leaders_of_units,
    present,
)
from onestop.cases.queries.reminders import reminded_alike
from onestop.cases.rules import reminders as rules
from onestop.cases.rules.reminders import LATE, Recipient, Reminder, Span
from onestop.notices.operations.sweeping import Found, swept, tell_officials, write_to_officials
from onestop.notices.operations.told import key, moment, told
from onestop.notices.rules import NoticeEvent
from onestop.procedures.models import Procedure

_REMINDER = "reminder"


@dataclass(frozen=True)
class _Morning:
    """The agencies for which a working day has opened, and the one before that was told of."""

    calendar: WorkingCalendar
    agency_ids: tuple[int, ...] | None
    """None where they are all there are."""
    since: date
    today: date
    at: datetime


def remind_officials(session: Session, *, since: datetime | None, at: datetime) -> int:
    """Tells of running cases that passed a threshold since the moment before; how many notices.

    Thresholds pass when a working day opens (see the rules), so most runs find nothing to do.
    A downtime is caught up: whoever missed several thresholds of a case hears of the last one.
    The first run of all tells of today. A handful of statements for agencies that are alike.
    """
    alike = reminded_alike(session)
    many = 0
    for calendar, reminders, agency_ids in alike:
        today = rules.begun_day(calendar, at)
        known = rules.begun_day(calendar, since) if since else add_working_days(calendar, today, -1)
        if known < today:
            whom = None if len(alike) == 1 else tuple(agency_ids)
            many += _tell(session, reminders, _Morning(calendar, whom, known, today, at))
    if many:
        write_to_officials(session, at=at)
    return many


def _tell(session: Session, reminders: tuple[Reminder, ...], morning: _Morning) -> int:
    """The gravest first: of what is told to somebody on one day, the first one stands."""
    many = 0
    for event in (NoticeEvent.ESCALATED, NoticeEvent.OVERDUE, NoticeEvent.DUE_SOON):
        for recipient in Recipient:
            passing = [
                and_(*_passing(each, morning))
                for each in reminders
                if recipient in each.recipients and event_of(each, recipient) is event
            ]
            if passing:
                found = _found(event, recipient, or_(*passing), morning)
                many += tell_officials(session, event, found, at=morning.at)
    return many


def event_of(reminder: Reminder, recipient: Recipient) -> NoticeEvent:
    """What a recipient is told at a threshold: leaders of a late case, that it comes to them."""
    if reminder.threshold not in LATE:
        return NoticeEvent.DUE_SOON
    return NoticeEvent.OVERDUE if recipient is Recipient.ASSIGNEE else NoticeEvent.ESCALATED


def _found(
    event: NoticeEvent, recipient: Recipient, passing: ColumnElement[bool], morning: _Morning
) -> Found:
    """The cases that pass a threshold, with each official who hears of them."""
    which = [RUNNING, passing]
    if morning.agency_ids is not None:
        which.append(Case.agency_id.in_(morning.agency_ids))
    cases = swept(select(Case.id).where(*which))
    people = _PEOPLE[recipient](morning.today)
    of_the_unit = people.c.unit_id == Case.unit_id
    heard_by: ColumnElement[int] = people.c.official_id
    notices = _notices(event, morning).select_from(cases).join(Case, Case.id == cases.c.id)
    if recipient is Recipient.ASSIGNEE:
        notices = notices.outerjoin(people, and_(of_the_unit, Case.assignee_id.is_(None)))
        heard_by = func.coalesce(heard_by, present(Case.assignee_id, morning.today))
    else:
        notices = notices.join(people, of_the_unit)
    return (
        notices.join(Official, Official.id == heard_by)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(Unit, Unit.id == Case.unit_id)
        .where(Official.active)
    )


def _passing(reminder: Reminder, morning: _Morning) -> list[ColumnElement[bool]]:
    """What must be true of a case that passes the threshold this morning."""
    days = {"since": morning.since, "today": morning.today}
    span = rules.due_within(morning.calendar, reminder, **days)
    if span is None:
        span = rules.half_within(morning.calendar, **days)
        return [Case.due_at > morning.at, *_half_gone(span)]
    within = [Case.due_at < span.until_at]
    if span.from_at is not None:
        within.append(Case.due_at >= span.from_at)
    if reminder.threshold not in LATE:
        within.append(Case.due_at > morning.at)
    return within


def _half_gone(span: Span) -> list[ColumnElement[bool]]:
    """Half of the time goes by within the span: reception and promise lie about it evenly."""
    twice = extract("epoch", Case.received_at) + extract("epoch", Case.due_at)
    ends = (span.from_at or span.until_at, span.until_at)
    from_at, until_at = (2 * int(each.timestamp()) for each in ends)
    return [twice.between(literal(from_at, BigInteger), literal(until_at - 1, BigInteger))]


def _notices(event: NoticeEvent, morning: _Morning) -> Found:
    values: dict[str, Any] = {"code": Case.code, "procedure": Procedure.name}
    values["due_at"] = moment(Case.due_at)
    if event is NoticeEvent.ESCALATED:
        values["unit"] = Unit.name
    return select(
        Case.agency_id,
        Case.id,
        Official.id,
        key(f"{_REMINDER}-{morning.today:%Y%m%d}", Case.id, Official.id),
        told(**values),
    )


_PEOPLE: dict[Recipient, Callable[[date], Subquery]] = {
    Recipient.ASSIGNEE: in_charge_of_units,
    Recipient.UNIT_LEADERS: leaders_of_units,
    Recipient.AGENCY_LEADERS: leaders_of_agencies,
}
