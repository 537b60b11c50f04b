"""A table for spreadsheets: opened as it is, and nothing of it is run."""

from __future__ import annotations

import pytest

from onestop.web.spreadsheet import csv_answer


def text(*cells: str | int) -> str:
    return csv_answer([cells], name="bang").get_data(as_text=True)


def test_a_spreadsheet_knows_the_letters() -> None:
    answer = csv_answer([["Đối soát", 25_000]], name="doi-soat")
    assert answer.get_data() == b"\xef\xbb\xbf" + "Đối soát,25000\r\n".encode()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="doi-soat.csv"'


@pytest.mark.parametrize("formula", ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_taken_for_a_formula(formula: str) -> None:
    assert text(formula).lstrip('\ufeff"').startswith("'")


def test_a_sum_below_nought_stays_a_number() -> None:
    assert text(-25_000) == "\ufeff-25000\r\n"
