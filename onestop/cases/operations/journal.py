"""The journal: one line for each act, chained by hashes, never changed.

`details` says what the line needs to be read as a story: `unit`, `from_unit`, `to_unit`, `step`,
`official`, `reason`, `note`, `result`, `receiver`, `due_at`; and under `visit` the finished step
(`position`, `round`, `received_at`, `due_at`, `done_at`, `verdict`), so that the journal alone
reproduces it. `standing` is how the case stands afterwards.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.cases.models import Case, CaseStep, JournalEntry
from onestop.cases.rules.lifecycle import Act

STANDING = (
    "status",
    "holding",
    "unit_id",
    "step_position",
    "step_round",
    "assignee_id",
    "due_at",
    "stands_since_at",
    "settled_at",
    "closed_at",
)


def standing_of(case: Case | Mapping[str, Any]) -> dict[str, Any]:
    """How the case stands, in values that JSON keeps: moments as ISO 8601 in UTC."""
    read = case.get if isinstance(case, Mapping) else lambda name: getattr(case, name)
    return {name: plain(read(name)) for name in STANDING}


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def seal(previous: str, entry: Mapping[str, Any]) -> str:
    """SHA-256 over the line before and everything in this one."""
    names = ("number", "act", "happened_at", "entered_at", "official_id", "official_name")
    content = [previous, *(plain(entry[name]) for name in names)]
    content += [entry["details"], entry["standing"]]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_line(code: str) -> str:
    """What the first line is chained to: the case's own code."""
    return hashlib.sha256(code.encode()).hexdigest()


def line(
    act: Act,
    *,
    number: int,
    by: Actor | None,
    at: datetime,
    details: Mapping[str, Any],
    standing: Mapping[str, Any],
    previous: str,
) -> dict[str, Any]:
    """One line of the journal as column values, sealed; `by` is None for the scheduler."""
    entry: dict[str, Any] = {
        "number": number,
        "act": str(act),
        "happened_at": at,
        "entered_at": at,
        "official_id": by.official_id if by else None,
        "official_name": by.full_name if by else "",
        "details": {name: plain(value) for name, value in details.items() if value not in ("", None)},
        "standing": dict(standing),
    }
    entry["hash"] = seal(previous, entry)
    return entry


def write(
    session: Session, case: Case, act: Act, *, by: Actor | None, at: datetime, **details: Any
) -> JournalEntry:
    """Adds the line that tells of an act and raises the case's version with it."""
    case.version += 1
    entry = line(
        act,
        number=case.version,
        by=by,
        at=at,
        details=details,
        standing=standing_of(case),
        previous=case.journal_hash,
    )
    case.journal_hash = entry["hash"]
    added = JournalEntry(agency_id=case.agency_id, case_id=case.id, **entry)
    session.add(added)
    session.flush()
    return added


def visit_of(step: CaseStep) -> dict[str, Any]:
    """A finished step as the journal keeps it."""
    names = ("position", "round", "received_at", "due_at", "done_at", "verdict")
    return {name: plain(getattr(step, name)) for name in names}
