"""A sheet of any length, for books of thousands of rows: no page is kept once it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

from reportlab.pdfgen.canvas import Canvas

from onestop.printing.pages import PageWriter
from onestop.printing.sheet import FOOT, FOOT_LINE, Mark, Sheet, Words
from onestop.printing.typesetting import ITALIC, width

_FOOT, _TOTAL = "foot", "total"
_ROOM_FOR_TOTAL = width("0000", ITALIC, FOOT)


_GONE: list[Mark] = []


@dataclass
class Roll(Sheet):
    """A page is drawn when the next but one begins: until then a block may still leave it."""

    canvas: Canvas = field(kw_only=True)
    writer: PageWriter = field(kw_only=True)
    _drawn: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        # Pages that are written name the foot; what it says is drawn when they are counted.
        self.canvas.beginForm(_FOOT, 0, 0, *self.size)
        self.canvas.doForm(_TOTAL)
        self.canvas.endForm()

    def turn(self) -> None:
        """Goes on at the top of a new page, and lets go of the one before the last."""
        super().turn()
        self._let_go(len(self.pages) - 2)

    def end(self) -> None:
        """Draws what is left, and tells every page how many there are."""
        self._let_go(len(self.pages))
        self.canvas.beginForm(_TOTAL, 0, 0, *self.size)
        total = str(len(self.pages))
        Words(self.right - _ROOM_FOR_TOTAL, FOOT_LINE, total, ITALIC, FOOT)(self.canvas)
        self.canvas.endForm()
        self.writer.close()

    def _let_go(self, count: int) -> None:
        for number in range(self._drawn, count):
            self.canvas.setPageSize(self.size)
            self.draw_page(self.canvas, number)
            self.draw_foot(self.canvas, "", f"Trang {number + 1}/", after=_ROOM_FOR_TOTAL)
            self.canvas.doForm(_FOOT)
            self.writer.end_page()
            self.pages[number] = _GONE
        self._drawn = max(self._drawn, count)
