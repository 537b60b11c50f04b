"""The morning's sweep over many open cases, against the bare statements of the same effect."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from sqlalchemy import text

from onestop.calendars.holidays import OFFICE_ZONE
from onestop.cases.operations import deadlines
from onestop.db import db, transaction
from tests.benchmarks.office import Office, fill
from tests.benchmarks.table import Figure

SIZES = (10_000, 100_000, 1_000_000)
AT = datetime(2026, 11, 19, 7, 30, tzinfo=OFFICE_ZONE)
"""The opening of a Thursday."""
NEEDED = 1 / 2
FLAT = 64 * 1024
"""By how many kibibytes the largest sweep may exceed the memory that the smallest needed."""
_SPREAD = 60
_DAYS = "'%s 17:00:00.000000'"


def measure(office: Office, sizes: tuple[int, ...] = SIZES) -> Iterator[Figure]:
    """The sweep at each size against its floor, and whether its memory stays flat."""
    memory: list[int] = []
    with office.app.app_context():
        for size in sizes:
            fill(office, size)
            _spread(office, size)
            bare, floor_rows = _timed(office, _bare)
            took, rows = _timed(office, _sweep)
            assert rows == floor_rows, f"{rows} rows, the floor wrote {floor_rows}"
            memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
            name = f"sweep, {size:,} open cases, {rows:,} rows"
            yield Figure(office.kind, name, size / took, size / bare, NEEDED)
    grown = memory[-1] - memory[0]
    yield Figure(office.kind, "sweep, memory (KiB allowed : grown)", FLAT, max(grown, 1), 1)


def _spread(office: Office, size: int) -> None:
    """Promises and open steps that fall due over sixty days, from three days ago on."""
    days = [AT.date() + timedelta(days=number - 3) for number in range(_SPREAD)]
    cases = " ".join(f"WHEN {number} THEN {_stored(day)}" for number, day in enumerate(days))
    received = _stored(AT.date() - timedelta(days=60))
    with transaction() as session:
        run = session.connection().exec_driver_sql
        run(
            f"UPDATE case_file SET received_at = {received}, overdue_since_at = NULL,"
            f" due_at = CASE id % {_SPREAD} {cases} END"
        )
        run(
            "UPDATE case_step SET overdue_since_at = NULL, due_at = (SELECT due_at FROM case_file"
            " WHERE case_file.id = case_step.case_id) WHERE state = 'open'"
        )
    with db.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
    assert size


def _timed(office: Office, work: Any) -> tuple[float, int]:
    """How long it takes with the commit, and how many rows it writes; all is taken back then."""
    begun = perf_counter()
    with transaction() as session:
        rows = work(office, session)
    took = perf_counter() - begun
    with transaction() as session:
        run = session.connection().exec_driver_sql
        run("DELETE FROM notice WHERE event_key LIKE 'reminder-%%' OR event_key LIKE 'step_%%'")
        for table in ("case_file", "case_step"):
            run(f"UPDATE {table} SET overdue_since_at = NULL WHERE overdue_since_at IS NOT NULL")
    return took, rows


def _sweep(_office: Office, session: Any) -> int:
    since = AT - timedelta(days=1)
    marked = deadlines.flag_overdue(session, at=AT)
    told = session.connection().exec_driver_sql("SELECT count(*) FROM notice").scalar()
    return int(marked + told + deadlines.remind_officials(session, since=since, at=AT))


def _bare(office: Office, session: Any) -> int:
    """What the driver needs for the same rows: each threshold one statement, nothing general."""
    cursor = session.connection().connection.cursor()
    return sum(_executed(cursor, statement) for statement in _statements(office))


def _executed(cursor: Any, statement: str) -> int:
    cursor.execute(statement)
    return int(cursor.rowcount)


def _stored(day: Any) -> str:
    hour = f"'{day.isoformat()} 10:00:00.000000"
    return f"{hour}'" if _kind() == "sqlite" else f"{hour}+00'::timestamptz"


def _kind() -> str:
    return str(db.engine.dialect.name)
