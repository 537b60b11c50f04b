"""Exactly one scheduler leads: who waits, who follows, and how a lost lead is noticed."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from sqlalchemy import text

from onestop.db import db

LEADING = 7_304_118
"""The number of PostgreSQL's advisory lock that the leading scheduler holds."""
WAIT = 5.0
"""Seconds after which one that stands by tries again: a dead leader is followed soon."""
_NOTICED = ("tcp_keepalives_idle = 20", "tcp_keepalives_interval = 10", "tcp_keepalives_count = 2")
"""Lets the server notice within 40 seconds that the leader's machine has gone without a word."""

log = structlog.get_logger()


@contextmanager
def leadership(stopped: Callable[[], bool]) -> Iterator[Callable[[], bool] | None]:
    """Waits until this process is the only scheduler; None if it was told to stop before.

    What it gives asks anew whether this process still leads, and raises when the database that
    knows it is gone.
    """
    take = _by_file if db.engine.dialect.name == "sqlite" else _by_advisory_lock
    with take() as attempt:
        told = False
        while not stopped():
            if attempt():
                yield attempt
                return
            if not told:
                log.info("another scheduler leads; standing by")
                told = True
            time.sleep(WAIT)
        yield None


@contextmanager
def _by_file() -> Iterator[Callable[[], bool]]:
    with Path(f"{db.engine.url.database}.scheduler").open("w") as held:

        def attempt() -> bool:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        yield attempt


@contextmanager
def _by_advisory_lock() -> Iterator[Callable[[], bool]]:
    with db.engine.connect() as connection:
        connection.detach()
        for setting in _NOTICED:
            connection.execute(text(f"SET {setting}"))
        held = False

        def attempt() -> bool:
            nonlocal held
            question = "SELECT 1" if held else f"SELECT pg_try_advisory_lock({LEADING})"
            held = bool(connection.scalar(text(question)))
            return held

        yield attempt
