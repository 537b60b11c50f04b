"""A ruled table: a row stays whole where it can, and the heads stand on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from onestop.printing.sheet import Mark, Sheet
from onestop.printing.typesetting import BOLD, LEADING, REGULAR, balanced, width, wrapped

_LEADING = 1.16
_FIRST_BASELINE = 0.9
_INSET = 2.5
_PAD = 1.2
_LARGEST = 10.0
_WHOLE = 0.5
_BELOW_HEADING = 3.0

Cells = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Table:
    """Its heads, the shares of the width that its columns take, and how they are aligned.

    A column of sums is `flushed`: its figures end under one another.
    """

    heads: tuple[str, ...]
    shares: tuple[float, ...]
    centred: frozenset[int] = frozenset()
    flushed: frozenset[int] = frozenset()

    def draw(self, sheet: Sheet, rows: Sequence[Sequence[str]], *, heading: str = "") -> None:
        """Sets the rows, on as many pages as they need; a heading stays with the first of them."""
        size = min(sheet.body - 1, _LARGEST)
        lanes = [sheet.room * share / sum(self.shares) for share in self.shares]
        heads = [
            balanced(head, BOLD, size, lane - 2 * _INSET)
            for head, lane in zip(self.heads, lanes, strict=True)
        ]
        pieces = [piece for row in rows for piece in _pieces(sheet, row, lanes, size)]
        above = sheet.body * LEADING + _BELOW_HEADING if heading else 0
        sheet.need(above + _height(heads, size) + _height(pieces[0], size) if pieces else 0)
        if heading:
            sheet.line("", heading)
            sheet.space(_BELOW_HEADING)
        everything = frozenset(range(len(lanes)))
        _set(sheet, heads, lanes, BOLD, size, everything)
        for piece in pieces:
            if sheet.need(_height(piece, size)):
                _set(sheet, heads, lanes, BOLD, size, everything)
            _set(sheet, piece, lanes, REGULAR, size, self.centred, self.flushed)


def _pieces(
    sheet: Sheet, row: Sequence[str], lanes: Sequence[float], size: float
) -> list[list[list[str]]]:
    """A row's lines, cut where the row is so long that it may not stay whole."""
    cells = [
        wrapped(cell, REGULAR, size, lane - 2 * _INSET)
        for cell, lane in zip(row, lanes, strict=True)
    ]
    most = int((sheet.size[1] - sheet.top - sheet.bottom) * _WHOLE / (size * _LEADING))
    longest = max(map(len, cells))
    return [[cell[start : start + most] for cell in cells] for start in range(0, longest, most)]


def _height(cells: Cells, size: float) -> float:
    return max(map(len, cells)) * size * _LEADING + 2 * _PAD


def _set(
    sheet: Sheet,
    cells: Cells,
    lanes: Sequence[float],
    font: str,
    size: float,
    centred: frozenset[int],
    flushed: frozenset[int] = frozenset(),
) -> None:
    top, height = sheet.y, _height(cells, size)
    edges = [sheet.left + sum(lanes[:column]) for column in range(len(lanes) + 1)]
    sheet.mark(_grid(edges, top, height))
    for column, cell in enumerate(cells):
        for row, text in enumerate(cell):
            free = lanes[column] - width(text, font, size)
            inset = free / 2 if column in centred else _INSET
            inset = free - _INSET if column in flushed else inset
            baseline = top - _PAD - (row * _LEADING + _FIRST_BASELINE) * size
            sheet.text_at(edges[column] + inset, baseline, text, font, size)
    sheet.y = top - height


def _grid(edges: Sequence[float], top: float, height: float) -> Mark:
    def draw(canvas: Canvas) -> None:
        path = canvas.beginPath()
        path.rect(edges[0], top - height, edges[-1] - edges[0], height)
        for edge in edges[1:-1]:
            path.moveTo(edge, top)
            path.lineTo(edge, top - height)
        canvas.drawPath(path)

    return draw
