"""An amendment over many open cases, against the bare statements that update those rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from time import perf_counter

from sqlalchemy import Connection, select, text

from onestop.accounts import queries as people
from onestop.accounts.models import Official
from onestop.calendars.holidays import OFFICE_ZONE
from onestop.calendars.queries import fingerprint_of
from onestop.calendars.rules import EnteredDay
from onestop.cases.operations.amendment import amend
from onestop.cases.rules.promise import AmendmentPolicy, CalendarChange
from onestop.db import db, transaction
from tests.benchmarks.office import Office, fill
from tests.benchmarks.table import Figure

CASES = 100_000
DAY = date(2026, 11, 20)
AT = datetime(2026, 11, 19, 10, tzinfo=OFFICE_ZONE)


def measure(office: Office) -> Iterator[Figure]:
    """The promises of many cases moved and written, against the update of their rows alone."""
    fill(office, CASES)
    with office.app.app_context():
        with transaction() as session:
            session.execute(
                text(
                    "UPDATE case_file SET due_at = :due, act_by_at = :due, received_at = :received"
                ),
                {"due": _stored(office, 20, 10), "received": _stored(office, 19, 2)},
            )
        bare = _bare(office)
        took, moved = _amend()
    assert moved == CASES, f"{moved} promises moved"
    name = f"amendment, {CASES:,} open cases"
    yield Figure(office.kind, name, CASES / took, CASES / bare, 1 / 3)


def _bare(office: Office) -> float:
    """The time of the driver's own update of those rows, case by case, in one transaction."""
    new = _stored(office, 23, 10)
    with transaction() as session:
        connection = session.connection()
        rows = [(new, new, "x" * 100, "x" * 100, 2, "x" * 64, each) for each in _ids(connection)]
        mark = "?" if office.kind == "sqlite" else "%s"
        sql = (
            "UPDATE case_file SET due_at = ?, act_by_at = ?, due_reason_vi = ?,"
            " due_reason_en = ?, version = ?, journal_hash = ? WHERE id = ?"
        ).replace("?", mark)
        cursor = connection.connection.cursor()
        begun = perf_counter()
        cursor.executemany(sql, rows)
        took = perf_counter() - begun
        session.rollback()
    return took


def _amend() -> tuple[float, int]:
    official = db.session().scalars(select(Official).where(Official.username == "quantri")).one()
    by = people.actor(db.session(), official.id, official.session_number, day=AT.date())
    assert by is not None
    change = CalendarChange((EnteredDay(DAY, False, "Nghỉ"),))
    seen = fingerprint_of(db.session(), by.agency_id)
    begun = perf_counter()
    with transaction() as session:
        done = amend(
            session, change, AmendmentPolicy.LATER, reason="Quyết định", seen=seen, by=by, at=AT
        )
    return perf_counter() - begun, done.cases_moved


def _ids(connection: Connection) -> list[int]:
    return list(connection.scalars(text("SELECT id FROM case_file ORDER BY id")))


def _stored(office: Office, day: int, hour: int) -> object:
    moment = f"2026-11-{day} {hour:02}:00:00.000000"
    return moment if office.kind == "sqlite" else f"{moment}+00"
