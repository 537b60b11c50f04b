"""The picture in the head of the papers, from what was given to what is kept and printed."""

from __future__ import annotations

import io
import zlib
from typing import NamedTuple

from PIL import Image

from onestop.errors import N_, Refused

MOST_BYTES = 200_000
_MOST_DOTS = 4000
_PAPER = "white"
MOST_PRINTED = 6_000
"""How many bytes a picture may add to a paper: a receipt with one stays below 35 kB."""


class _Grain(NamedTuple):
    """How finely a picture is kept: its dots a side, and its colours."""

    dots: int
    colours: int


_GRAINS = (_Grain(150, 32), _Grain(150, 16), _Grain(120, 16), _Grain(100, 16), _Grain(80, 8))
"""From 320 dots to the inch, on the 12 mm that it has, down to what any photograph fits in."""
_TRANSPARENT = ("RGBA", "LA", "PA")
_BROKEN = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)


def kept_logo(content: bytes) -> bytes:
    """The picture as PNG on white, as fine as a paper has room for, and nothing told besides.

    Raises Refused for anything but a PNG or JPEG of at most 200 kB and 4,000 dots a side.
    """
    if len(content) > MOST_BYTES:
        raise Refused(N_("The picture is larger than 200 kB: make it smaller and try again."))
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as given:
            if max(given.size) > _MOST_DOTS:
                raise Refused(N_("The picture has more than 4,000 dots a side: make it smaller."))
            shown = _on_paper(given)
    except _BROKEN:
        raise Refused(N_("This is no picture that can be read: choose a PNG or JPEG.")) from None
    kept = io.BytesIO()
    _reduced(shown).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _on_paper(given: Image.Image) -> Image.Image:
    """The picture as it looks on white paper: what is transparent would be printed as a mask."""
    if given.mode not in _TRANSPARENT and "transparency" not in given.info:
        return given.convert("RGB")
    above = given.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", above.size, _PAPER), above).convert("RGB")


def _reduced(shown: Image.Image) -> Image.Image:
    """The picture in the finest grain that a paper has room for."""
    for grain in _GRAINS:
        tried = shown.copy()
        tried.thumbnail((grain.dots, grain.dots))
        tried = tried.quantize(grain.colours, dither=Image.Dither.NONE)
        if len(zlib.compress(tried.convert("RGB").tobytes())) <= MOST_PRINTED:
            break
    return tried
