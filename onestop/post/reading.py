"""A carrier's CSV or Excel file as lines of text cells; nothing is understood here yet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from onestop.errors import N_, Refused

LARGEST = 2_000_000
MOST_LINES, MOST_CELLS, LONGEST_CELL = 5_000, 60, 500
_LARGEST_UNPACKED = 60_000_000


def read_table(name: str, content: bytes) -> list[list[str]]:
    """The lines of a file, the headings first, all equally long; empty lines are left out.

    Raises Refused for what is too large, is no table, or has headings only.
    """
    if len(content) > LARGEST:
        raise Refused(N_("The file is larger than 2 MB; send a shorter period."))
    raw = _excel(content) if content[:4] == b"PK\x03\x04" else _csv(content)
    rows = []
    for row in raw:
        cells = [_text(cell)[:LONGEST_CELL] for cell in row][:MOST_CELLS]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows.append(cells)
        if len(rows) > MOST_LINES:
            raise Refused(N_("The file has more than 5,000 lines; send a shorter period."))
    if len(rows) < 2:
        raise Refused(N_("%(name)s has no line below its headings."), name=name[:100])
    width = max(map(len, rows))
    return [[*row, *[""] * (width - len(row))] for row in rows]


def _csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    separator = max(";\t,|", key=first.count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _decoded(content: bytes) -> str:
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1258"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(N_("The file is neither CSV nor Excel; export it once more."))


def _excel(content: bytes) -> Iterable[tuple[Any, ...]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > _LARGEST_UNPACKED:
                raise Refused(N_("The file is larger than 2 MB; send a shorter period."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        return list(sheet.iter_rows(max_row=MOST_LINES + 2, max_col=MOST_CELLS, values_only=True))
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as broken:
        raise Refused(N_("The file is neither CSV nor Excel; export it once more.")) from broken


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
    return str(cell).replace("\x00", "").strip()
