"""A PDF that leaves page by page: a book of any length takes the memory of a page or two.

ReportLab keeps a document until it is saved. Here a page is written when it ends and forgotten;
what stays of it is where it and its contents stand in the file: 16 bytes. The tree of pages
leaves by branches (ISO 32000-1, 7.7.3), the fonts and the table of places come last.
"""

from __future__ import annotations

from array import array
from typing import IO, Any, cast

from reportlab.pdfbase.pdfdoc import PDFFile, PDFIndirectObject, PDFPages, PDFTrailer
from reportlab.pdfgen.canvas import Canvas

_BRANCH = 64


class PageWriter:
    """Writes what a canvas draws to a stream; the canvas itself is never saved."""

    def __init__(self, canvas: Canvas, stream: IO[bytes]) -> None:
        self._canvas = canvas
        self._document: Any = canvas._doc  # type: ignore[attr-defined]
        self._document.Pages = self._document.Catalog.Pages = self._tree = _Tree()
        self._branch: Any = PDFPages()
        self._places = array("Q")
        # Version 1.4, since a later page may hold a picture that is transparent.
        self._file = cast(Any, PDFFile((1, 4)))
        self._file.write = stream.write
        self._file.write(b"".join(self._file.strings))

    def end_page(self) -> None:
        """Ends the page that is being drawn, and writes it."""
        self._canvas.showPage()
        page = self._tree.pages.pop()
        page.Parent = self._branch
        self._branch.pages.append(self._let_go(page))
        self._let_go(page.Contents)
        self._tree.leaves += 1
        if len(self._branch.pages) == _BRANCH:
            self._end_branch()

    def close(self) -> None:
        """Writes what the pages share, and where in the file everything stands."""
        document = self._document
        if self._branch.pages:
            self._end_branch()
        for font in document.delayedFonts:
            font.addObjects(document)
        document.info.digest(document.signature)
        document.Catalog.Outlines = None
        catalog, info = document.Reference(document.Catalog), document.Reference(document.info)
        self._tree.pages = self._tree.branches
        number = 0
        while number < document.objectcounter:  # which grows as what is written names new objects
            number += 1
            if name := document.numberToId.get(number):
                self._write(document.idToObject[name])
        start = self._file.add(f"xref\n0 {len(self._places) + 1}\n0000000000 65535 f \n")
        for place in self._places:
            self._file.add(f"{place:010d} 00000 n \n")
        size, identity = len(self._places) + 1, document.ID()
        trailer = PDFTrailer(start, Size=size, Root=catalog, Info=info, ID=identity)
        self._file.add(trailer.format(document))

    def _end_branch(self) -> None:
        branch, self._branch = self._branch, PDFPages()
        branch.Parent = self._tree
        self._tree.branches.append(self._let_go(branch))

    def _let_go(self, written: Any) -> str:
        """Writes and forgets what nothing names from here on; gives how it was referred to."""
        document = self._document
        number = self._write(written)
        name = document.numberToId.pop(number)
        del document.idToObject[name], document.idToObjectNumberAndVersion[name]
        return f"{number} 0 R"

    def _write(self, written: Any) -> int:
        """Writes an object; gives its number."""
        document = self._document
        name = document.Reference(written).name
        number: int = document.idToObjectNumberAndVersion[name][0]
        content = PDFIndirectObject(name, written).format(document)
        self._places.extend([0] * (document.objectcounter - len(self._places)))
        self._places[number - 1] = self._file.add(content)
        return number


class _Tree(PDFPages):
    """The root of the pages, whose branches are written before it."""

    def __init__(self) -> None:
        super().__init__()
        self.branches: list[str] = []
        self.leaves = 0

    def check_format(self, document: object) -> None:
        super().check_format(document)
        self.Count = self.leaves
