"""Vietnamese letters: the same word with and without its marks."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """The text in lower-case letters without marks, single-spaced: "Nguyễn Đức" → "nguyen duc"."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(kept.lower().split())


def tidy(text: str) -> str:
    """The text composed (NFC) and single-spaced, as it is stored and printed."""
    return " ".join(unicodedata.normalize("NFC", text).split())
