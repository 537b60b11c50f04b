"""Guessing is slowed down: failures are counted in the database, for all web processes alike.

Only failures are written, so that the many who type what stands on their receipt cost one read.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from flask import current_app, request
from sqlalchemy import CursorResult, bindparam, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from onestop.errors import N_, SaidNo
from onestop.web.models import RateWindow

_WINDOWS = RateWindow.__table__.c
_UNDER_WAY = select(_WINDOWS.failures, _WINDOWS.ends_at).where(
    _WINDOWS.key == bindparam("key"), _WINDOWS.ends_at > bindparam("at")
)

USED_UP_UNTIL = (
    select(_WINDOWS.ends_at)
    .where(
        _WINDOWS.key == bindparam("limit_key"),
        _WINDOWS.ends_at > bindparam("limit_at"),
        _WINDOWS.failures >= bindparam("limit_failures"),
    )
    .scalar_subquery()
)
"""When a limit's window ends, if it is used up: for a statement that answers both at once."""


@dataclass(frozen=True)
class Limit:
    """How many failures of a kind are borne within a window."""

    kind: str
    failures: int
    window: timedelta


class TooManyAttempts(SaidNo):
    """Wait before the next attempt; `until_at` says how long (HTTP 429)."""

    def __init__(self, until_at: datetime) -> None:
        self.until_at = until_at
        super().__init__(
            N_("There were too many failed attempts. Please wait until %(time)s and try again."),
            time=until_at,
        )


def from_address(limit: Limit) -> str:
    """The key of the browser's address under a limit; the address itself is not kept."""
    return key(limit, request.remote_addr or "")


def key(limit: Limit, who: str) -> str:
    """The key of anything else, kept as a keyed hash."""
    secret = str(current_app.secret_key).encode()
    digest = hmac.new(secret, f"{limit.kind}|{who}".encode(), hashlib.sha256).hexdigest()
    return f"{limit.kind}:{digest[:32]}"


def require_patience(session: Session, keys: Sequence[tuple[Limit, str]], *, at: datetime) -> None:
    """Lets a patient visitor pass; raises TooManyAttempts while one of the limits is used up."""
    until = []
    for limit, name in keys:
        window = session.connection().execute(_UNDER_WAY, {"key": name, "at": at}).first()
        if window is not None and window.failures >= limit.failures:
            until.append(window.ends_at)
    if until:
        raise TooManyAttempts(max(until))


def count_failure(session: Session, keys: Sequence[tuple[Limit, str]], *, at: datetime) -> None:
    """Counts one failure under each limit; a window that has ended begins anew."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    for limit, name in keys:
        ended = RateWindow.ends_at <= at
        statement = dialect.insert(RateWindow).values(
            key=name, ends_at=at + limit.window, failures=1
        )
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["key"],
                set_={
                    "failures": case((ended, 1), else_=RateWindow.failures + 1),
                    "ends_at": case((ended, at + limit.window), else_=RateWindow.ends_at),
                },
            )
        )


def forget_expired(session: Session, *, at: datetime) -> int:
    """Clears the windows that have ended; says how many."""
    ended = delete(RateWindow).where(RateWindow.ends_at <= at)
    return cast("CursorResult[object]", session.execute(ended)).rowcount
