"""How migrations run: over the office's own database handle, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import Connection

database = current_app.extensions["migrate"].db


def run() -> None:
    """Runs the migrations in one transaction."""
    with database.engine.connect() as connection:
        connection = connection.execution_options(**_options(connection.dialect.name))
        with _rebuildable(connection):
            _migrate(connection)


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        compare_type=True,
        render_as_batch=True,
        render_item=_render,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            _require_whole(connection)


@contextmanager
def _rebuildable(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by building it anew, which its foreign keys would forbid meanwhile.

    They can be switched off outside a transaction only; the rows are checked before its end.
    """
    driver = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or driver is None:
        yield
        return
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _require_whole(connection: Connection) -> None:
    """Lets a migration end that left no row without the one to which it belongs."""
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if lost is not None:
        raise RuntimeError(f"a row of {lost[0]} belongs to none of {lost[2]}; nothing was changed")


def _render(kind: str, item: object, _context: object) -> str | bool:
    """Writes our moments as plain columns: a migration imports nothing of the office."""
    if kind == "type" and type(item).__name__ == "Moment":
        return "sa.DateTime(timezone=True)"
    return False


def _options(dialect: str) -> dict[str, object]:
    if dialect == "sqlite":
        return {"onestop_writing": True}
    return {"isolation_level": "READ COMMITTED"}


run()
