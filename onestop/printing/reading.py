"""A paper that comes back as a PDF: what its marks say, and how it differs from another one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp
from PIL import Image, ImageChops

MOST_PAGES = 200
_SCAN_DPI = 200
_LOOK_DPI = 72
_FAINT = 64
"""How much darker or lighter a dot may be on another machine's screen."""
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_REPRINT = re.compile(r"Bản in lại lần (\d+)")
_NUMBER = re.compile(r"Số: (\d+/\S+)")
_YEAR = re.compile(r"ngày \d+ tháng \d+ năm (\d{4})")
_PLACE = re.compile(r"Trang (\d+)/\d+")
_WHOLE = 0.7
"""How much of a page a picture covers that is the page itself, as a scanner leaves it."""


class Unreadable(Exception):
    """A file that is no PDF, or one of too many pages."""


@dataclass(frozen=True)
class Leaf:
    """A page as it comes back: what its QR says, its words, and how it looks.

    The words of a scan are those that a machine has read out of it, or none.
    """

    link: str
    words: tuple[str, ...]
    look: Image.Image
    scanned: bool

    @property
    def reprint(self) -> int:
        """Which printing of the paper the page says it is."""
        return int(self._said(_REPRINT) or 0)

    @property
    def number(self) -> str:
        """The number of the paper, where the page has a head."""
        return self._said(_NUMBER)

    @property
    def year(self) -> str:
        """The year of the day in that head."""
        return self._said(_YEAR)

    @property
    def goes_on(self) -> bool:
        """Whether it says at its foot that it is a later page of a paper."""
        places = _PLACE.findall(" ".join(self.words))
        return bool(places) and int(places[-1]) > 1

    def _said(self, wanted: re.Pattern[str]) -> str:
        found = wanted.search(" ".join(self.words))
        return found[1] if found else ""


def read(pdf: bytes) -> tuple[Leaf, ...]:
    """The pages of a PDF; raises Unreadable."""
    try:
        with pypdfium2.PdfDocument(pdf) as document:
            if len(document) > MOST_PAGES:
                raise Unreadable(f"more than {MOST_PAGES} pages")
            return tuple(_leaf(document[number]) for number in range(len(document)))
    except pypdfium2.PdfiumError as fault:
        raise Unreadable(str(fault)) from fault


def differences(one: Leaf, other: Leaf) -> Iterator[str]:
    """What stands on the one page and not on the other, in order: "these → those".

    Words are compared first; pages whose words agree are compared by their look, so that a
    picture laid over a word is found too.
    """
    same = SequenceMatcher(None, one.words, other.words, autojunk=False)
    changed = False
    for tag, start, end, begin, stop in same.get_opcodes():
        if tag != "equal":
            changed = True
            yield f"{' '.join(one.words[start:end])} → {' '.join(other.words[begin:stop])}"
    if not changed and _looks_different(one.look, other.look):
        yield "the words agree, but the page looks different"


def _leaf(page: pypdfium2.PdfPage) -> Leaf:
    words = unicodedata.normalize("NFC", page.get_textpage().get_text_bounded()).split()
    picture = page.render(scale=_SCAN_DPI / 72, grayscale=True).to_pil()
    marks = zxingcpp.read_barcodes(
        picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    return Leaf(
        link=next((mark.text for mark in marks), ""),
        words=tuple(words),
        look=page.render(scale=_LOOK_DPI / 72, grayscale=True).to_pil(),
        scanned=not words or _is_picture(page),
    )


def _is_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether one picture covers the page: words that a machine read lie unseen behind it."""
    whole = page.get_width() * page.get_height()
    for each in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = each.get_bounds()
        if (right - left) * (top - bottom) > _WHOLE * whole:
            return True
    return False


def _looks_different(one: Image.Image, other: Image.Image) -> bool:
    if one.size != other.size:
        return True
    counted = ImageChops.difference(one, other).histogram()
    return any(counted[_FAINT + 1 :])
