"""A sheet of any length, for books of thousands of rows: no page is kept once it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFPage,
    PDFStream,
    PDFZCompress,
)
from reportlab.pdfgen.canvas import Canvas

from onestop.printing.sheet import FOOT, FOOT_LINE, Sheet, Words
from onestop.printing.typesetting import ITALIC, width

_TOTAL = "total"
_ROOM_FOR_TOTAL = width("0000", ITALIC, FOOT)


@dataclass
class Roll(Sheet):
    """A page is drawn when the next but one begins: until then a block may still leave it."""

    canvas: Canvas = field(kw_only=True)
    _drawn: int = field(default=0, init=False)

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

    def _let_go(self, count: int) -> None:
        for number in range(self._drawn, count):
            self.canvas.setPageSize(self.size)
            self.draw_page(self.canvas, number)
            self.draw_foot(self.canvas, "", f"Trang {number + 1}/", after=_ROOM_FOR_TOTAL)
            self.canvas.doForm(_TOTAL)
            self.canvas.showPage()
            _compress(self.canvas._doc.Pages.pages[-1])  # type: ignore[attr-defined]
            self.pages[number] = []
        self._drawn = max(self._drawn, count)


def _compress(page: PDFPage) -> None:
    """Keeps what is drawn on a page compressed; ReportLab keeps it as text until it saves."""
    how = PDFDictionary({"Filter": PDFArray([PDFName(PDFZCompress.pdfname)])})
    page.Contents = PDFStream(how, PDFZCompress.encode(page.stream))
    page.stream = None
