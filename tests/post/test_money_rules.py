"""Sums in đồng are read as one types them, and nothing else is taken for a sum."""

from __future__ import annotations

import pytest

from onestop.errors import Refused
from onestop.post.rules.money import read_sum, sum_of


@pytest.mark.parametrize(
    "typed",
    [
        *("30500", "30.500", "30,500", "30 500", "30\u00a0500", "30.500đ", "30500d", "30.500 đồng"),
        *("30.500₫", "30.500 VNĐ", " 30500 vnd. "),
    ],
)
def test_a_sum_is_read_with_its_groups_and_its_unit(typed: str) -> None:
    assert read_sum(typed) == 30_500


@pytest.mark.parametrize(
    "typed",
    ["30k", "30.500,00", "30.5", "3.0500", "1.000,000", "-5", "đ", "ba mươi", "1000000000", "٣٠"],
)
def test_what_is_no_sum_is_refused_and_not_nought(typed: str) -> None:
    assert sum_of(typed) is None
    with pytest.raises(Refused, match="no sum"):
        read_sum(typed)


def test_an_empty_field_is_nought_and_groups_may_be_many() -> None:
    assert (read_sum(" "), read_sum("250.000.000"), sum_of("")) == (0, 250_000_000, None)
