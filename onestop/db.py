"""The database: its handle, its naming, its moments, and the one way to write."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache, partial
from math import inf
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
    Select,
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
        value = _in_utc(value)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """As text for SQLite, each moment written once: the rows of an act share theirs."""
        write = _as_text if dialect.name == "sqlite" else _in_utc
        return lambda value: None if value is None else write(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """From SQLite's text, each read once."""
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)
        return lambda value: None if value is None else _from_text(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"a moment needs its time zone: {value!r}")
    return value.astimezone(UTC)


@lru_cache(maxsize=2000)
def _as_text(value: datetime) -> str:
    """As SQLite keeps a moment: 2026-11-24 02:00:00.000000."""
    return _in_utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")


@lru_cache(maxsize=2000)
def _from_text(value: str) -> datetime:
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


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


class Prepared:
    """A reading compiled once: for what is asked so often that all but the driver would be felt.

    Its values are written, and its columns read, as the types of the statement say.
    """

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def first(self, engine: Engine, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The first row by the names of its columns; None where there is none.

        A connection that fails is not used again.
        """
        compiled = self._compiled.get(engine.dialect.name)
        if compiled is None:
            compiled = _compile(self._statement, engine.dialect)
            self._compiled[engine.dialect.name] = compiled
        reading = engine.raw_connection()
        try:
            cursor = reading.cursor()
            cursor.execute(compiled.text, compiled.bound(values))
            row = cursor.fetchone()
            cursor.close()
        except engine.dialect.loaded_dbapi.Error as failed:
            reading.invalidate(failed)
            raise
        finally:
            reading.close()
        return None if row is None else compiled.read(row)


@dataclass(frozen=True)
class _Compiled:
    """A statement as one database takes it: how each value is written, and each column read."""

    text: str
    constants: Mapping[str, Any]
    written: tuple[tuple[str, Callable[[Any], Any] | None], ...]
    positional: bool
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]

    def bound(self, given: Mapping[str, Any]) -> tuple[Any, ...] | dict[str, Any]:
        values = {**self.constants, **given}
        bound = [
            (name, write(values[name]) if write else values[name]) for name, write in self.written
        ]
        return tuple(value for _, value in bound) if self.positional else dict(bound)

    def read(self, row: Sequence[Any]) -> dict[str, Any]:
        return {
            name: read(value) if read else value
            for (name, read), value in zip(self.columns, row, strict=True)
        }


def _compile(statement: Select[Any], dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    types = {name: bind.type for bind, name in compiled.bind_names.items()}
    return _Compiled(
        text=str(compiled),
        constants=dict(compiled.params),
        written=tuple(
            (name, types[name].dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup or types
        ),
        positional=compiled.positional,
        columns=tuple(
            (str(each.key), each.type.dialect_impl(dialect).result_processor(dialect, None))
            for each in statement.selected_columns
        ),
    )


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


def insert_numbered(
    session: Session, model: type[Any], rows: Sequence[Mapping[str, Any]]
) -> Sequence[int]:
    """Writes rows past the unit of work, at least one; gives their identifiers in their order."""
    if len(rows) == 1:
        return [insert_one(session, model, rows[0])]
    return session.connection().scalars(_insert(model.__table__, True), rows).all()


def insert_all(session: Session, model: type[Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes rows past the unit of work, all with the same columns, in one statement."""
    if rows:
        # A driver goes a longer way for many rows, so a single one is not sent as many.
        written = rows[0] if len(rows) == 1 else rows
        session.connection().execute(_insert(model.__table__, False), written)


@cache
def _insert(table: Table, identified: bool) -> Insert:
    statement = insert(table)
    if not identified:
        return statement
    return statement.returning(table.c.id, sort_by_parameter_order=True)


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
    turn = os.open(f"{path}.lock", os.O_WRONLY | os.O_CREAT, 0o666)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield
    finally:
        os.close(turn)
