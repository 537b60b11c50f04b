"""The picture in the head of a paper: it shows what was given, and leaves the paper small."""

from __future__ import annotations

import io
from dataclasses import replace
from random import Random

import pytest
from PIL import Image, ImageDraw

from onestop.printing import receipt
from onestop.printing.logo import kept_logo
from tests.printing.papers import OFFICE, a_receipt
from tests.printing.reading import picture

RED, GOLD = (200, 16, 46), (255, 205, 0)
SIDE = 600


def an_emblem(mode: str = "RGB") -> Image.Image:
    """A golden square on a red disc; what lies around it is transparent where it can be."""
    around = (0, 0, 0, 0) if mode == "RGBA" else (255, 255, 255)
    emblem = Image.new(mode, (SIDE, SIDE), around)
    drawn = ImageDraw.Draw(emblem)
    drawn.ellipse((0, 0, SIDE, SIDE), fill=RED)
    drawn.rectangle((200, 200, 400, 400), fill=GOLD)
    return emblem


def a_photograph() -> Image.Image:
    """Nothing but grain, which no reduction of the colours makes plain."""
    return Image.frombytes("RGB", (250, 250), Random(11).randbytes(3 * 250 * 250))


def in_file(given: Image.Image, kind: str = "PNG") -> bytes:
    content = io.BytesIO()
    given.save(content, kind)
    return content.getvalue()


def with_logo(kept: bytes) -> bytes:
    office = replace(OFFICE, logo="logo")
    return receipt.DESIGN.pdf(a_receipt(office=office), {"logo": kept})


@pytest.mark.parametrize(
    "content",
    [
        in_file(an_emblem()),
        in_file(an_emblem("RGBA")),
        in_file(an_emblem(), "JPEG"),
        in_file(a_photograph(), "JPEG"),
        in_file(an_emblem().convert("1")),
    ],
    ids=["emblem", "transparent", "jpeg", "photograph", "black and white"],
)
def test_a_receipt_with_a_logo_has_no_more_than_35_kilobytes(content: bytes) -> None:
    kept = kept_logo(content)
    assert len(with_logo(kept)) < 35_000
    assert len(kept) <= len(content)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_logo_keeps_its_colours_on_white(mode: str) -> None:
    with Image.open(io.BytesIO(kept_logo(in_file(an_emblem(mode))))) as kept:
        shown = kept.convert("RGB")
    middle = shown.width // 2
    assert shown.getpixel((middle, middle)) == pytest.approx(GOLD, abs=4)
    assert shown.getpixel((middle, 8)) == pytest.approx(RED, abs=4)
    assert shown.getpixel((0, 0)) == pytest.approx((255, 255, 255), abs=4)


def test_a_logo_is_seen_on_the_paper() -> None:
    kept = kept_logo(in_file(an_emblem()))
    assert picture(with_logo(kept)).tobytes() != picture(receipt.DESIGN.pdf(a_receipt())).tobytes()
