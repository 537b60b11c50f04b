"""The formats that papers come in: measures, margins and the sizes of their text.

Lengths are points. On A4 the sizes are those of Decree 30/2020, on A5 as many of them as fit.
"""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.units import mm


@dataclass(frozen=True, kw_only=True)
class Lettering:
    """The sizes of what stands around the text: head, title, signatures."""

    country: float
    motto: float
    motto_rule: float
    office: float
    office_rule: float
    number: float
    form: float
    above_title: float
    title: float
    below_title: float
    subtitle: float
    signs_as: float
    hint: float
    signer: float
    room_to_sign: float


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format; `bodies` are the sizes of text to try on one page, `flowing` that on many."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    bodies: tuple[float, ...]
    flowing: float
    lettering: Lettering
    pad: float = 1.2
    """The room above and below the text of a table's cell."""
    inset: float = 2.5
    """The room beside it."""
    foot: bool = True
    """Whether the copy, the page and the office's line stand below the text."""

    @property
    def depth(self) -> float:
        """The height between the margins."""
        return self.height - self.top - self.bottom


_SMALL = Lettering(
    country=8,
    motto=9.5,
    motto_rule=36 * mm,
    office=8,
    office_rule=24 * mm,
    number=10,
    form=8.5,
    above_title=5,
    title=12.5,
    below_title=3,
    subtitle=9.5,
    signs_as=9.5,
    hint=8.5,
    signer=10.5,
    room_to_sign=28,
)
_LARGE = Lettering(
    country=12,
    motto=13,
    motto_rule=159,
    office=12,
    office_rule=30 * mm,
    number=12,
    form=11,
    above_title=13,
    title=14,
    below_title=8,
    subtitle=12,
    signs_as=12,
    hint=11,
    signer=12.5,
    room_to_sign=48,
)

A5 = Format(
    width=148 * mm,
    height=210 * mm,
    left=17 * mm,
    right=12 * mm,
    top=9 * mm,
    bottom=12 * mm,
    bodies=(12.0, 11.0, 10.5, 10.0),
    flowing=11.0,
    lettering=_SMALL,
)
A4 = Format(
    width=210 * mm,
    height=297 * mm,
    left=22 * mm,
    right=14 * mm,
    top=15 * mm,
    bottom=15 * mm,
    bodies=(13.0, 12.5, 12.0),
    flowing=12.5,
    lettering=_LARGE,
    pad=3,
    inset=4,
)
A4_LANDSCAPE = Format(
    width=297 * mm,
    height=210 * mm,
    left=14 * mm,
    right=10 * mm,
    top=15 * mm,
    bottom=14 * mm,
    bodies=(12.5, 12.0),
    flowing=12.0,
    lettering=_LARGE,
    pad=2.2,
)


def label_format(width: float, height: float) -> Format:
    """An adhesive label of that many points, as thermal printers take them from the roll."""
    return Format(
        width=width,
        height=height,
        left=4 * mm,
        right=4 * mm,
        top=3 * mm,
        bottom=3 * mm,
        bodies=(14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0),
        flowing=8.0,
        lettering=_SMALL,
        foot=False,
    )
