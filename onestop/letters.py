"""Vietnamese letters: the same word with and without its marks."""

from __future__ import annotations

import re
import unicodedata

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


def fold(text: str) -> str:
    """The text in lower-case letters without marks, single-spaced: "Nguyễn Đức" → "nguyen duc"."""
    return " ".join(unmarked(text).lower().split())


def unmarked(text: str) -> str:
    """The text without its marks, capitals kept: "Nguyễn Đức" → "Nguyen Duc"."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def tidy(text: str) -> str:
    """The text composed (NFC) and single-spaced, as it is stored and printed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def keepable(text: str) -> str:
    """The text without the signs that no database keeps: the null, and halves of a pair."""
    return _UNKEEPABLE.sub("", text)
