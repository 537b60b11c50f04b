"""What is drawn and not written: Code 128, the QR that opens the look-up, the office's picture.

Each code is drawn as one path.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, cast

import segno
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from onestop.printing.sheet import Mark

_QR_QUIET = 4
_BAR_QUIET = 10
_FIXED_MASK = 3
_WIDEST_BAR = 1.2
_DENSE = re.compile(r"[0-9A-Z $%*+\-./:]+$")


class _Path:
    """A path that is written already; ReportLab takes two thirds of a receipt's time to write it.

    The canvas asks a path for nothing but its code.
    """

    def __init__(self, code: str) -> None:
        self._code = code

    def getCode(self) -> str:  # noqa: N802 (the canvas asks for this name)
        """The path's operators."""
        return self._code


@dataclass(frozen=True, slots=True)
class Filled:
    """Black boxes, drawn as one path: `code` gives them in units of `wide` and `high` points.

    They are seen from (x, y) and reach as far as `columns` and `rows` units.
    """

    code: str
    x: float
    y: float
    wide: float
    high: float
    columns: float
    rows: float

    def __call__(self, canvas: Canvas) -> None:
        """Draws the boxes."""
        canvas.saveState()
        canvas.transform(self.wide, 0, 0, self.high, self.x, self.y)
        canvas.drawPath(_Path(self.code), stroke=0, fill=1)
        canvas.restoreState()


class _Bars(Code128):
    """A Code 128 that keeps its bars instead of drawing them, in widths of the finest one."""

    def __init__(self, content: str) -> None:
        super().__init__(content, barWidth=1, barHeight=1, quiet=False)
        self.bars: list[tuple[float, float]] = []
        self.draw()

    def rect(self, x: float, y: float, w: float, h: float) -> None:
        """Keeps where a bar begins and how wide it is."""
        self.bars.append((x, w))


def qr(content: str, x: float, y: float, side: float) -> Filled:
    """A QR of error level M, with its quiet zone, in the square of `side` points at (x, y)."""
    size, dark = _qr_modules(content)
    module = side / (size + 2 * _QR_QUIET)
    quiet = _QR_QUIET * module
    return Filled(dark, x + quiet, y + side - quiet, module, -module, size, size)


@lru_cache(maxsize=64)
def _qr_modules(content: str) -> tuple[int, str]:
    """How many modules a side has, and the dark ones; a paper is laid out with one QR a few times.

    Rows run downwards. Capitals and digits at the end are written more densely than the rest.
    """
    dense = _DENSE.search(content)
    cut = dense.start() if dense else len(content)
    parts: Any = [part for part in (content[:cut], content[cut:]) if part]
    made = segno.make(parts, error="m", mask=_FIXED_MASK, micro=False, boost_error=False)
    rows = made.matrix
    boxes = (
        f"{start} {row} {length} 1 re"
        for row, cells in enumerate(rows)
        for start, length in _dark_runs(cells)
    )
    return len(rows), " ".join(boxes)


def _dark_runs(cells: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for dark, run in groupby(cells):
        length = len(list(run))
        if dark:
            yield start, length
        start += length


def code128(content: str, x: float, y: float, wide: float, high: float) -> Filled:
    """A Code 128 as wide as its quiet zones leave in `wide` points, its bars from y upwards."""
    bars = _Bars(content).bars
    modules = bars[-1][0] + bars[-1][1]
    module = min(wide / (modules + 2 * _BAR_QUIET), _WIDEST_BAR)
    start = x + (wide - modules * module) / 2
    boxes = " ".join(f"{left:g} 0 {bar:g} 1 re" for left, bar in bars)
    return Filled(boxes, start, y, module, high, modules, 1)


def picture(content: bytes, x: float, y: float, side: float) -> Mark:
    """A picture as large as the square of `side` points at (x, y) holds, undistorted."""

    def draw(canvas: Canvas) -> None:
        shown = _unpacked(content)
        canvas.drawImage(shown, x, y, side, side, mask="auto", preserveAspectRatio=True, anchor="c")

    return draw


@lru_cache(maxsize=16)
def _unpacked(content: bytes) -> ImageReader:
    """The picture unpacked once, whole: many papers show it, and several threads may print."""
    shown: Any = ImageReader(io.BytesIO(content))
    shown.getRGBData()
    if shown._dataA:
        shown._dataA.getRGBData()
    return cast(ImageReader, shown)
