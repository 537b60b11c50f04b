"""A paper that comes back as a PDF: what its marks say, and how it differs from another one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops

MOST_PAGES = 200
_SCAN_DPI = 200
_LOOK_DPI = 72
_FAINT = 64
"""How much darker or lighter a dot may be on another machine's screen."""
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_REPRINT = re.compile(r"Bản in lại lần (\d+)")


class Unreadable(Exception):
    """A file that is no PDF, or one of too many pages."""


@dataclass(frozen=True)
class Leaf:
    """A page as it comes back: what its QR says, its words, and how it looks."""

    link: str
    words: tuple[str, ...]
    look: Image.Image

    @property
    def reprint(self) -> int:
        """Which printing of the paper the page says it is."""
        found = _REPRINT.search(" ".join(self.words))
        return int(found[1]) if found else 0


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
    text = page.get_textpage().get_text_bounded()
    picture = page.render(scale=_SCAN_DPI / 72, grayscale=True).to_pil()
    marks = zxingcpp.read_barcodes(
        picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    return Leaf(
        link=next((mark.text for mark in marks), ""),
        words=tuple(unicodedata.normalize("NFC", text).split()),
        look=page.render(scale=_LOOK_DPI / 72, grayscale=True).to_pil(),
    )


def _looks_different(one: Image.Image, other: Image.Image) -> bool:
    if one.size != other.size:
        return True
    counted = ImageChops.difference(one, other).histogram()
    return any(counted[_FAINT + 1 :])
