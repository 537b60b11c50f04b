"""A sum of money in Vietnamese words, as receipts write it.

The convention is that of administrative papers and schoolbooks: "linh" before a lone unit
(not "lẻ"), "nghìn" (not "ngàn"), "không trăm" within a number and never at its head; after
"mươi" 1, 4 and 5 are "mốt", "tư" and "lăm", after "mười" only 5 is "lăm". Nothing is added
after "đồng": no paper that we print asks for "chẵn".
"""

from __future__ import annotations

LARGEST = 10**15
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}
_GROUPS = ((1_000_000, "triệu"), (1_000, "nghìn"), (1, ""))
_BILLION = 1_000_000_000


def in_words(amount: int) -> str:
    """The sum in words: "Một triệu không trăm linh năm nghìn đồng".

    Raises ValueError for a negative sum and one above a million billions.
    """
    if not 0 <= amount <= LARGEST:
        raise ValueError(f"{amount} is no sum that a receipt can carry")
    words = " ".join([*(_number(amount) or [_DIGITS[0]]), "đồng"])
    return words[0].upper() + words[1:]


def _number(number: int) -> list[str]:
    """The words of a number; none for zero."""
    billions, rest = divmod(number, _BILLION)
    words = [*_number(billions), "tỷ"] if billions else []
    for size, name in _GROUPS:
        if group := rest // size % 1_000:
            words += [*_group(group, within=bool(words)), *([name] if name else [])]
    return words


def _group(group: int, *, within: bool) -> list[str]:
    """Three digits, not all of them zero; `within` a number the hundreds are always told."""
    hundreds, rest = divmod(group, 100)
    tens, units = divmod(rest, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or within else []
    if tens:
        words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    elif units and words:
        words.append("linh")
    return [*words, *_units(units, tens)]


def _units(units: int, tens: int) -> list[str]:
    if not units:
        return []
    if tens > 1:
        return [_AFTER_TENS.get(units, _DIGITS[units])]
    return ["lăm" if tens == 1 and units == 5 else _DIGITS[units]]
