"""How a promised moment changes: by a typed event with author, reason, old and new day (C10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.calendars import wording
from onestop.calendars.rules import Due
from onestop.cases.models import Case, DueChange
from onestop.cases.operations import journal
from onestop.cases.queries.whereabouts import present_step
from onestop.cases.rules.lifecycle import Act, Holding


def promise_anew(
    session: Session,
    case: Case,
    act: Act,
    due_at: datetime,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    told: Mapping[str, Any],
) -> None:
    """The case is due at another moment: one line of the journal, and the event that it tells."""
    old_due_at, case.due_at = case.due_at, due_at
    step = present_step(case)
    if case.holding == Holding.HELD and (step is None or step.due_at is None):
        case.act_by_at = due_at
    if due_at > at:
        case.overdue_since_at = None
    number = journal.write(session, case, act, by=by, at=at, **told, due_at=due_at)
    session.add(
        DueChange(
            case_id=case.id,
            number=number,
            kind=str(act),
            changed_at=at,
            old_due_at=old_due_at,
            new_due_at=due_at,
            reason=reason,
            official_id=by.official_id,
        )
    )
    session.flush()


def explain(case: Case, due: Due) -> None:
    """Keeps in words what the promise follows from."""
    case.due_reason_vi = wording.due_in_words(due, "vi")
    case.due_reason_en = wording.due_in_words(due, "en")
