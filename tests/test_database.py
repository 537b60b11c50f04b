"""The database's own ways: moments, and readings that are compiled once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import bindparam, insert, literal_column, select, text

from onestop.db import Prepared, db, transaction
from onestop.web.models import RateWindow
from tests.conftest import MORNING

_WINDOW = RateWindow.__table__.c
ENDING = Prepared(
    select(_WINDOW.key, _WINDOW.ends_at, (_WINDOW.failures > 1).label("often")).where(
        _WINDOW.ends_at == bindparam("at"), _WINDOW.failures != 7
    )
)


@pytest.fixture
def windows(app: Flask) -> None:
    with transaction() as session:
        for number in range(3):
            row = {
                "key": f"a{number}",
                "ends_at": MORNING + timedelta(hours=number),
                "failures": number,
            }
            session.execute(insert(RateWindow), [row])


def test_a_moment_comes_back_as_it_was_in_utc(windows) -> None:
    found = db.session().scalars(select(RateWindow.ends_at).order_by(RateWindow.key)).all()
    assert found == [MORNING + timedelta(hours=number) for number in range(3)]
    assert {each.tzinfo for each in found} == {UTC}


def test_a_moment_without_its_zone_is_refused(app: Flask) -> None:
    naive = datetime(2026, 11, 24, 9)  # noqa: DTZ001
    with pytest.raises(Exception, match="time zone"):
        db.session().scalar(select(RateWindow.key).where(RateWindow.ends_at == naive))


def test_a_prepared_reading_writes_and_reads_by_the_types_of_its_statement(windows) -> None:
    at = MORNING + timedelta(hours=2)
    for _ in range(2):
        found = ENDING.first(db.engine, {"at": at})
        assert found is not None
        assert (found["key"], found["ends_at"], bool(found["often"])) == ("a2", at, True)
    assert found["ends_at"].tzinfo is UTC
    assert ENDING.first(db.engine, {"at": at + timedelta(hours=1)}) is None


def test_a_connection_on_which_a_prepared_reading_failed_is_not_used_again(app: Flask) -> None:
    db.session.remove()
    db.engine.dispose()  # so that one connection alone waits to be used
    before = db.engine.raw_connection()
    failed = before.driver_connection
    before.close()
    nowhere = Prepared(select(literal_column("1").label("one")).select_from(text("nowhere")))
    with pytest.raises(db.engine.dialect.loaded_dbapi.Error):
        nowhere.first(db.engine, {})
    after = db.engine.raw_connection()
    assert after.driver_connection is not failed
    after.close()
