"""Receipts against the same page drawn bare and against platypus; whether the register streams."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import count, groupby, islice
from statistics import median
from tempfile import TemporaryFile
from time import perf_counter
from typing import Any
from xml.sax.saxutils import escape

import segno
from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

from onestop.printing import register
from onestop.printing.design import bound
from onestop.printing.formats import A5
from onestop.printing.receipt import COPIES, DESIGN, Receipt
from onestop.printing.sheet import Words
from onestop.printing.typesetting import FONTS, REGULAR
from tests.benchmarks.table import Figure
from tests.printing.papers import CODE, LINK, a_receipt, a_register_row, a_volume

GROUP = "papers"
ROUNDS = 5
MANY = 100
DIFFERENT = 1_000
FEW = 10
_MEGABYTE = 1_000_000
_SIZE = (A5.width, A5.height)
_BEFORE_PAPERS = 12
_QR = 3
"""Which of the marks that are no words is the QR: two rules and the bars come before it."""
_RULED = [("FONT", (0, 0), (-1, -1), "First", 9), ("GRID", (0, 0), (-1, -1), 0.5, "black")]


def measure() -> Iterator[Figure]:
    """One receipt of two copies at a time, then a batch, page by page."""
    numbers = count(1)
    page = _Page(_receipt(0))
    bare = _rate(lambda: [page.draw(next(numbers)) for _ in range(MANY)], MANY)
    ours = _rate(lambda: [DESIGN.pdf(each) for each in _receipts(numbers, MANY)], MANY)
    naive = _rate(lambda: [_platypus(each, page.lines) for each in _receipts(numbers, FEW)], FEW)
    yield Figure(GROUP, "receipts: the same page drawn bare", ours, bare, 0.60)
    yield Figure(GROUP, "receipts: platypus, fonts per document", ours, naive, 6)
    batch = _rate(lambda: _batch(_receipts(numbers, MANY)), MANY)
    yield Figure(GROUP, "receipts in a batch: platypus", batch, naive, 12)
    yield from register_streams()


def register_streams(few: int = 1_000, many: int = 10_000) -> Iterator[Figure]:
    """A register takes ten times the time for ten times the rows, and hardly more memory.

    Of each page stays what the end of the file says of it. The words of the rows come again: how
    wide they are is remembered by all papers together, up to a bound.
    """
    _book(few)  # whose words are measured from now on
    speeds = [_rate(partial(_book, rows), rows, rounds=1) for rows in (many, few)]
    yield Figure(GROUP, f"register of {many:,} rows: of {few:,}", *speeds, 0.80)
    spared = [_MEGABYTE / _most_memory(rows) for rows in (many, few)]
    yield Figure(GROUP, f"register of {many:,} rows, in memory: of {few:,}", *spared, 0.75)


def _book(rows: int) -> None:
    with TemporaryFile() as stream:
        again = (a_register_row(1 + place % DIFFERENT) for place in range(rows))
        register.write(stream, a_volume(), again)


def _most_memory(rows: int) -> int:
    """What a register of so many rows holds at most, in bytes."""
    tracemalloc.start()
    try:
        _book(rows)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _receipt(number: int) -> Receipt:
    """Receipts differ in all that a citizen changes: nothing of one helps with the next."""
    code = f"{CODE[:-4]}{number:04d}"
    return replace(
        a_receipt(),
        code=code,
        look_up_link=LINK.replace(CODE, code) + "/ABCDEFGHIJKLMNOP",
        applicant=f"Nguyễn Thị Bích Phượng {number}",
        content=f"Thủ tục đăng ký khai sinh, hồ sơ thứ {number}",
        register_number=number,
    )


def _receipts(numbers: Iterator[int], many: int) -> list[Receipt]:
    """So many that were never drawn, in no round before either."""
    return [_receipt(number) for number in islice(numbers, many)]


def _batch(receipts: Sequence[Receipt]) -> bytes:
    return bound([(DESIGN, each) for each in receipts], title="Receipts", author="Onestop")


class _Page:
    """The floor: every word at the place that is known beforehand, both marks made anew."""

    def __init__(self, receipt: Receipt) -> None:
        (marks,) = DESIGN.lay_out(receipt).pages
        self.words = [mark for mark in marks if isinstance(mark, Words)]
        self.lines = [mark.text for mark in self.words]
        self.rest = [mark for mark in marks if not isinstance(mark, Words)]
        del self.rest[_QR]

    def draw(self, number: int) -> bytes:
        stream = io.BytesIO()
        canvas = Canvas(stream, pagesize=_SIZE, pageCompression=1, invariant=1, lang="vi",
                        initialFontName=REGULAR)  # fmt: skip
        canvas.beginForm("page", 0, 0, *_SIZE)
        for each in self.words:
            canvas.setFont(each.font, each.size)
            canvas.drawString(each.x, each.y, each.text)
        for mark in self.rest:
            mark(canvas)
        self._qr(canvas, f"{LINK}/{number:016d}")
        canvas.endForm()
        for _ in COPIES:
            canvas.doForm("page")
            canvas.setFont(REGULAR, 8)
            canvas.drawString(17 * mm, 6 * mm, "Liên 1")
            canvas.showPage()
        canvas.save()
        return stream.getvalue()

    def _qr(self, canvas: Canvas, content: str) -> None:
        made = segno.make(content, error="m", mask=3, micro=False, boost_error=False)
        boxes = []
        for row, cells in enumerate(made.matrix):
            column = 0
            for dark, run in groupby(cells):
                length = len(list(run))
                if dark:
                    boxes.append(f"{300 + column} {500 - row} {length} 1 re")
                column += length
        canvas.drawPath(_Written(" ".join(boxes)), stroke=0, fill=1)


class _Written:
    """A path that is written already, which ReportLab's own takes long for."""

    def __init__(self, code: str) -> None:
        self._code = code

    def getCode(self) -> str:  # noqa: N802 (the canvas asks for this name)
        """The path's operators."""
        return self._code


def _platypus(receipt: Receipt, lines: Sequence[str]) -> bytes:
    """What one writes first: flowables, the library's own QR, the fonts set up each time.

    It says the same lines, two copies of them; the page is the plainest that platypus makes.
    """
    for name, file in (("First", "regular"), ("First-Bold", "bold")):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"serif-{file}.ttf")))
    plain = ParagraphStyle("plain", fontName="First", fontSize=11, leading=13)
    bold = ParagraphStyle("bold", parent=plain, fontName="First-Bold")
    story: list[Any] = []
    for copy in COPIES:
        square = Drawing(24 * mm, 24 * mm)
        square.add(QrCodeWidget(receipt.look_up_link, barWidth=24 * mm, barHeight=24 * mm))
        table = Table(_papers_in(receipt), style=_RULED)
        said, told = (lines[:_BEFORE_PAPERS], lines[_BEFORE_PAPERS:])
        story += [
            *(Paragraph(escape(line), bold) for line in said[:2]),
            Code128(receipt.code, barHeight=10 * mm),
            square,
            *(Paragraph(escape(line), plain) for line in said[2:]),
            table,
            *(Paragraph(escape(line), plain) for line in told),
            Paragraph(copy, plain),
            PageBreak(),
        ]
    stream = io.BytesIO()
    SimpleDocTemplate(stream, pagesize=_SIZE).build(story)
    return stream.getvalue()


def _papers_in(receipt: Receipt) -> list[list[str]]:
    heads = ["TT", "Thành phần", "Bản chính", "Bản sao", "Ghi chú"]
    return [
        heads,
        *(
            [str(number), each.name, str(each.originals), str(each.copies), each.note]
            for number, each in enumerate(receipt.components, start=1)
        ),
    ]


def _rate(work: Callable[[], object], many: int, *, rounds: int = ROUNDS) -> float:
    """How many a second: the median of some rounds."""
    took = []
    for _ in range(rounds):
        begun = perf_counter()
        work()
        took.append(perf_counter() - begun)
    return many / median(took)
