"""The table of examples, line by line: what an official promised is what the engine promises."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

import pytest

from onestop.calendars.holidays import standard_calendar
from onestop.calendars.rules import Term, TermUnit, due

TABLE = Path(__file__).parent / "examples.txt"


def examples() -> list[tuple[str, str, str]]:
    """Received, term and due of each line; what follows is for the reader."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    cells = [line.split("|") for line in lines if line and not line.startswith("#")]
    return [(row[0].strip(), row[1].strip(), row[2].strip()) for row in cells]


@pytest.mark.parametrize(("received", "written", "promised"), examples())
def test_the_office_promises_what_the_table_says(received, written, promised):
    calendar = standard_calendar()
    words, _, hour = written.partition(" after ")
    term = Term.parse(words)
    found = due(
        calendar,
        term,
        datetime.fromisoformat(received).replace(tzinfo=calendar.zone),
        cut_off=time.fromisoformat(hour) if hour else None,
        cut_off_moves_days=bool(hour) and term.unit is not TermUnit.SAME_DAY,
    )
    assert f"{found.at:%Y-%m-%d %H:%M}" == promised
    assert sum(each.counted for each in found.intervals) == term.amount


def test_the_table_is_long_enough_and_covers_every_year():
    years = {received[:4] for received, _, _ in examples()}
    assert len(examples()) >= 120
    assert years == {str(year) for year in range(2013, 2028)}
