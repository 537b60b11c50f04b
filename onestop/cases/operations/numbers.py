"""Numbers without a gap: case codes by day, the register and each kind of paper by year."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from onestop.cases.models import NumberSeries

CODES = "case"
REGISTER = "register"
RESULT_SLIPS = "result_slip"


def next_numbers(
    session: Session, agency_id: int, series: Sequence[tuple[str, str]], *, many: int = 1
) -> tuple[int, ...]:
    """The next number of each (series, period), without a gap: a rollback gives them back.

    Of `many` that are taken at once, the first; the others follow it. One statement; the rows
    stay locked until the transaction ends, so that two registrations of an agency never get the
    same number and none is lost.
    """
    connection = session.connection()
    asked = [
        {"agency_id": agency_id, "series": name, "period": period, "last": many}
        for name, period in series
    ]
    rows = connection.execute(_raising(connection.dialect.name), asked)
    last = {row.series: row.last for row in rows}
    return tuple(last[name] - many + 1 for name, _ in series)


@cache
def _raising(dialect_name: str) -> Executable:
    """The statement that begins or raises series of an agency at once, compiled once for all."""
    dialect, series = sqlite if dialect_name == "sqlite" else postgresql, NumberSeries.__table__
    begun = dialect.insert(series)
    raising: Executable = begun.on_conflict_do_update(
        index_elements=["agency_id", "series", "period"],
        set_={"last": series.c.last + begun.excluded.last},
    ).returning(series.c.series, series.c.last)
    return raising
