"""The design of a kind of paper: values in, pages out, alone or with others in one PDF."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, Generic, TypeVar

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from onestop.printing.formats import A5, Format
from onestop.printing.furniture import Paper
from onestop.printing.sheet import Sheet, fitted
from onestop.printing.typesetting import REGULAR, printable

# Streams without the ASCII armour of the nineties: a fifth smaller, and faster.
rl_config.useA85 = 0

CREATOR = "Onestop"
"""What the file says it was made with."""

Values = TypeVar("Values", bound=Paper)
Logos = Mapping[str, bytes]


@dataclass(frozen=True)
class Design(Generic[Values]):
    """How a kind of paper is set, what its document is called, and whom its copies are for."""

    values: type[Values]
    compose: Callable[[Sheet, Values], None]
    name: Callable[[Values], str]
    copies: tuple[str, ...] = ("",)
    size: Format = A5
    counts_copies: bool = False
    """Whether the paper itself says how many copies it has: there are never more."""

    def lay_out(self, paper: Values, logos: Logos | None = None) -> Sheet:
        """The paper on its pages."""
        return fitted(lambda sheet: self.compose(sheet, paper), size=self.size, logos=logos)

    def pdf(self, paper: Values, logos: Logos | None = None) -> bytes:
        """The paper as a PDF; the same values give the same bytes."""
        return bound([(self, paper)], logos, title=self.name(paper), author=paper.office.name)

    def for_whom(self, paper: Values) -> tuple[str, ...]:
        """The line below each copy: those of the annex, then what the office wants besides.

        The other side's copy is never left out (NĐ61 18, 22; rules H3, F2).
        """
        own = len(self.copies)
        if own == 1 or self.counts_copies:
            return self.copies
        more = range(own + 1, paper.office.copies + 1)
        return self.copies + tuple(f"Liên {number}" for number in more)


def bound(
    papers: Iterable[tuple[Design[Any], Any]],
    logos: Logos | None = None,
    *,
    title: str,
    author: str,
    told: Callable[[int], None] = lambda _done: None,
) -> bytes:
    """Several papers one after the other as one PDF, which holds each font once.

    `told` hears after each paper how many are drawn.
    """
    stream = io.BytesIO()
    for done in binding(stream, papers, logos, title=title, author=author):
        told(done)
    return stream.getvalue()


def binding(
    stream: IO[bytes],
    papers: Iterable[tuple[Design[Any], Any]],
    logos: Logos | None = None,
    *,
    title: str,
    author: str,
) -> Iterator[int]:
    """Writes that PDF into a stream; gives after each paper how many are drawn."""
    canvas = blank(stream, title=title, author=author)
    for number, (design, paper) in enumerate(papers, start=1):
        sheet = design.lay_out(paper, logos)
        sheet.draw(canvas, design.for_whom(paper), f"paper{number}page")
        yield number
    canvas.save()


def blank(stream: IO[bytes], *, title: str, author: str) -> Canvas:
    """A document without pages yet, in Vietnamese, that will be written to the stream."""
    canvas = Canvas(
        stream,
        pageCompression=1,
        invariant=1,
        lang="vi",
        initialFontName=REGULAR,  # type: ignore[arg-type]
    )
    canvas.setTitle(printable(title))
    canvas.setAuthor(printable(author))
    canvas.setCreator(CREATOR)
    return canvas
