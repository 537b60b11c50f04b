"""Numbers without a gap: case codes by day, the register and each kind of paper by year."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from onestop.cases.models import NumberSeries

CODES = "case"
REGISTER = "register"
RESULT_SLIPS = "result_slip"


def next_numbers(
    session: Session, agency_id: int, series: Sequence[tuple[str, str]]
) -> tuple[int, ...]:
    """The next number of each (series, period), without a gap: a rollback gives them back.

    One statement; the rows stay locked until the transaction ends, so that two registrations of
    an agency never get the same number and none is lost.
    """
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    rows = [
        {"agency_id": agency_id, "series": name, "period": period, "last": 1}
        for name, period in series
    ]
    raised = (
        dialect.insert(NumberSeries)
        .values(rows)
        .on_conflict_do_update(
            index_elements=["agency_id", "series", "period"],
            set_={"last": NumberSeries.last + 1},
        )
        .returning(NumberSeries.series, NumberSeries.last)
    )
    last = {row.series: row.last for row in session.execute(raised)}
    return tuple(last[name] for name, _ in series)
