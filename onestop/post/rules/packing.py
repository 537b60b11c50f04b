"""What is looked at before a result goes into its envelope (P1, P2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from onestop.errors import N_

RECEIPT = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
"""The paper that the postman takes back from whoever receives the result."""


class Check(StrEnum):
    """What is looked at, in the order in which one packs."""

    PAPER = "paper"
    ADDRESS = "address"
    PHONE = "phone"
    TO_COLLECT = "to_collect"
    TO_WITHDRAW = "to_withdraw"


TO_DO = {
    Check.PAPER: N_("Record the result first; without it there is nothing to send."),
    Check.ADDRESS: N_("Call the applicant and enter house, street, ward and province."),
    Check.PHONE: N_("Without a phone the postman cannot call; ask the applicant for one."),
    Check.TO_COLLECT: N_(
        "The amount to collect is more than what is owed and the postage; look at it again."
    ),
    Check.TO_WITHDRAW: N_("Say which papers the postman takes back."),
}
"""What to do where a check fails."""

STOPS = frozenset({Check.PAPER, Check.ADDRESS})
"""The checks without which nothing is handed over."""


@dataclass(frozen=True)
class Packed:
    """A consignment as it lies in its envelope."""

    contents: str
    address: str
    located: bool
    """Whether ward and province of the address were recognised."""
    phone: str
    to_collect: int
    fees: int
    to_withdraw: Sequence[str]
    result: bool = True
    """Whether it is a result; for a form 02 or 03 nothing is taken back."""


def failed(packed: Packed) -> tuple[Check, ...]:
    """The checks that a consignment fails."""
    fine = {
        Check.PAPER: bool(packed.contents),
        Check.ADDRESS: bool(packed.address.strip()) and packed.located,
        Check.PHONE: bool(packed.phone),
        Check.TO_COLLECT: packed.to_collect <= packed.fees,
        Check.TO_WITHDRAW: not packed.result or bool(packed.to_withdraw),
    }
    return tuple(check for check in Check if not fine[check])
