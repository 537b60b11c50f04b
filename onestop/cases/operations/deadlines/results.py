"""Telling applicants of results: those that came early, and those that nobody has claimed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    case,
    cast,
    exists,
    literal,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session

from onestop.calendars.holidays import OFFICE_ZONE
from onestop.cases.models import Case, Result
from onestop.cases.rules.lifecycle import Holding
from onestop.cases.rules.reception import ReturnMethod
from onestop.notices.models import Notice
from onestop.notices.operations.sweeping import Found, tell_applicants
from onestop.notices.operations.told import moment, told
from onestop.notices.rules import LONGEST_WAIT, NoticeEvent

UNCLAIMED = (timedelta(days=3), timedelta(days=10), timedelta(days=30))
"""How long a result has waited when the applicant is reminded of it, once each (T2)."""
_FIRST_LOOK_BACK = timedelta(days=1)
_SETTLED: ColumnElement[bool] = literal_column("case_file.status = 'settled'")
_WAYS: Found = select(Case.id, Case.notify_by)
_ANNOUNCED = (NoticeEvent.RESULT_EARLY, NoticeEvent.RESULT_READY, NoticeEvent.REFUSED)


def announce_early(session: Session, *, since: datetime | None, at: datetime) -> int:
    """Announces results that came before the promised day (T2), to whom nobody has told it yet.

    Whoever accepts a result at the counter announces it by that act; this one finds what came
    in by another way. A refusal is no result to look forward to (S6), and results older than
    three days are no news any more. Says how many.
    """
    since = max(since or at - _FIRST_LOOK_BACK, at - LONGEST_WAIT)
    told_already = exists().where(
        Notice.case_id == Case.id, Notice.event.in_([str(event) for event in _ANNOUNCED])
    )
    refused = exists().where(Result.case_id == Case.id, Result.granted.is_(False))
    early = and_(_SETTLED, _settled_before_the_day(since, at), ~told_already, ~refused)
    found = _found(
        str(NoticeEvent.RESULT_EARLY),
        Case.settled_at,
        early,
        told(code=Case.code, due_at=moment(Case.due_at)),
    )
    return tell_applicants(session, NoticeEvent.RESULT_EARLY, found, _WAYS, at=at)


def nag_unclaimed(session: Session, *, since: datetime | None, at: datetime) -> int:
    """Reminds applicants of a result that has waited for 3, 10 or 30 days (T2); says how many.

    A downtime is caught up; whoever missed several reminders hears of the last one only.
    """
    since = since or at - _FIRST_LOOK_BACK
    many, told_of = 0, datetime.min.replace(tzinfo=UTC)
    here_since = case(
        (Case.return_method == ReturnMethod.POST, Case.post_since_at), else_=Case.settled_at
    )
    for waited in sorted(UNCLAIMED, reverse=True):
        newest, oldest = at - waited, max(since - waited, told_of)
        waiting = and_(_SETTLED, or_(_fetched(oldest, newest), _back(oldest, newest)))
        name = f"{NoticeEvent.UNCLAIMED}-{waited.days}"
        found = _found(name, here_since, waiting, told(code=Case.code))
        many += tell_applicants(session, NoticeEvent.UNCLAIMED, found, _WAYS, at=at)
        told_of = newest
    return many


def _fetched(oldest: datetime, newest: datetime) -> ColumnElement[bool]:
    """Ready in that span, for somebody who does not want it by post."""
    return and_(
        Case.settled_at > oldest,
        Case.settled_at <= newest,
        Case.return_method != ReturnMethod.POST,
        Case.holding == Holding.HELD,
    )


def _back(oldest: datetime, newest: datetime) -> ColumnElement[bool]:
    """Back from the post in that span, undelivered (P2)."""
    return and_(
        Case.post_since_at > oldest, Case.post_since_at <= newest, Case.holding == Holding.HELD
    )


def _settled_before_the_day(since: datetime, at: datetime) -> ColumnElement[bool]:
    """Settled in that span, on a day before the one promised."""
    days = []
    day = since.astimezone(OFFICE_ZONE).date()
    while day <= at.astimezone(OFFICE_ZONE).date():
        begins, ends = (
            datetime.combine(each, time(), OFFICE_ZONE) for each in (day, day + timedelta(days=1))
        )
        days.append(and_(Case.settled_at >= begins, Case.settled_at < ends, Case.due_at >= ends))
        day += timedelta(days=1)
    return and_(Case.settled_at > since, Case.settled_at <= at, or_(*days))


def _found(name: str, since: Any, which: ColumnElement[bool], content: Any) -> Found:
    """Those cases as notices: a case that is settled again, or comes back again, is told anew."""
    key = literal(f"{name}-") + cast(Case.id, Text) + literal("-") + moment(since)
    return select(Case.agency_id, Case.id, null(), key, content).where(which)
