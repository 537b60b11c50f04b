"""What the passing of time alone does to cases: marked set by set, never row by row."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from onestop.cases.models import Case, CaseStep, StepState
from onestop.cases.rules.lifecycle import CaseStatus

RUNNING = (CaseStatus.RECEIVED, CaseStatus.PROCESSING)


def flag_overdue(session: Session, *, at: datetime) -> int:
    """Marks running cases and open steps whose due moment has passed; says how many rows.

    Doing it twice changes nothing: a row is marked once, with the moment it was due.
    """
    cases = (
        update(Case)
        .where(Case.status.in_(RUNNING), Case.due_at < at, Case.overdue_since_at.is_(None))
        .values(overdue_since_at=Case.due_at)
    )
    steps = (
        update(CaseStep)
        .where(
            CaseStep.state == StepState.OPEN,
            CaseStep.due_at < at,
            CaseStep.overdue_since_at.is_(None),
        )
        .values(overdue_since_at=CaseStep.due_at)
    )
    options = {"synchronize_session": False}
    return sum(
        cast("CursorResult[object]", session.execute(each, execution_options=options)).rowcount
        for each in (cases, steps)
    )
