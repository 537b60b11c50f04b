"""Numbers without a gap: case codes by day, the register and each kind of paper by year."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Executable, Integer, bindparam
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
    asked: dict[str, int | str] = {"agency_id": agency_id, "many": many}
    for place, (name, period) in enumerate(series):
        asked |= {f"series_{place}": name, f"period_{place}": period}
    rows = connection.execute(_raising(connection.dialect.name, len(series)), asked)
    last = {row.series: row.last for row in rows}
    return tuple(last[name] - many + 1 for name, _ in series)


@cache
def _raising(dialect_name: str, count: int) -> Executable:
    """The statement that begins or raises that count of series of an agency at once."""
    dialect = sqlite if dialect_name == "sqlite" else postgresql
    series, many = NumberSeries.__table__, bindparam("many", type_=Integer)
    rows = [
        {
            "agency_id": bindparam("agency_id"),
            "series": bindparam(f"series_{place}"),
            "period": bindparam(f"period_{place}"),
            "last": many,
        }
        for place in range(count)
    ]
    raising: Executable = (
        dialect.insert(series)
        .values(rows)
        .on_conflict_do_update(
            index_elements=["agency_id", "series", "period"],
            set_={"last": series.c.last + many},
        )
        .returning(series.c.series, series.c.last)
    )
    return raising
