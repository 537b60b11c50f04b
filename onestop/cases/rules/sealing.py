"""The seal of the journal: how a case stood, and the hash that chains line to line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

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


_WRITTEN = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def standing_of(case: object) -> dict[str, Any]:
    """How the case stands, in values that JSON keeps: moments as ISO 8601 in UTC."""
    if isinstance(case, Mapping):
        return {name: plain(case[name]) for name in STANDING}
    return {name: plain(getattr(case, name)) for name in STANDING}


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return _in_utc(value) if isinstance(value, datetime) else value


@lru_cache(maxsize=2000)
def _in_utc(moment: datetime) -> str:
    """A moment as it is sealed; the lines of an act share theirs."""
    return moment.astimezone(UTC).isoformat()


def seal(previous: str, entry: Mapping[str, Any]) -> str:
    """SHA-256 over the line before and everything in this one."""
    names = ("number", "act", "happened_at", "entered_at", "official_id", "official_name")
    content = [previous, *(plain(entry[name]) for name in names)]
    content += [entry["details"], entry["standing"]]
    return hashlib.sha256(_WRITTEN.encode(content).encode()).hexdigest()


def first_line(code: str) -> str:
    """What the first line is chained to: the case's own code."""
    return hashlib.sha256(code.encode()).hexdigest()
