"""The morning's sweep over many open cases, against the bare statements of the same effect."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from onestop.calendars.holidays import OFFICE_ZONE
from onestop.cases.operations import deadlines
from onestop.db import db, transaction
from tests.benchmarks import sweep_floor
from tests.benchmarks.office import Office, fill
from tests.benchmarks.table import Figure

SIZES = (10_000, 100_000, 1_000_000)
AT = datetime(2026, 11, 19, 7, 30, tzinfo=OFFICE_ZONE)
"""The opening of a Thursday."""
NEEDED = 1 / 2
FLAT = 32 * 1024
"""By how many kibibytes the memory may grow from the smallest sweep to the largest."""
LEAST_ROUNDS, CASES_SWEPT = 3, 150_000
"""A small office is swept more often: a scheduler runs for weeks, and its first sweep is none."""
SPREAD = 60
"""Promises fall due over so many days, the first three before this one."""


def measure(office: Office, sizes: tuple[int, ...] = SIZES) -> Iterator[Figure]:
    """The sweep at each size against its floor, and whether its memory stays flat."""
    grown = 0
    with office.app.app_context():
        for size in sizes:
            fill(office, size)
            _spread(office.kind)
            took: dict[str, list[float]] = {"ours": [], "bare": []}
            for _ in range(max(LEAST_ROUNDS, CASES_SWEPT // size)):
                bare, floor_rows = _timed(lambda session: sweep_floor.sweep(session, office.kind))
                before = _memory()
                ours, rows = _timed(_sweep)
                grown = max(grown, _memory() - before)
                assert rows == floor_rows, f"{rows} rows, the floor wrote {floor_rows}"
                took["ours"].append(ours)
                took["bare"].append(bare)
            name = f"sweep, {size:,} open cases, {rows:,} rows"
            ours, bare = (size / median(each) for each in took.values())
            yield Figure(office.kind, name, ours, bare, NEEDED)
    yield Figure(office.kind, "sweep, KiB of memory allowed : grown", FLAT, max(grown, 1), 1)


def _sweep(session: Session) -> None:
    deadlines.flag_overdue(session, at=AT)
    deadlines.remind_officials(session, since=AT - timedelta(days=1), at=AT)


def _timed(work: Callable[[Session], Any]) -> tuple[float, int]:
    """How long it takes with its commit, and how many rows are there more; then they go again."""
    begun = perf_counter()
    with transaction() as session:
        work(session)
    took = perf_counter() - begun
    rows = 0
    with transaction() as session:
        run = session.connection().exec_driver_sql
        rows += run("DELETE FROM notice").rowcount
        for table in ("case_file", "case_step"):
            mark = "overdue_since_at = NULL WHERE overdue_since_at IS NOT NULL"
            rows += run(f"UPDATE {table} SET {mark}").rowcount
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))
    return took, rows


def _spread(kind: str) -> None:
    """Gives every case a promise, and its open step the same moment."""
    first = AT.date() - timedelta(days=3)
    days = (first + timedelta(days=number) for number in range(SPREAD))
    due = " ".join(f"WHEN {number} THEN {_stored(day, kind)}" for number, day in enumerate(days))
    received = _stored(AT.date() - timedelta(days=30), kind)
    due_at, of_the_case = (f"CASE mod({name}, {SPREAD}) {due} END" for name in ("id", "case_id"))
    with transaction() as session:
        run = session.connection().exec_driver_sql
        run(f"UPDATE case_file SET received_at = {received}, due_at = {due_at}")
        run(f"UPDATE case_step SET due_at = {of_the_case} WHERE state = 'open'")
    with db.engine.connect() as connection:
        connection.execute(text("ANALYZE"))


def _stored(day: date, kind: str) -> str:
    """The close of a day, 17:00 here, as the database has it."""
    moment = f"{day.isoformat()} 10:00:00.000000"
    return f"'{moment}'" if kind == "sqlite" else f"'{moment}+00'::timestamptz"


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
