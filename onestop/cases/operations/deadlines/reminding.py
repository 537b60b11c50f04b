"""Reminding officials and telling leaders, threshold by threshold, as each agency has set them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Subquery,
    Text,
    and_,
    bindparam,
    extract,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from onestop.accounts.models import Official, Unit
from onestop.calendars.rules import WorkingCalendar, add_working_days
from onestop.cases.models import RUNNING, Case, DueChange
from onestop.cases.queries.recipients import (
    IN_CHARGE_OF_UNITS,
    LEADERS_OF_AGENCIES,
    LEADERS_OF_UNITS,
    present,
)
from onestop.cases.queries.reminders import reminded_alike
from onestop.cases.rules import reminders as rules
from onestop.cases.rules.reminders import LATE, Recipient, Reminder, Threshold
from onestop.db import Moment
from onestop.notices.operations.sweeping import (
    AT,
    Found,
    swept,
    tell_officials,
    write_to_officials,
)
from onestop.notices.operations.told import key, moment, told
from onestop.notices.rules import NoticeEvent
from onestop.procedures.models import Procedure

_KEPT = 128
"""How many sweeps are kept; agencies that are reminded alike share theirs."""
_moved_at = (
    select(func.max(DueChange.changed_at))
    .where(DueChange.case_id == Case.id, DueChange.old_due_at.is_not(None))
    .scalar_subquery()
)
_promised_at = func.coalesce(_moved_at, Case.received_at)
"""Since when the promise is what it is: the event that moved it last, else the reception."""


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

    Thresholds pass when a working day opens (see the rules), so most runs find nothing to do; what
    is promised for that very day since then is told of after its break. A downtime is caught up:
    whoever missed several thresholds of a case hears of the last one. The first run of all tells
    of today. A handful of statements for agencies that are alike.
    """
    alike = reminded_alike(session)
    many = 0
    for calendar, reminders, agency_ids in alike:
        today = rules.begun_day(calendar, at)
        known = rules.begun_day(calendar, since) if since else add_working_days(calendar, today, -1)
        whom = None if len(alike) == 1 else tuple(agency_ids)
        if known < today:
            many += _tell(session, reminders, _Morning(calendar, whom, known, today, at))
        elif since and rules.opened_again(calendar, since=since, at=at):
            on_day = tuple(each for each in reminders if each.threshold is Threshold.ON_DAY)
            before = add_working_days(calendar, today, -1)
            many += _tell(session, on_day, _Morning(calendar, whom, before, today, at))
    if many:
        write_to_officials(session, at=at)
    return many


def _tell(session: Session, reminders: tuple[Reminder, ...], morning: _Morning) -> int:
    """The gravest first: of what is told to somebody on one day, the first one stands."""
    many = 0
    for event in (NoticeEvent.ESCALATED, NoticeEvent.OVERDUE, NoticeEvent.DUE_SOON):
        for recipient in Recipient:
            passing = tuple(
                each
                for each in reminders
                if recipient in each.recipients and event_of(each, recipient) is event
            )
            if passing:
                of_all = morning.agency_ids is None
                found = _found(event, recipient, tuple(each.threshold for each in passing), of_all)
                values = _values(passing, morning)
                many += tell_officials(session, event, found, at=morning.at, **values)
    return many


def event_of(reminder: Reminder, recipient: Recipient) -> NoticeEvent:
    """What a recipient is told at a threshold: leaders of a late case, that it comes to them."""
    if reminder.threshold not in LATE:
        return NoticeEvent.DUE_SOON
    return NoticeEvent.OVERDUE if recipient is Recipient.ASSIGNEE else NoticeEvent.ESCALATED


def _values(passing: tuple[Reminder, ...], morning: _Morning) -> dict[str, Any]:
    """What the statement is told this morning: the day, the agencies, each threshold's span."""
    values: dict[str, Any] = {"today": morning.today, "about": f"reminder-{morning.today:%Y%m%d}"}
    if morning.agency_ids is not None:
        values["agency_ids"] = morning.agency_ids
    for number, reminder in enumerate(passing):
        ends = zip(_ends_of(number), _span(reminder, morning), strict=True)
        values |= {name: end for name, end in ends if end is not None}
    return values


def _span(reminder: Reminder, morning: _Morning) -> tuple[datetime | int | None, datetime | int]:
    """Between what a case passes the threshold: its promise, or twice the half of its time."""
    days = {"since": morning.since, "today": morning.today}
    span = rules.due_within(morning.calendar, reminder, **days)
    if span is not None:
        return span.from_at, span.until_at
    half = rules.half_within(morning.calendar, **days)
    return (
        2 * int((half.from_at or half.until_at).timestamp()),
        2 * int(half.until_at.timestamp()) - 1,
    )


@lru_cache(_KEPT)
def _found(
    event: NoticeEvent, recipient: Recipient, thresholds: tuple[Threshold, ...], of_all: bool
) -> Found:
    """The cases that pass a threshold, with each official who hears of them; built once."""
    passing = [and_(*_passing(each, number)) for number, each in enumerate(thresholds)]
    which = [RUNNING, or_(*passing)]
    if not of_all:
        which.append(Case.agency_id.in_(bindparam("agency_ids", expanding=True)))
    cases = swept(select(Case.id).where(*which))
    people = _PEOPLE[recipient]
    of_the_unit = people.c.unit_id == Case.unit_id
    heard_by: ColumnElement[int] = people.c.official_id
    notices = _notices(event).select_from(cases).join(Case, Case.id == cases.c.id)
    if recipient is Recipient.ASSIGNEE:
        notices = notices.outerjoin(people, and_(of_the_unit, Case.assignee_id.is_(None)))
        heard_by = func.coalesce(heard_by, present(Case.assignee_id))
    else:
        notices = notices.join(people, of_the_unit)
    return (
        notices.join(Official, Official.id == heard_by)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(Unit, Unit.id == Case.unit_id)
        .where(Official.active)
    )


def _passing(threshold: Threshold, number: int) -> list[ColumnElement[bool]]:
    """What must be true of a case that passes the threshold of that number this morning."""
    begins, ends = _ends_of(number)
    if threshold is Threshold.HALF:
        from_at, until_at = (bindparam(name, type_=BigInteger) for name in (begins, ends))
        earliest = _twice_the_half(Case.received_at) <= until_at
        return [
            Case.due_at > AT,
            earliest,
            _twice_the_half(_promised_at).between(from_at, until_at),
        ]
    within = [Case.due_at < bindparam(ends, type_=Moment())]
    if threshold is not Threshold.EACH_DAY_AFTER:
        within.append(Case.due_at >= bindparam(begins, type_=Moment()))
    if threshold not in LATE:
        within.append(Case.due_at > AT)
    return within


def _ends_of(number: int) -> tuple[str, str]:
    """The names by which a statement knows the span of a threshold."""
    return f"from_{number}", f"until_{number}"


def _twice_the_half(begins: Any) -> ColumnElement[Any]:
    """Twice the second at which half of the time is gone: its beginning and end lie about it."""
    return extract("epoch", begins) + extract("epoch", Case.due_at)


def _notices(event: NoticeEvent) -> Found:
    values: dict[str, Any] = {"code": Case.code, "procedure": Procedure.name}
    values["due_at"] = moment(Case.due_at)
    if event is NoticeEvent.ESCALATED:
        values["unit"] = Unit.name
    return select(
        Case.agency_id,
        Case.id,
        Official.id,
        key(bindparam("about", type_=Text), Case.id, Official.id),
        told(**values),
    )


_PEOPLE: dict[Recipient, Subquery] = {
    Recipient.ASSIGNEE: IN_CHARGE_OF_UNITS,
    Recipient.UNIT_LEADERS: LEADERS_OF_UNITS,
    Recipient.AGENCY_LEADERS: LEADERS_OF_AGENCIES,
}
