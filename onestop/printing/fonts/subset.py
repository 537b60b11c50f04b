"""Makes the serif of the papers: three faces cut to the letters that Vietnamese forms use."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

FAMILY = "Onestop Serif"
PLAIN = "aăâeêioôơuưyđ"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
MARKS = "–—…“”‘’«»•·°×±§№₫€©®→□\u00a0"


def covered() -> set[int]:
    """The characters that the papers can print."""
    letters = "".join(
        unicodedata.normalize("NFC", letter + tone) for letter in PLAIN for tone in TONES
    )
    ranges = (range(0x20, 0x7F), range(0xA1, 0x180), range(0x300, 0x30A), (0x31B, 0x323))
    return set(map(ord, letters + letters.upper() + MARKS)).union(*ranges)


def cut(source: Path, style: str, target: Path) -> None:
    """Writes one face without hinting and layout features, under a name of its own."""
    options = subset.Options(
        layout_features=[],
        hinting=False,
        notdef_outline=True,
        glyph_names=False,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        recalc_timestamp=False,
    )
    options.drop_tables += ["GPOS", "GSUB", "kern"]
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=covered())
    cutter.subset(font)
    names = {1: FAMILY, 2: style, 3: f"{FAMILY} {style} subset", 4: f"{FAMILY} {style}"}
    names[6] = f"{FAMILY.replace(' ', '')}-{style}"
    for entry in font["name"].names:
        entry.string = names.get(entry.nameID, entry.string)
    font.save(target)


if __name__ == "__main__":
    for face in ("Regular", "Bold", "Italic"):
        cut(
            Path(sys.argv[1]) / f"LiberationSerif-{face}.ttf",
            face,
            Path(__file__).parent / f"serif-{face.lower()}.ttf",
        )
