"""Which fees of a case the sum is that a postman collected (P3, F2)."""

from __future__ import annotations

from collections.abc import Sequence

from onestop.cases.rules.payment import ChosenLine, OwedLine


def fees_in(
    collected: int, postage: int, owed: Sequence[OwedLine]
) -> tuple[ChosenLine, ...] | None:
    """The owed fees that a collected sum is exactly, with the postage or without it.

    Nothing where it is the postage alone. None where the sum is another one, and where a fee is
    counted: how often, no sum can say.
    """
    counted = any(line.fee.per for line in owed)
    fees = sum(line.fee.amount for line in owed)
    if owed and not counted and collected in (fees, fees + postage):
        return tuple(ChosenLine(line.position) for line in owed)
    return () if collected == postage else None
