"""How migrations run: over the office's own database handle, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def run() -> None:
    """Runs the migrations in one transaction."""
    with database.engine.connect() as connection:
        connection = connection.execution_options(**_options(connection.dialect.name))
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
