"""The serif of the papers, and how its text is measured, wrapped and balanced.

Text is always literal. Lengths are points.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD, ITALIC = "OnestopSerif", "OnestopSerif-Bold", "OnestopSerif-Italic"
LEADING = 1.18
ASCENT, DESCENT = 0.98, 0.22
_SOFT_HYPHEN = "\u00ad"
_STAND_IN = "□"
_JOINTS = "-/@_"


def _register() -> frozenset[str]:
    """Registers the faces once; returns the characters that all of them can print."""
    covered = []
    for name, file in ((REGULAR, "regular"), (BOLD, "bold"), (ITALIC, "italic")):
        font = TTFont(name, str(FONTS / f"serif-{file}.ttf"), asciiReadable=0)
        pdfmetrics.registerFont(font)
        covered.append(frozenset(map(chr, font.face.charToGlyph)))
    return frozenset.intersection(*covered) - {_SOFT_HYPHEN}


COVERED = _register()


@lru_cache(maxsize=20_000)
def printable(text: str) -> str:
    """The text composed and on one line, with □ for every character that the fonts lack."""
    composed = unicodedata.normalize("NFC", text)
    if COVERED.issuperset(composed):
        return composed
    return "".join(map(_shown, composed))


def _shown(letter: str) -> str:
    if letter in COVERED:
        return letter
    if letter.isspace():
        return " "
    return "" if _is_invisible(letter) else _STAND_IN


def _is_invisible(letter: str) -> bool:
    """Whether a character shows nothing by itself, such as direction marks and joiners."""
    return unicodedata.category(letter) == "Cf" or "\ufe00" <= letter <= "\ufe0f"


@lru_cache(maxsize=50_000)
def width(word: str, font: str, size: float) -> float:
    """How wide a word is set."""
    return float(pdfmetrics.stringWidth(word, font, size))


def wrapped(text: str, font: str, size: float, room: float, first: float = 0) -> list[str]:
    """The text in lines no wider than `room`; the first one is `first` shorter.

    What was typed in lines keeps them, but for empty ones.
    """
    paragraphs = [each for each in text.splitlines() if each.strip()] or [""]
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += _flowed(paragraph, font, size, room, 0 if lines else first)
    return lines


def _flowed(text: str, font: str, size: float, room: float, first: float) -> list[str]:
    """A paragraph in such lines.

    A first word that has no place beside what stands in the first line leaves that line empty.
    """
    gap = width(" ", font, size)
    lines: list[str] = []
    line: list[str] = []
    left = room - first
    for word in printable(text).split(" "):
        for part in _parts(word, font, size, room):
            step = width(part, font, size) + (gap if line else 0)
            if step > left and (line or (first and not lines)):
                lines.append(" ".join(line))
                line, left = [], room
                step = width(part, font, size)
            line.append(part)
            left -= step
    return [*lines, " ".join(line)]


def _parts(word: str, font: str, size: float, room: float) -> list[str]:
    """A word, cut into parts that fit if it is too long for any line."""
    if not word:
        return []
    if width(word, font, size) <= room:
        return [word]
    parts, part, taken = [], "", 0.0
    for letter in word:
        step = width(letter, font, size)
        if part and taken + step > room:
            joint = _joint(part)
            parts.append(part[:joint])
            part = part[joint:]
            taken = sum(width(each, font, size) for each in part)
        part += letter
        taken += step
    return [*parts, part]


def _joint(part: str) -> int:
    """Where a code or an address is best cut: after a hyphen or a stroke of its second half."""
    joint = max(map(part.rfind, _JOINTS)) + 1
    return joint if joint > len(part) / 2 else len(part)


def fitting(text: str, font: str, size: float, room: float) -> float:
    """The size, at most the one that is told, in which the text stands on one line."""
    return min(size, size * room / (width(printable(text), font, size) or 1))


def balanced(text: str, font: str, size: float, room: float) -> list[str]:
    """The text in as few lines as `room` allows, these being about equally long."""
    lines = wrapped(text, font, size, room)
    if len(lines) == 1:
        return lines
    longest_word = max(width(word, font, size) for line in lines for word in line.split(" "))
    narrow, wide = max(room / 2, longest_word + 0.01), room
    while wide - narrow > 2:
        middle = (narrow + wide) / 2
        tried = wrapped(text, font, size, middle)
        if len(tried) > len(lines):
            narrow = middle
        else:
            lines, wide = tried, middle
    return lines


def unbroken(text: str) -> str:
    """The text with spaces that no line breaks at, for telephone numbers."""
    return text.replace(" ", "\u00a0")
