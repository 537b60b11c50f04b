"""The journal: one line for each act, chained by hashes, never changed.

`details` says what the line needs to be read as a story: `unit`, `from_unit`, `to_unit`, `step`,
`official`, `reason`, `note`, `result`, `receiver`, `due_at`, `amount` (in đồng), `paper` (the
number of the form that went out), `receipt` (of one that counts no more); and under `visit` the
finished step (`position`, `round`, `received_at`, `due_at`, `done_at`, `verdict`), so that the
journal alone reproduces it. `standing` is how the case stands afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.cases.models import Case, CaseStep, JournalEntry
from onestop.cases.rules.lifecycle import Act
from onestop.cases.rules.sealing import plain, seal, standing_of
from onestop.db import insert_all


def line(
    act: Act,
    *,
    number: int,
    by: Actor | None,
    at: datetime,
    details: Mapping[str, Any],
    standing: Mapping[str, Any],
    previous: str,
    happened_at: datetime | None = None,
) -> dict[str, Any]:
    """One line of the journal as column values, sealed; `by` is None for the scheduler.

    What we learn later than it happened has a moment of its own.
    """
    entry: dict[str, Any] = {
        "number": number,
        "act": str(act),
        "happened_at": happened_at or at,
        "entered_at": at,
        "official_id": by.official_id if by else None,
        "official_name": by.full_name if by else "",
        "details": {
            name: plain(value) for name, value in details.items() if value not in ("", None)
        },
        "standing": dict(standing),
    }
    entry["hash"] = seal(previous, entry)
    return entry


def _tells(value: object) -> bool:
    return value is not None and value != ""


def write(
    session: Session, case: Case, act: Act, *, by: Actor | None, at: datetime, **details: Any
) -> int:
    """Adds the line that tells of an act and raises the case's version with it: its number."""
    return write_of_past(session, case, act, by=by, at=at, happened_at=at, details=details)


def write_of_past(
    session: Session,
    case: Case,
    act: Act,
    *,
    by: Actor | None,
    at: datetime,
    happened_at: datetime,
    details: Mapping[str, Any],
) -> int:
    """Adds the line that tells at `at` of what had happened before, elsewhere; its number."""
    case.version += 1
    entry = line(
        act,
        number=case.version,
        by=by,
        at=at,
        details=details,
        standing=standing_of(case),
        previous=case.journal_hash,
        happened_at=happened_at,
    )
    case.journal_hash = entry["hash"]
    session.flush()
    insert_all(session, JournalEntry, [entry | {"agency_id": case.agency_id, "case_id": case.id}])
    return case.version


def visit_of(step: CaseStep) -> dict[str, Any]:
    """A finished step as the journal keeps it."""
    names = ("position", "round", "received_at", "due_at", "done_at", "verdict")
    return {name: plain(getattr(step, name)) for name in names}
