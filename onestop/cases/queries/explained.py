"""Why a case is due when it is: the promise put together again from the events that made it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.calendars import rules as calendars
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import Due, Suspension, Term
from onestop.cases.models import Case, DueChange, JournalEntry
from onestop.cases.rules.lifecycle import Act
from onestop.procedures import queries as procedures

_STOOD = frozenset({Act.RECEIVE_SUPPLEMENT, Act.RECEIVE_DUTY, Act.RESUME})


def explained(session: Session, case: Case) -> Due | None:
    """The promise with its reasons; None where it was changed by hand, and no rule explains it.

    The term runs from the reception, or anew from a supplement that restarts it (C7) or from a
    reopening (T3); every other standstill is a suspension (C8).
    """
    version = procedures.version(session, case.version_id)
    events = [event for _, event in events_of(session, [case.id])]
    starts_at, stood = run_of(case.received_at, events, version.supplement_policy == "restart")
    due = calendars.due(
        calendar_of(session, case.agency_id),
        Term.parse(case.term),
        starts_at,
        cut_off=version.cut_off,
        suspensions=stood,
    )
    return due if due.at == case.due_at else None


Event = tuple[Act, datetime, datetime | None]


def run_of(
    received_at: datetime, events: Sequence[Event], restarts: bool
) -> tuple[datetime, tuple[Suspension, ...]]:
    """Since when the term runs, and when it stood still since then."""
    starts_at, stood = received_at, list[Suspension]()
    for act, at, since in events:
        if act is Act.REOPEN or (act is Act.RECEIVE_SUPPLEMENT and restarts):
            starts_at, stood = at, []
        elif act in _STOOD and since is not None:
            stood.append(Suspension(since, at))
    return starts_at, tuple(stood)


def events_of(session: Session, cases: Any) -> Iterator[tuple[int, Event]]:
    """The events that made the promises of those cases, in order."""
    rows = session.execute(
        select(DueChange.case_id, DueChange.kind, DueChange.changed_at, JournalEntry.details)
        .join(
            JournalEntry,
            (JournalEntry.case_id == DueChange.case_id) & (JournalEntry.number == DueChange.number),
        )
        .where(DueChange.case_id.in_(cases))
        .order_by(DueChange.case_id, DueChange.number)
    )
    for case_id, kind, at, details in rows:
        since = details.get("stood_since_at")
        yield case_id, (Act(kind), at, datetime.fromisoformat(since) if since else None)
