"""A sheet that fills from top to bottom: text that wraps, rows that break, blocks that stay whole.

What is set is kept as a list of marks for each page and drawn at the end, when the number of
pages is known. Lengths are points; y runs upwards, as in PDF.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from onestop.printing.formats import A5, Format
from onestop.printing.typesetting import (
    DESCENT,
    ITALIC,
    LEADING,
    REGULAR,
    balanced,
    fitting,
    printable,
    width,
    wrapped,
)

FOOT, FOOT_LINE = 8.5, 6 * mm
_FOOTER = 7.5
_KEPT = 3
"""How many lines of a long text stay with the signatures below it."""

Mark = Callable[[Canvas], None]


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text with its baseline at (x, y)."""

    x: float
    y: float
    text: str
    font: str
    size: float

    def __call__(self, canvas: Canvas) -> None:
        """Draws the line."""
        canvas.setFont(self.font, self.size)
        canvas.drawString(self.x, self.y, self.text)


@dataclass
class Sheet:
    """Pages in the making; `y` is where the next line's top lies, `body` the size of its text."""

    body: float = 11.0
    format: Format = A5
    footer: str = ""
    """What the office wants at the foot of each page."""
    logos: Mapping[str, bytes] = field(default_factory=dict)
    """The pictures that papers name, by their digest."""
    pages: list[list[Mark]] = field(default_factory=lambda: [[]])
    y: float = field(init=False)

    def __post_init__(self) -> None:
        self.y = self.head

    @property
    def size(self) -> tuple[float, float]:
        """The width and the height of a page."""
        return self.format.width, self.format.height

    @property
    def left(self) -> float:
        """Where lines begin."""
        return self.format.left

    @property
    def right(self) -> float:
        """Where lines end."""
        return self.format.width - self.format.right

    @property
    def middle(self) -> float:
        """The middle of the lines."""
        return self.left + self.room / 2

    @property
    def head(self) -> float:
        """Where a page begins."""
        return self.format.height - self.format.top

    @property
    def room(self) -> float:
        """The width between the margins."""
        return self.right - self.left

    @property
    def fresh(self) -> bool:
        """Whether nothing has been set on the present page."""
        return self.y >= self.head

    def mark(self, mark: Mark) -> None:
        """Puts a mark on the present page."""
        self.pages[-1].append(mark)

    def turn(self) -> None:
        """Goes on at the top of a new page."""
        self.pages.append([])
        self.y = self.head

    def need(self, height: float) -> bool:
        """Turns the page if the height does not fit any more; says whether it did."""
        if self.y - height >= self.format.bottom:
            return False
        self.turn()
        return True

    def together(self, compose: Callable[[], None]) -> None:
        """Sets a block on one page: this one, or the next one if it does not fit here."""
        page, marks, y = len(self.pages), len(self.pages[-1]), self.y
        compose()
        if len(self.pages) == page or y >= self.head:
            return
        del self.pages[page:]
        del self.pages[-1][marks:]
        self.turn()
        compose()

    def space(self, height: float) -> None:
        """Leaves some room."""
        self.y -= height

    def text_at(self, x: float, y: float, text: str, font: str = REGULAR, size: float = 11) -> None:
        """Sets one line with its baseline at (x, y)."""
        if text:
            self.mark(Words(x, y, printable(text), font, size))

    def text_around(self, middle: float, y: float, text: str, font: str, size: float) -> None:
        """Sets one line around a middle, with its baseline at y."""
        shown = printable(text)
        self.text_at(middle - width(shown, font, size) / 2, y, shown, font, size)

    def centred(
        self, middle: float, text: str, font: str = REGULAR, size: float = 11, room: float = 0
    ) -> None:
        """Sets about equally long lines around a middle, one below the other."""
        for line in balanced(text, font, size, room or self.room):
            self.need(size * LEADING)
            self.y -= size * LEADING
            self.text_around(middle, self.y + size * DESCENT, line, font, size)

    def paragraph(self, text: str, font: str, size: float) -> None:
        """Sets lines of text from the left, one below the other."""
        for line in wrapped(text, font, size, self.room):
            self.need(size * LEADING)
            self.y -= size * LEADING
            self.text_at(self.left, self.y + size * DESCENT, line, font, size)

    def line(self, label: str, value: str, *, font: str = REGULAR) -> None:
        """Sets "label: value" over as many lines as it takes; without a label, the value."""
        head = f"{label}: " if label else ""
        self._lines(head, self._wrapped(head, value, font), font)

    def closing(
        self, label: str, value: str, end: Callable[[], None], *, font: str = REGULAR
    ) -> None:
        """Sets such a line, the last of it on one page with what `end` sets below it."""
        head = f"{label}: " if label else ""
        lines = self._wrapped(head, value, font)
        free = max(0, len(lines) - _KEPT)
        if free:
            self._lines(head, lines[:free], font)

        def close() -> None:
            self._lines("" if free else head, lines[free:], font)
            end()

        self.together(close)

    def _wrapped(self, head: str, value: str, font: str) -> list[str]:
        return wrapped(value, font, self.body, self.room, width(head, REGULAR, self.body))

    def _lines(self, head: str, lines: Sequence[str], font: str) -> None:
        size = self.body
        offset = width(head, REGULAR, size)
        for number, part in enumerate(lines):
            self.need(size * LEADING)
            self.y -= size * LEADING
            baseline = self.y + size * DESCENT
            if number == 0:
                self.text_at(self.left, baseline, head, REGULAR, size)
            self.text_at(self.left + (0 if number else offset), baseline, part, font, size)

    def rule(self, x: float, y: float, length: float) -> None:
        """Draws a fine horizontal line."""
        self.mark(lambda canvas: canvas.line(x, y, x + length, y))

    def frame(self, top: float) -> None:
        """Draws a box from margin to margin, from `top` down to here."""
        bottom = self.y
        self.mark(lambda canvas: canvas.rect(self.left, bottom, self.room, top - bottom))

    def draw(self, canvas: Canvas, copies: Sequence[str] = ("",), name: str = "page") -> None:
        """Draws the pages, once for each copy; `name` tells them from those of other papers."""
        canvas.setPageSize(self.size)
        for number in range(len(self.pages)):
            canvas.beginForm(f"{name}{number}", 0, 0, *self.size)
            self.draw_page(canvas, number)
            canvas.endForm()
        for copy in copies:
            for number in range(len(self.pages)):
                canvas.doForm(f"{name}{number}")
                self.draw_foot(canvas, copy, f"Trang {number + 1}/{len(self.pages)}")
                canvas.showPage()

    def draw_page(self, canvas: Canvas, number: int) -> None:
        """Draws what is set on a page, the first one being 0."""
        canvas.setLineWidth(0.5)
        for mark in self.pages[number]:
            mark(canvas)

    def draw_foot(self, canvas: Canvas, copy: str, page: str, after: float = 0) -> None:
        """Draws what stands below the text; the page's number leaves `after` points free."""
        if not self.format.foot:
            return
        y = FOOT_LINE
        if self.footer:
            footer = printable(self.footer)
            size = fitting(footer, ITALIC, _FOOTER, self.room)
            start = self.middle - width(footer, ITALIC, size) / 2
            Words(start, y + 3.2 * mm, footer, ITALIC, size)(canvas)
        end = self.right - after - width(page, ITALIC, FOOT)
        Words(self.left, y, copy, ITALIC, FOOT)(canvas)
        Words(end, y, page, ITALIC, FOOT)(canvas)


def fits_foot(text: str) -> bool:
    """Whether the text has room in one line at the foot of the narrowest paper."""
    return width(printable(text), ITALIC, _FOOTER) <= Sheet().room


def fitted(
    compose: Callable[[Sheet], None],
    *,
    size: Format = A5,
    logos: Mapping[str, bytes] | None = None,
) -> Sheet:
    """The composition in the largest text that one page holds, or over several pages."""
    for body in size.bodies:
        sheet = Sheet(body=body, format=size, logos=logos or {})
        compose(sheet)
        if len(sheet.pages) == 1:
            return sheet
    sheet = Sheet(body=size.flowing, format=size, logos=logos or {})
    compose(sheet)
    return sheet
