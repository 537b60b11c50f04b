"""A sheet that fills from top to bottom: text that wraps, rows that break, blocks that stay whole.

What is set is kept as a list of marks for each page and drawn at the end, when the number of
pages is known. Lengths are points; y runs upwards, as in PDF.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD, ITALIC = "OnestopSerif", "OnestopSerif-Bold", "OnestopSerif-Italic"
A5 = (148 * mm, 210 * mm)
LEADING = 1.22

Mark = Callable[[Canvas], None]


def _register() -> frozenset[int]:
    for name, file in ((REGULAR, "regular"), (BOLD, "bold"), (ITALIC, "italic")):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"serif-{file}.ttf")))
    return frozenset(pdfmetrics.getFont(REGULAR).face.charToGlyph)


_KNOWN = _register()


def printable(text: str) -> str:
    """The text composed, on one line, with □ for every character that the fonts lack."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        letter if ord(letter) in _KNOWN else " " if letter.isspace() else "□" for letter in composed
    )


@lru_cache(maxsize=50_000)
def width(word: str, font: str, size: float) -> float:
    """How wide a word is set, in points."""
    return float(pdfmetrics.stringWidth(word, font, size))


def wrapped(text: str, font: str, size: float, room: float, first: float = 0) -> list[str]:
    """The text in lines no wider than `room`; the first one is `first` shorter."""
    lines: list[str] = []
    line, left = "", room - first
    for word in printable(text).split(" "):
        for part in _parts(word, font, size, room):
            longer = f"{line} {part}" if line else part
            if width(longer, font, size) <= left or not (line or lines or first):
                line = longer
            else:
                lines.append(line)
                line, left = part, room
    return [*lines, line]


def _parts(word: str, font: str, size: float, room: float) -> list[str]:
    """A word too long for any line, cut into parts that fit."""
    if width(word, font, size) <= room:
        return [word]
    parts, part = [], ""
    for letter in word:
        if part and width(part + letter, font, size) > room:
            parts.append(part)
            part = ""
        part += letter
    return [*parts, part]


@dataclass
class Sheet:
    """Pages in the making; `y` is where the next line's top lies."""

    size: tuple[float, float] = A5
    left: float = 17 * mm
    right: float = 12 * mm
    top: float = 11 * mm
    bottom: float = 13 * mm
    pages: list[list[Mark]] = field(default_factory=lambda: [[]])
    y: float = field(init=False)

    def __post_init__(self) -> None:
        self.y = self.size[1] - self.top

    @property
    def room(self) -> float:
        """The width between the margins."""
        return self.size[0] - self.left - self.right

    def mark(self, mark: Mark) -> None:
        """Puts a mark on the present page."""
        self.pages[-1].append(mark)

    def turn(self) -> None:
        """Goes on at the top of a new page."""
        self.pages.append([])
        self.y = self.size[1] - self.top

    def need(self, height: float) -> bool:
        """Turns the page if the height does not fit any more; says whether it did."""
        if self.y - height >= self.bottom:
            return False
        self.turn()
        return True

    def space(self, height: float) -> None:
        """Leaves some room."""
        self.y -= height

    def text_at(self, x: float, y: float, text: str, font: str = REGULAR, size: float = 11) -> None:
        """Sets one line with its baseline at (x, y)."""
        self.mark(lambda canvas: _draw(canvas, x, y, text, font, size))

    def centred(
        self, middle: float, text: str, font: str = REGULAR, size: float = 11, room: float = 0
    ) -> None:
        """Sets lines around a middle line, the next ones below."""
        for line in wrapped(text, font, size, room or self.room):
            self.need(size * LEADING)
            self.y -= size * LEADING
            self.text_at(middle - width(line, font, size) / 2, self.y + size * 0.22, line, font, size)

    def line(self, label: str, value: str, *, size: float = 10.5, bold: bool = False) -> None:
        """Sets "label: value" over as many lines as it takes; nothing but the label if empty."""
        head = f"{label}: " if label else ""
        offset = width(head, REGULAR, size)
        font = BOLD if bold else REGULAR
        for number, part in enumerate(wrapped(value, font, size, self.room, offset)):
            self.need(size * LEADING)
            self.y -= size * LEADING
            baseline = self.y + size * 0.22
            if number == 0 and head:
                self.text_at(self.left, baseline, head, REGULAR, size)
            self.text_at(self.left + (offset if number == 0 else 0), baseline, part, font, size)

    def rule(self, x: float, y: float, length: float) -> None:
        """Draws a fine horizontal line."""
        self.mark(lambda canvas: canvas.line(x, y, x + length, y))

    def table(
        self, heads: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]],
        *, size: float = 9, centred: frozenset[int] = frozenset(),
    ) -> None:
        """Sets a ruled table; a row stays whole where it can, and the heads stand on every page."""
        lanes = [self.room * each / sum(widths) for each in widths]
        self._row(heads, lanes, BOLD, size, frozenset(range(len(heads))))
        for row in rows:
            for piece in self._pieces(row, lanes, size):
                if self.need(self._height(piece, size)):
                    self._row(heads, lanes, BOLD, size, frozenset(range(len(heads))))
                self._lines(piece, lanes, REGULAR, size, centred)

    def _row(
        self, cells: Sequence[str], lanes: Sequence[float], font: str, size: float,
        centred: frozenset[int],
    ) -> None:
        lines = [
            wrapped(cell, font, size, lane - 4) for cell, lane in zip(cells, lanes, strict=True)
        ]
        self.need(self._height(lines, size) + 2 * size)
        self._lines(lines, lanes, font, size, centred)

    def _pieces(
        self, row: Sequence[str], lanes: Sequence[float], size: float
    ) -> list[list[list[str]]]:
        """A row as pieces of which each fits a page."""
        lines = [
            wrapped(cell, REGULAR, size, lane - 4) for cell, lane in zip(row, lanes, strict=True)
        ]
        most = max(1, int((self.size[1] - self.top - self.bottom) * 0.7 / (size * LEADING)))
        longest = max(len(each) for each in lines)
        return [
            [each[start : start + most] or [""] for each in lines]
            for start in range(0, longest, most)
        ]

    @staticmethod
    def _height(lines: Sequence[Sequence[str]], size: float) -> float:
        return max(len(each) for each in lines) * size * LEADING + 4

    def _lines(
        self, lines: Sequence[Sequence[str]], lanes: Sequence[float], font: str, size: float,
        centred: frozenset[int],
    ) -> None:
        height = self._height(lines, size)
        x, top = self.left, self.y
        for number, (cell, lane) in enumerate(zip(lines, lanes, strict=True)):
            self.mark(_box(x, top - height, lane, height))
            for row, text in enumerate(cell):
                inset = (lane - width(text, font, size)) / 2 if number in centred else 2
                self.text_at(x + inset, top - 1 - (row + 0.85) * size * LEADING, text, font, size)
            x += lane
        self.y = top - height

    def pdf(self, *, title: str, author: str, copies: Sequence[str] = ("",)) -> bytes:
        """The pages as a PDF, once for each copy; the same values give the same bytes."""
        stream = io.BytesIO()
        canvas = Canvas(
            stream,
            pagesize=self.size,
            invariant=1,
            pageCompression=1,
            lang="vi",
            initialFontName=REGULAR,
        )
        canvas.setTitle(title)
        canvas.setAuthor(author)
        for copy in copies:
            for number, marks in enumerate(self.pages, start=1):
                canvas.setLineWidth(0.5)
                for mark in marks:
                    mark(canvas)
                self._foot(canvas, copy, f"Trang {number}/{len(self.pages)}")
                canvas.showPage()
        canvas.save()
        return stream.getvalue()

    def _foot(self, canvas: Canvas, copy: str, page: str) -> None:
        y = 6 * mm
        _draw(canvas, self.left, y, copy, ITALIC, 8.5)
        end = self.size[0] - self.right - width(page, ITALIC, 8.5)
        _draw(canvas, end, y, page, ITALIC, 8.5)


def _draw(canvas: Canvas, x: float, y: float, text: str, font: str, size: float) -> None:
    canvas.setFont(font, size)
    canvas.drawString(x, y, printable(text))


def _box(x: float, y: float, wide: float, high: float) -> Mark:
    return lambda canvas: canvas.rect(x, y, wide, high)


rl_config.invariant = 1
