"""A ruled table: a row stays whole where it can, and the heads stand on every page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from reportlab.pdfgen.canvas import Canvas

from onestop.printing.sheet import Mark, Sheet
from onestop.printing.typesetting import BOLD, LEADING, REGULAR, balanced, width, wrapped

_LEADING = 1.16
_FIRST_BASELINE = 0.9
_TICK_BOX = 9.0
_WHOLE = 0.5
_BELOW_HEADING = 3.0

Cell = str | tuple[str, ...]
"""What a cell says; several paragraphs one below the other."""
Lines = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Group:
    """A head above the heads of several columns, from the first to the last of them."""

    title: str
    first: int
    last: int


@dataclass(frozen=True)
class Table:
    """Its heads, the shares of the width that its columns take, and how they are aligned.

    A column of sums is `flushed`: its figures end under one another. In a column to be `ticked`
    each row has a box, whatever its cell says.
    """

    heads: tuple[str, ...]
    shares: tuple[float, ...]
    centred: frozenset[int] = frozenset()
    flushed: frozenset[int] = frozenset()
    ticked: frozenset[int] = frozenset()
    groups: tuple[Group, ...] = ()
    largest: float = 10.0

    def draw(
        self,
        sheet: Sheet,
        rows: Iterable[Sequence[Cell]],
        *,
        heading: str = "",
        end: Callable[[], None] = lambda: None,
    ) -> None:
        """Sets the rows, on as many pages as they need; a heading stays with the first of them.

        What `end` sets below stays with the last of them.
        """
        setting = _Setting(self, sheet)
        pieces = (piece for row in rows for piece in setting.pieces(row))
        piece = next(pieces, None)
        following = next(pieces, None)
        if piece is None or following is None:
            sheet.together(lambda: setting.whole(heading, piece, end))
            return
        setting.begin(heading, piece)
        while following is not None:
            setting.row(piece)
            piece, following = following, next(pieces, None)
        last = piece
        sheet.together(lambda: setting.last(last, end))


class _Setting:
    """A table as it is set on a sheet."""

    def __init__(self, table: Table, sheet: Sheet) -> None:
        self.table = table
        self.sheet = sheet
        self.pad, self.inset = sheet.format.pad, sheet.format.inset
        self.size = min(sheet.body - 1, table.largest)
        self.lanes = [sheet.room * share / sum(table.shares) for share in table.shares]
        self.edges = [
            sheet.left + sum(self.lanes[:column]) for column in range(len(table.heads) + 1)
        ]

    @cached_property
    def heads(self) -> list[list[str]]:
        """The lines of each column's head."""
        return [
            balanced(head, BOLD, self.size, lane - 2 * self.inset)
            for head, lane in zip(self.table.heads, self.lanes, strict=True)
        ]

    @cached_property
    def bands(self) -> tuple[float, float]:
        """How high the heads are that stand above others, and how high those below them."""
        grouped = {column for group in self.table.groups for column in _columns(group)}
        alone = [lines for column, lines in enumerate(self.heads) if column not in grouped]
        upper = self.height([self.above(group) for group in self.table.groups])
        lower = self.height([self.heads[column] for column in grouped])
        return upper, max(lower, self.height(alone) - upper)

    def above(self, group: Group) -> list[str]:
        """The lines of a head above others."""
        room = self.edges[group.last + 1] - self.edges[group.first]
        return balanced(group.title, BOLD, self.size, room - 2 * self.inset)

    def height(self, cells: Lines) -> float:
        """How high a row of these cells is; nothing where there are none."""
        return max(map(len, cells)) * self.size * _LEADING + 2 * self.pad if cells else 0

    def pieces(self, row: Sequence[Cell]) -> Iterator[list[list[str]]]:
        """A row's lines, cut where the row is so long that it may not stay whole."""
        cells = [
            [
                line
                for part in ((cell,) if isinstance(cell, str) else cell)
                for line in wrapped(part, REGULAR, self.size, lane - 2 * self.inset)
            ]
            for cell, lane in zip(row, self.lanes, strict=True)
        ]
        most = int(self.sheet.format.depth * _WHOLE / (self.size * _LEADING))
        for start in range(0, max(map(len, cells)), most):
            yield [cell[start : start + most] for cell in cells]

    def whole(self, heading: str, piece: Lines | None, end: Callable[[], None]) -> None:
        """Sets a table of one row, or of none."""
        self.begin(heading, piece or [])
        self.last(piece or [], end)

    def begin(self, heading: str, piece: Lines) -> None:
        """Sets what stands above the first piece, on the page where that finds room."""
        above = self.sheet.body * LEADING + _BELOW_HEADING if heading else 0
        self.sheet.need(above + sum(self.bands) + self.height(piece))
        if heading:
            self.sheet.line("", heading)
            self.sheet.space(_BELOW_HEADING)
        self.set_heads()

    def last(self, piece: Lines, end: Callable[[], None]) -> None:
        """Sets the last piece and what ends the table."""
        if piece:
            self.row(piece)
        end()

    def row(self, piece: Lines) -> None:
        """Sets a piece, below the heads if it is the first one of a page."""
        height = self.height(piece)
        self.sheet.need(height)
        if self.sheet.fresh:
            self.set_heads()
        top = self.sheet.y
        self.sheet.mark(_grid(self.edges, top, height))
        for column, lines in enumerate(piece):
            if column in self.table.ticked:
                middle = self.edges[column] + self.lanes[column] / 2
                self.sheet.mark(_tick_box(middle, top - height / 2))
            else:
                self.lines(column, lines, top - self.pad)
        self.sheet.y = top - height

    def lines(self, column: int, lines: Sequence[str], top: float) -> None:
        """Sets the lines of a cell, aligned as its column is."""
        for number, text in enumerate(lines):
            free = self.lanes[column] - width(text, REGULAR, self.size)
            inset = free / 2 if column in self.table.centred else self.inset
            inset = free - self.inset if column in self.table.flushed else inset
            baseline = top - (number * _LEADING + _FIRST_BASELINE) * self.size
            self.sheet.text_at(self.edges[column] + inset, baseline, text, REGULAR, self.size)

    def set_heads(self) -> None:
        """Sets the heads, those of a group below its own."""
        upper, lower = self.bands
        top = self.sheet.y
        groups = {group.first: group for group in self.table.groups}
        inside = {column for group in self.table.groups for column in _columns(group)}
        for column, lines in enumerate(self.heads):
            if column in groups:
                group = groups[column]
                self.head(group.first, group.last, top, upper, self.above(group))
            below = upper if column in inside else 0
            self.head(column, column, top - below, upper + lower - below, lines)
        self.sheet.y = top - upper - lower

    def head(self, first: int, last: int, top: float, height: float, lines: Sequence[str]) -> None:
        """Sets one head in the middle of its box."""
        left, right = self.edges[first], self.edges[last + 1]
        self.sheet.mark(_grid((left, right), top, height))
        start = top - (height - len(lines) * self.size * _LEADING) / 2
        for number, text in enumerate(lines):
            baseline = start - (number * _LEADING + _FIRST_BASELINE) * self.size
            self.sheet.text_around((left + right) / 2, baseline, text, BOLD, self.size)


def _columns(group: Group) -> range:
    return range(group.first, group.last + 1)


def _grid(edges: Sequence[float], top: float, height: float) -> Mark:
    def draw(canvas: Canvas) -> None:
        path = canvas.beginPath()
        path.rect(edges[0], top - height, edges[-1] - edges[0], height)
        for edge in edges[1:-1]:
            path.moveTo(edge, top)
            path.lineTo(edge, top - height)
        canvas.drawPath(path)

    return draw


def _tick_box(x: float, y: float) -> Mark:
    half = _TICK_BOX / 2
    return lambda canvas: canvas.rect(x - half, y - half, _TICK_BOX, _TICK_BOX)
