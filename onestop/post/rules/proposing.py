"""What the postman is proposed to collect: the fees still owed, and the postage (F2, P3; QĐ45)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onestop.cases.rules.payment import OwedLine
from onestop.errors import N_, Refused
from onestop.post.rules.transit import Distance


@dataclass(frozen=True)
class Tariff:
    """The flat postage of a carrier by distance, in đồng; nought where none was named."""

    in_ward: int = 0
    in_province: int = 0
    elsewhere: int = 0

    def postage(self, far: Distance) -> int:
        """What an item costs that goes so far."""
        if far is Distance.SAME_DISTRICT:
            return self.in_ward
        return self.in_province if far is Distance.WITHIN_PROVINCE else self.elsewhere


@dataclass(frozen=True)
class Proposed:
    """What is proposed to be collected of a receiver, in đồng."""

    fees: int = 0
    postage: int = 0
    counted: bool = False
    """Whether a fee among them is counted by page, copy or instance: here it is counted once."""

    @property
    def to_collect(self) -> int:
        """Fees and postage together."""
        return self.fees + self.postage


def proposed(owed: Sequence[OwedLine], postage: int) -> Proposed:
    """What the receiver of a result still owes, with the postage."""
    return Proposed(
        fees=sum(line.fee.amount for line in owed),
        postage=postage,
        counted=any(line.fee.per for line in owed),
    )


def require_current(to_collect: int, seen: int, now: Proposed, *, code: str) -> None:
    """Lets an item go whose amount is still what was proposed, or what the clerk chose instead.

    Raises Refused where the amount was left as proposed, and the case owes something else by now:
    what was paid at the counter meanwhile is not collected once more.
    """
    if to_collect == seen and seen != now.to_collect:
        raise Refused(
            N_("For case %(code)s something else is owed by now; look at the amount to collect."),
            code=code,
        )
