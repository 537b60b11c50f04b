"""Sums in words: what a cashier reads out, and a reader who writes the sum back."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onestop.printing.amount import LARGEST, in_words

SUMS = {
    0: "Không",
    1: "Một",
    4: "Bốn",
    5: "Năm",
    9: "Chín",
    10: "Mười",
    11: "Mười một",
    14: "Mười bốn",
    15: "Mười lăm",
    19: "Mười chín",
    20: "Hai mươi",
    21: "Hai mươi mốt",
    24: "Hai mươi tư",
    25: "Hai mươi lăm",
    26: "Hai mươi sáu",
    31: "Ba mươi mốt",
    40: "Bốn mươi",
    44: "Bốn mươi tư",
    45: "Bốn mươi lăm",
    50: "Năm mươi",
    51: "Năm mươi mốt",
    55: "Năm mươi lăm",
    91: "Chín mươi mốt",
    99: "Chín mươi chín",
    100: "Một trăm",
    101: "Một trăm linh một",
    104: "Một trăm linh bốn",
    105: "Một trăm linh năm",
    110: "Một trăm mười",
    111: "Một trăm mười một",
    115: "Một trăm mười lăm",
    121: "Một trăm hai mươi mốt",
    124: "Một trăm hai mươi tư",
    150: "Một trăm năm mươi",
    505: "Năm trăm linh năm",
    555: "Năm trăm năm mươi lăm",
    999: "Chín trăm chín mươi chín",
    1_000: "Một nghìn",
    1_001: "Một nghìn không trăm linh một",
    1_010: "Một nghìn không trăm mười",
    1_015: "Một nghìn không trăm mười lăm",
    1_021: "Một nghìn không trăm hai mươi mốt",
    1_100: "Một nghìn một trăm",
    2_000: "Hai nghìn",
    8_000: "Tám nghìn",
    10_000: "Mười nghìn",
    15_000: "Mười lăm nghìn",
    15_500: "Mười lăm nghìn năm trăm",
    20_005: "Hai mươi nghìn không trăm linh năm",
    21_000: "Hai mươi mốt nghìn",
    104_000: "Một trăm linh bốn nghìn",
    125_000: "Một trăm hai mươi lăm nghìn",
    200_000: "Hai trăm nghìn",
    400_000: "Bốn trăm nghìn",
    999_999: "Chín trăm chín mươi chín nghìn chín trăm chín mươi chín",
    1_000_000: "Một triệu",
    1_000_005: "Một triệu không trăm linh năm",
    1_005_000: "Một triệu không trăm linh năm nghìn",
    1_050_000: "Một triệu không trăm năm mươi nghìn",
    1_234_567: "Một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy",
    2_000_500: "Hai triệu năm trăm",
    15_000_000: "Mười lăm triệu",
    21_000_001: "Hai mươi mốt triệu không trăm linh một",
    100_000_000: "Một trăm triệu",
    999_000_000: "Chín trăm chín mươi chín triệu",
    1_000_000_000: "Một tỷ",
    1_000_000_010: "Một tỷ không trăm mười",
    1_000_005_000: "Một tỷ không trăm linh năm nghìn",
    1_005_000_000: "Một tỷ không trăm linh năm triệu",
    5_400_000_000: "Năm tỷ bốn trăm triệu",
    25_000_000_000: "Hai mươi lăm tỷ",
    105_000_000_000: "Một trăm linh năm tỷ",
    1_000_000_000_000: "Một nghìn tỷ",
    1_005_000_000_000: "Một nghìn không trăm linh năm tỷ",
    1_000_000_000_001: "Một nghìn tỷ không trăm linh một",
    24_015_000_000_000: "Hai mươi tư nghìn không trăm mười lăm tỷ",
    LARGEST: "Một triệu tỷ",
}


@pytest.mark.parametrize(("amount", "words"), SUMS.items(), ids=str)
def test_a_sum_is_written_as_it_is_read_out(amount, words) -> None:
    assert in_words(amount) == f"{words} đồng"


def test_the_examples_are_enough_to_show_the_convention() -> None:
    assert len(SUMS) >= 60


@pytest.mark.parametrize("amount", [-1, LARGEST + 1])
def test_what_no_receipt_can_carry_is_refused(amount) -> None:
    with pytest.raises(ValueError, match="no sum"):
        in_words(amount)


SPOKEN = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
UNITS = {word: number for number, word in enumerate(SPOKEN)} | {"mốt": 1, "tư": 4, "lăm": 5}
SCALES = {"nghìn": 1_000, "triệu": 1_000_000}


def read_back(words: str) -> int:
    """The sum that a reader understands, word by word, knowing nothing of how it was written."""
    billions, millions, group = 0, 0, 0
    for word in words.lower().removesuffix(" đồng").split():
        if word == "tỷ":
            billions, millions, group = (billions + millions + group) * 10**9, 0, 0
        elif word in SCALES:
            millions, group = millions + group * SCALES[word], 0
        elif word == "trăm":
            group *= 100
        elif word == "mươi":
            group += group % 10 * 9
        elif word == "mười":
            group += 10
        elif word != "linh":
            group += UNITS[word]
    return billions + millions + group


@given(st.integers(0, LARGEST) | st.integers(0, 10**7))
@example(1_000_000_000_001)
def test_a_reader_writes_the_same_sum_back(amount) -> None:
    words = in_words(amount)
    assert read_back(words) == amount
    assert words.endswith(" đồng")
    assert words[0].isupper()
    assert "  " not in words
