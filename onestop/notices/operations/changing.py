"""Changing rows set by set, past the unit of work."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult
from sqlalchemy.orm import Session


def changed(session: Session, statement: Any, **values: Any) -> int:
    """Executes an update or an insert with those values; says how many rows it touched."""
    options = {"synchronize_session": False, "preserve_rowcount": True}
    done = session.execute(statement, values, execution_options=options)
    return cast("CursorResult[object]", done).rowcount
