"""How what was printed is read back: its words, its marks, its fonts, and where they stand."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from typing import Any

import pypdf
import pypdfium2
import zxingcpp
from PIL import Image

from onestop.printing.marks import Filled
from onestop.printing.sheet import Sheet, Words
from onestop.printing.typesetting import ASCENT, DESCENT, width

THERMAL = 203
TO_SIGN = "(Ký và ghi rõ họ tên)"

Box = tuple[float, float, float, float]


def text_of(pdf: bytes) -> list[str]:
    """The text layer, page by page, as a reader copies it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]


def letters(text: str) -> str:
    """The text without any white space, composed."""
    return "".join(unicodedata.normalize("NFC", text).split())


def picture(pdf: bytes, page: int = 0, dpi: int = THERMAL) -> Image.Image:
    """A page as a printer of that fineness shows it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].render(scale=dpi / 72, grayscale=True).to_pil()


def scanned(image: Image.Image) -> dict[str, str]:
    """What a scanner reads from a picture, by the kind of mark."""
    return {mark.format.name: mark.text for mark in zxingcpp.read_barcodes(image)}


def fonts_of(pdf: bytes) -> Iterator[Any]:
    """The descriptor of each font that the paper names."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            yield font.get_object()["/FontDescriptor"].get_object()


def boxes(sheet: Sheet) -> list[list[Box]]:
    """Where the words and the codes of each page stand: left, bottom, right, top."""
    return [
        [_box(mark) for mark in page if isinstance(mark, Words | Filled)] for page in sheet.pages
    ]


def _box(mark: Words | Filled) -> Box:
    if isinstance(mark, Words):
        end = mark.x + width(mark.text, mark.font, mark.size)
        bottom, top = mark.y - DESCENT * mark.size, mark.y + (ASCENT - DESCENT) * mark.size
        return mark.x, bottom, end, top
    right, end = mark.x + mark.columns * mark.wide, mark.y + mark.rows * mark.high
    return mark.x, min(mark.y, end), right, max(mark.y, end)


def collisions(page: list[Box]) -> list[tuple[Box, Box]]:
    """The pairs of boxes that cover each other."""
    upwards = sorted(page, key=lambda box: box[1])
    found = []
    for number, one in enumerate(upwards):
        for other in upwards[number + 1 :]:
            if other[1] >= one[3]:
                break
            if overlap(one, other):
                found.append((one, other))
    return found


def outside(sheet: Sheet, page: list[Box]) -> list[Box]:
    """The boxes that stand in the margins; only a form's number may stand in the upper one."""
    hair = 0.1
    return [
        box
        for box in page
        if box[0] < sheet.left - hair
        or box[1] < sheet.format.bottom - hair
        or box[2] > sheet.right + hair
        or box[3] > sheet.format.height - sheet.format.top / 3
    ]


def words(sheet: Sheet) -> list[list[str]]:
    """What is written on each page, in its order."""
    return [[mark.text for mark in page if isinstance(mark, Words)] for page in sheet.pages]


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes cover each other by more than a hair."""
    hair = 0.05
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > hair
        and min(one[3], other[3]) - max(one[1], other[1]) > hair
    )


def carried(page: list[str]) -> list[str]:
    """What stands on a page above its signatures, but for what they are signed as."""
    above = page[: page.index(TO_SIGN)]
    return [text for text in above if text != text.upper()]
