"""The database: its handle, its naming, its moments, and the one way to write."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from math import inf
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Insert,
    Integer,
    MetaData,
    Table,
    event,
    insert,
)
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Key = BigInteger().with_variant(Integer, "sqlite")
"""The type of every identifier: 64 bits, and SQLite's own row number there."""

_QUIET: dict[str, object] = {"hide_parameters": True}
"""An error of the database names its statement and never its values, which may be a person's."""
WRITING = "onestop_writing"
_RESTS_SINCE, _SHORT_REST = "onestop_rests_since", 1.0


class Base(DeclarativeBase):
    """The root of all models."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs its time zone: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def install(app: Flask) -> None:
    """Joins the database to the application and prepares SQLite's connections."""
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _open_sqlite)
            event.listen(db.engine, "begin", _begin_sqlite)
        else:
            event.listen(db.engine, "checkin", _note_rest)
            event.listen(db.engine, "checkout", partial(_wake, db.engine.dialect))


def engine_options(url: str) -> dict[str, object]:
    """How connections are opened: reads outside any transaction, writes by `transaction()`.

    A read that opened a transaction would cost PostgreSQL two round trips, and make SQLite
    refuse the write that follows it ("database is locked").
    """
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 30}, **_QUIET}
    return {"isolation_level": "AUTOCOMMIT", "pool_size": 10, **_QUIET}


def _note_rest(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info[_RESTS_SINCE] = monotonic()


def _wake(dialect: Dialect, connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """A connection that has rested is asked whether its server is still there.

    One in constant use is not: asking costs as much as the look-up itself.
    """
    if monotonic() - record.info.get(_RESTS_SINCE, inf) < _SHORT_REST:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as gone:
        raise DisconnectionError("the server has closed the connection") from gone


def _open_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITING):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def transaction() -> Iterator[Session]:
    """One act, wholly or not at all: commits when the block ends, rolls back when it raises."""
    session = db.session()
    session.rollback()
    with _turn(session.get_bind()):
        try:
            session.connection(execution_options=_writing(session.get_bind()))
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


def insert_one(session: Session, model: type[Any], row: Mapping[str, Any]) -> int:
    """Writes one row past the unit of work; gives its identifier."""
    return int(session.connection().execute(_insert(model.__table__, True), row).scalar_one())


def insert_all(session: Session, model: type[Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes rows past the unit of work, all with the same columns, in one statement."""
    if rows:
        session.connection().execute(_insert(model.__table__, False), rows)


@cache
def _insert(table: Table, identified: bool) -> Insert:
    statement = insert(table)
    return statement.returning(table.c.id) if identified else statement


def _writing(bind: Engine | Connection) -> dict[str, Any]:
    if bind.dialect.name == "sqlite":
        return {WRITING: True}
    return {"isolation_level": "READ COMMITTED"}


@contextmanager
def _turn(bind: Engine | Connection) -> Iterator[None]:
    """Waits for the writer's turn: SQLite has one writer, and a file lock keeps the queue fair."""
    path = bind.engine.url.database
    if bind.dialect.name != "sqlite" or not path or path == ":memory:":
        yield
        return
    with Path(f"{path}.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield
