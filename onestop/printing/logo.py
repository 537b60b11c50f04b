"""The picture in the head of the papers, from what was given to what is kept and printed."""

from __future__ import annotations

import io

from PIL import Image

from onestop.errors import N_, Refused

MOST_BYTES = 200_000
_MOST_DOTS = 4000
_KEPT_DOTS = 300
_TRANSPARENT = ("RGBA", "LA", "PA")
_BROKEN = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)


def kept_logo(content: bytes) -> bytes:
    """The picture as PNG, no finer than 600 dots to the inch, and without what it tells besides.

    Raises Refused for anything but a PNG or JPEG of at most 200 kB and 4,000 dots a side.
    """
    if len(content) > MOST_BYTES:
        raise Refused(N_("The picture is larger than 200 kB: make it smaller and try again."))
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as given:
            if max(given.size) > _MOST_DOTS:
                raise Refused(N_("The picture has more than 4,000 dots a side: make it smaller."))
            shown = given.convert("RGBA" if _is_transparent(given) else "RGB")
    except _BROKEN:
        raise Refused(N_("This is no picture that can be read: choose a PNG or JPEG.")) from None
    shown.thumbnail((_KEPT_DOTS, _KEPT_DOTS))
    kept = io.BytesIO()
    shown.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _is_transparent(given: Image.Image) -> bool:
    return given.mode in _TRANSPARENT or "transparency" in given.info
