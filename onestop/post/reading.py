"""A carrier's CSV or Excel file as lines of text cells; nothing is understood here yet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

import structlog
from openpyxl import load_workbook

from onestop.errors import N_, Refused
from onestop.letters import keepable

LARGEST = 2_000_000
MOST_LINES, MOST_CELLS, LONGEST_CELL = 5_000, 60, 500
_LARGEST_UNPACKED = 60_000_000
_PACKED, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""With what a workbook begins, and with what one of before 2007, or with a password, does."""

log = structlog.get_logger()


def read_table(name: str, content: bytes) -> list[list[str]]:
    """The lines of a file, all equally long; an empty one keeps its place among them.

    Raises Refused for what is too large, is no table, is damaged, or has headings only.
    """
    if len(content) > LARGEST:
        raise Refused(N_("The file is larger than 2 MB; send a shorter period."))
    if content.startswith(_OLD_EXCEL):
        raise Refused(
            N_("This is an old Excel file (.xls), or one with a password; save it as .xlsx or CSV.")
        )
    rows: list[list[str]] = []
    empty = 0
    for row in _excel(content) if content.startswith(_PACKED) else _csv(content):
        cells = [_text(cell)[:LONGEST_CELL] for cell in row][:MOST_CELLS]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            empty += 1
            continue
        if len(rows) + empty >= MOST_LINES:
            raise Refused(N_("The file has more than 5,000 lines; send a shorter period."))
        rows += [[] for _line in range(empty)] + [cells]
        empty = 0
    if len(rows) < 2:
        raise Refused(N_("%(name)s has no line below its headings."), name=name[:100])
    width = max(map(len, rows))
    return [[*row, *[""] * (width - len(row))] for row in rows]


def _csv(content: bytes) -> Iterator[list[str]]:
    if content.lstrip().startswith(b"<"):
        raise _no_table()
    text = _decoded(content)
    first = text.partition("\n")[0]
    separator = max(";\t,|", key=first.count)
    try:
        # A quotation mark that is never closed would swallow the lines behind it.
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error as broken:
        raise _no_table() from broken


def _decoded(content: bytes) -> str:
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1258"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _no_table()


def _excel(content: bytes) -> Iterable[tuple[Any, ...]]:
    """The rows of the first sheet; whatever a damaged workbook raises, it is no table."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > _LARGEST_UNPACKED:
                raise Refused(N_("The file is larger than 2 MB; send a shorter period."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        return list(sheet.iter_rows(max_row=MOST_LINES + 2, max_col=MOST_CELLS, values_only=True))
    except Refused:
        raise
    except Exception as broken:
        log.warning("workbook not read", failure=type(broken).__name__)
        raise _no_table() from broken


def _no_table() -> Refused:
    return Refused(N_("The file is neither CSV nor Excel; export it once more."))


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M:%S}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, time):
        return f"{cell:%H:%M:%S}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return keepable(str(cell)).strip()
