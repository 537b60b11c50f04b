"""Sums in đồng as one types them."""

from __future__ import annotations

import re

from onestop.errors import N_, Refused

MOST = 999_999_999
_SUM = re.compile(r"[0-9]+|[0-9]{1,3}([ .,\u00a0])[0-9]{3}(?:\1[0-9]{3})*")
_UNIT = re.compile(r"\s*(?:₫|đồng|đ|d|vnđ|vnd)\.?$", re.IGNORECASE)


def sum_of(text: str) -> int | None:
    """The sum that somebody typed: 25000, 25.000, 25 000 đ; None for what is no sum.

    Groups have three digits and one separator, so that no thousandfold is read from decimals.
    """
    digits = _UNIT.sub("", text.strip())
    if not _SUM.fullmatch(digits):
        return None
    amount = int(re.sub(r"\D", "", digits))
    return amount if amount <= MOST else None


def read_sum(text: str) -> int:
    """The sum that somebody typed, nought for nothing; raises Refused for what is no sum."""
    amount = sum_of(text) if text.strip() else 0
    if amount is None:
        raise Refused(
            N_("“%(text)s” is no sum in đồng: write it as 250.000."), text=text.strip()[:40]
        )
    return amount
