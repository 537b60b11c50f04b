"""What is drawn and not written: Code 128, the QR that opens the look-up, the office's picture.

Each code is drawn as one path.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
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

Box = tuple[float, float, float, float]


class _Bars(Code128):
    """A Code 128 that keeps its bars instead of drawing them, in widths of the finest one."""

    def __init__(self, content: str) -> None:
        super().__init__(content, barWidth=1, barHeight=1, quiet=False)
        self.bars: list[tuple[float, float]] = []
        self.draw()

    def rect(self, x: float, y: float, w: float, h: float) -> None:
        """Keeps where a bar begins and how wide it is."""
        self.bars.append((x, w))


def qr(content: str, x: float, y: float, side: float) -> Mark:
    """A QR of error level M, with its quiet zone, in the square of `side` points at (x, y)."""
    rows = _qr_rows(content)
    module = side / (len(rows) + 2 * _QR_QUIET)
    top = y + side - (_QR_QUIET + 1) * module
    boxes = [
        (x + (_QR_QUIET + start) * module, top - row * module, length * module, module)
        for row, runs in enumerate(rows)
        for start, length in runs
    ]
    return lambda canvas: _fill(canvas, boxes)


@lru_cache(maxsize=64)
def _qr_rows(content: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    """The dark runs of each row; a paper is laid out a few times with the same QR."""
    made = segno.make(content, error="m", mask=_FIXED_MASK, micro=False, boost_error=False)
    return tuple(tuple(_dark_runs(cells)) for cells in made.matrix)


def _dark_runs(cells: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for dark, run in groupby(cells):
        length = len(list(run))
        if dark:
            yield start, length
        start += length


def code128(content: str, x: float, y: float, wide: float, high: float) -> Mark:
    """A Code 128 as wide as its quiet zones leave in `wide` points, its bars from y upwards."""
    bars = _Bars(content).bars
    modules = bars[-1][0] + bars[-1][1]
    module = min(wide / (modules + 2 * _BAR_QUIET), _WIDEST_BAR)
    start = x + (wide - modules * module) / 2
    boxes = [(start + left * module, y, bar * module, high) for left, bar in bars]
    return lambda canvas: _fill(canvas, boxes)


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


def _fill(canvas: Canvas, boxes: Sequence[Box]) -> None:
    path = canvas.beginPath()
    for box in boxes:
        path.rect(*box)
    canvas.drawPath(path, stroke=0, fill=1)
