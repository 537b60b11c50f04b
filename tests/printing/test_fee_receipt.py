"""The fee receipt, apart from what holds for every paper: its copies, and who pays."""

from __future__ import annotations

from onestop.printing.fee_receipt import COPIES, DESIGN
from tests.printing.papers import a_fee_receipt
from tests.printing.reading import text_of


def test_there_are_three_copies_each_named() -> None:
    pages = text_of(DESIGN.pdf(a_fee_receipt()))
    assert len(pages) == 3
    for page, copy in zip(pages, COPIES, strict=True):
        assert copy in page


def test_who_pays_for_themselves_is_named_once() -> None:
    own = a_fee_receipt(payer="Trần Văn Ổn")
    assert "Chủ hồ sơ" in text_of(DESIGN.pdf(a_fee_receipt()))[0]
    assert "Chủ hồ sơ" not in text_of(DESIGN.pdf(own))[0]
