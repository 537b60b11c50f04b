"""Amending the calendar, and with it what was promised to the open cases: wholly or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor, Permission
from onestop.calendars.models import (
    AgencyCalendar,
    AmendedDay,
    CalendarAmendment,
    CalendarDay,
)
from onestop.calendars.queries import entered_days
from onestop.calendars.rules import EnteredDay
from onestop.cases.models import Case, CaseStep, DueChange, JournalEntry, SupplementRequest
from onestop.cases.operations.amended import (
    LONGEST_REASON,
    Amendment,
    closing_notice_row,
    event_row,
    journal_row,
    notice_row,
    promised_row,
    touched_row,
)
from onestop.cases.queries.amendment import Affected, affected
from onestop.cases.rules.promise import AmendmentPolicy, CalendarChange
from onestop.db import insert_all, insert_one
from onestop.errors import N_, NotPermitted, Refused, Stale
from onestop.notices.operations import posting
from onestop.notices.rules import NoticeEvent

PORTION = 2000


@dataclass(frozen=True)
class Amended:
    """What an amendment does, and for how many of its cases it has been done so far."""

    number: int
    cases_moved: int
    steps_moved: int
    done: int
    all: int


def amend(
    session: Session, change: CalendarChange, policy: AmendmentPolicy, **more: Any
) -> Amended:
    """Amends in one go, as `amending` does portion by portion; gives what was done."""
    *_, last = amending(session, change, policy, **more)
    return last


def amending(
    session: Session,
    change: CalendarChange,
    policy: AmendmentPolicy,
    *,
    reason: str,
    seen: str,
    by: Actor,
    at: datetime,
) -> Iterator[Amended]:
    """Enters and withdraws days, and moves the promises of open cases by the policy (C10, C11).

    `seen` is the calendar's fingerprint on which the preview was made. Each moved case gets a
    typed event, a line in its journal and a notice to the applicant. Yields how far it is after
    each portion, for a progress bar; the caller's transaction ends after the last. Raises
    NotPermitted, Refused for a change that changes nothing, and Stale when the calendar was
    amended meanwhile.
    """
    if not by.may(Permission.AMEND_CALENDAR):
        raise NotPermitted(N_("Your post does not allow you to amend the calendar."))
    if not reason:
        raise Refused(N_("Say why the calendar is amended: by which decision."))
    calendar = _locked(session, by.agency_id)
    if calendar.fingerprint != seen:
        raise Stale(N_("Somebody else has amended the calendar meanwhile; look at it anew."))
    require_change(session, by.agency_id, change)
    moved = [
        each
        for each in affected(session, by.agency_id, change, at=at, policies=(policy,), lock=True)
        if each.changes(policy)
    ]
    amendment = _enter(session, change, policy, moved, reason=reason, by=by, at=at)
    calendar.fingerprint = hashlib.sha256(f"{seen}|{change}|{at}".encode()).hexdigest()
    session.flush()
    told = Amended(
        amendment.number,
        sum(each.moves(policy) for each in moved),
        sum(each.step_moves(policy) for each in moved),
        0,
        len(moved),
    )
    yield told
    for first in range(0, len(moved), PORTION):
        portion = moved[first : first + PORTION]
        _move(session, amendment, portion)
        yield replace(told, done=first + len(portion))


def require_change(session: Session, agency_id: int, change: CalendarChange) -> None:
    """Lets a change pass that changes something; raises Refused for any other."""
    there = entered_days(session, agency_id)
    if not change.days:
        raise Refused(N_("Enter at least one day."))
    if any(day not in there for day in change.withdrawn):
        raise Refused(N_("Only a day that was entered here can be withdrawn."))
    if not change.withdrawn and all(there.get(day.day_on) == day for day in change.entered):
        raise Refused(N_("The calendar has these days already."))


def _locked(session: Session, agency_id: int) -> AgencyCalendar:
    return session.scalars(
        select(AgencyCalendar)
        .where(AgencyCalendar.agency_id == agency_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _enter(
    session: Session,
    change: CalendarChange,
    policy: AmendmentPolicy,
    moved: Sequence[Affected],
    *,
    reason: str,
    by: Actor,
    at: datetime,
) -> Amendment:
    """The days themselves, and the amendment as a version of the calendar."""
    there = entered_days(session, by.agency_id)
    session.execute(
        delete(CalendarDay).where(
            CalendarDay.agency_id == by.agency_id, CalendarDay.day_on.in_(change.days)
        )
    )
    last = session.scalar(
        select(func.max(CalendarAmendment.number)).where(
            CalendarAmendment.agency_id == by.agency_id
        )
    )
    number = (last or 0) + 1
    row = {
        "agency_id": by.agency_id,
        "number": number,
        "reason": reason[:LONGEST_REASON],
        "policy": str(policy),
        "entered_at": at,
        "entered_by_id": by.official_id,
        "cases_moved": sum(each.moves(policy) for each in moved),
        "steps_moved": sum(each.step_moves(policy) for each in moved),
    }
    amendment_id = insert_one(session, CalendarAmendment, row)
    _enter_days(session, change, there, amendment_id, agency_id=by.agency_id, at=at)
    return Amendment(amendment_id, number, policy, reason, by, at)


def _enter_days(
    session: Session,
    change: CalendarChange,
    there: Mapping[date, EnteredDay],
    amendment_id: int,
    *,
    agency_id: int,
    at: datetime,
) -> None:
    """The days as the calendar has them from now on, and as the amendment keeps them."""
    entered = [asdict(day) for day in change.entered]
    withdrawn = [asdict(there[day]) for day in change.withdrawn]
    live = {"agency_id": agency_id, "entered_at": at}
    insert_all(session, CalendarDay, [day | live for day in entered])
    kept = [day | {"withdrawn": False} for day in entered]
    kept += [day | {"withdrawn": True} for day in withdrawn]
    insert_all(session, AmendedDay, [day | {"amendment_id": amendment_id} for day in kept])


_CASE, _STEP = Case.__table__.c, CaseStep.__table__.c
_REQUEST = SupplementRequest.__table__.c
_MOVE_CASE = (
    update(cast(Table, Case.__table__))
    .where(_CASE.id == bindparam("of_case"))
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in (
                *("due_at", "due_reason_vi", "due_reason_en", "act_by_at"),
                *("overdue_since_at", "version", "journal_hash"),
            )
        }
    )
)
_TOUCH_CASE = (
    update(cast(Table, Case.__table__))
    .where(_CASE.id == bindparam("of_case"))
    .values({name: bindparam(f"new_{name}") for name in ("act_by_at", "version", "journal_hash")})
)
_MOVE_STEP = (
    update(cast(Table, CaseStep.__table__))
    .where(_STEP.id == bindparam("of_step"))
    .values(due_at=bindparam("new_due_at"), overdue_since_at=None)
)
_MOVE_CLOSING = (
    update(cast(Table, SupplementRequest.__table__))
    .where(_REQUEST.id == bindparam("of_request"))
    .values(close_by_at=bindparam("new_close_by_at"))
)


def _move(session: Session, amendment: Amendment, portion: Sequence[Affected]) -> None:
    """Writes a portion of the moved cases: a handful of statements, each with many rows."""
    policy, connection = amendment.policy, session.connection()
    lines = [journal_row(amendment, each) for each in portion]
    promised = [
        (each, line) for each, line in zip(portion, lines, strict=True) if each.moves(policy)
    ]
    touched = [
        touched_row(amendment, each, line)
        for each, line in zip(portion, lines, strict=True)
        if not each.moves(policy)
    ]
    steps = [
        {"of_step": each.case["step_id"], "new_due_at": each.step_by_policy[policy]}
        for each in portion
        if each.step_moves(policy)
    ]
    if promised:
        rows = [promised_row(amendment, each, line) for each, line in promised]
        connection.execute(_MOVE_CASE, rows)
    if touched:
        connection.execute(_TOUCH_CASE, touched)
    if steps:
        connection.execute(_MOVE_STEP, steps)
    closing = [each for each in portion if each.closes_later]
    if closing:
        rows = [
            {"of_request": each.case["request_id"], "new_close_by_at": each.closes_at}
            for each in closing
        ]
        connection.execute(_MOVE_CLOSING, rows)
    insert_all(
        session,
        JournalEntry,
        [
            line | {"agency_id": each.case["agency_id"], "case_id": each.case["id"]}
            for each, line in zip(portion, lines, strict=True)
        ],
    )
    insert_all(session, DueChange, [event_row(amendment, each, line) for each, line in promised])
    _tell(session, amendment, [each for each, _ in promised], closing)


def _tell(
    session: Session,
    amendment: Amendment,
    promised: Sequence[Affected],
    closing: Sequence[Affected],
) -> None:
    """The applicants hear of the new promise, and until when their papers are awaited now."""
    told = (
        (NoticeEvent.DUE_AMENDED, [notice_row(amendment, each) for each in promised]),
        (
            NoticeEvent.SUPPLEMENT_LONGER,
            [closing_notice_row(amendment, each) for each in closing],
        ),
    )
    for event, rows in told:
        posting.post(session, event, rows, agency_id=amendment.by.agency_id, at=amendment.at)
