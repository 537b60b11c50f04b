"""What machines read: Code 128 with the case's code, and a QR that opens the look-up."""

from __future__ import annotations

import segno
from reportlab.graphics.barcode.code128 import Code128
from reportlab.pdfgen.canvas import Canvas

from onestop.printing.sheet import Mark

QUIET = 4
_FIXED_MASK = 3


def qr(content: str, x: float, y: float, side: float) -> Mark:
    """A QR of error level M as one path, its quiet zone inside `side` points from (x, y)."""
    matrix = segno.make(content, error="m", mask=_FIXED_MASK, micro=False, boost_error=False).matrix
    module = side / (len(matrix) + 2 * QUIET)

    def draw(canvas: Canvas) -> None:
        path = canvas.beginPath()
        top = y + side - (QUIET + 1) * module
        for row, cells in enumerate(matrix):
            start = None
            for column, dark in enumerate([*cells, 0]):
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    left = x + (QUIET + start) * module
                    path.rect(left, top - row * module, (column - start) * module, module)
                    start = None
        canvas.drawPath(path, stroke=0, fill=1)

    return draw


def code128(content: str, x: float, y: float, wide: float, high: float) -> Mark:
    """A Code 128 that fills `wide` points with its quiet zones, bars from y upwards."""
    probe = Code128(content, barWidth=1, quiet=True, humanReadable=False)
    module = min(wide / probe.width, 1.2)

    def draw(canvas: Canvas) -> None:
        bars = Code128(
            content, barWidth=module, barHeight=high, quiet=True, lquiet=10 * module,
            rquiet=10 * module, humanReadable=False,
        )
        bars.drawOn(canvas, x + (wide - bars.width) / 2, y)

    return draw
