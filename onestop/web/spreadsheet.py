"""A table as a CSV file that spreadsheets open as it is, and run nothing of."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

_MARK = "\ufeff"
"""Says to a spreadsheet that the letters are UTF-8."""
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_answer(rows: Iterable[Sequence[str | int]], *, name: str) -> Response:
    """The rows as a CSV file to be kept under that name; sums stay numbers."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([_safe(cell) for cell in row] for row in rows)
    named = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    content = f"{_MARK}{text.getvalue()}".encode()
    return Response(content, content_type="text/csv; charset=utf-8", headers=named)


def _safe(cell: str | int) -> str | int:
    """A cell that no spreadsheet takes for a formula."""
    formula = isinstance(cell, str) and cell.startswith(_BEGINS_A_FORMULA)
    return f"'{cell}" if formula else cell
