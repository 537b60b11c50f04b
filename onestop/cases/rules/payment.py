"""What is owed for a case, and what a payment may hold (NĐ61 article 22)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from onestop.errors import N_, Refused
from onestop.procedures.rules import Fee, Version

MOST_COUNTED = 9_999
"""The most pages, copies or times that one line of a payment counts."""


class PaymentMethod(StrEnum):
    """How fees and charges reach the office (rule F2)."""

    CASH = "cash"
    TRANSFER = "transfer"
    ONLINE = "online"
    POST = "post"


class ReversalKind(StrEnum):
    """Why a payment counts no more; what was written stays (rule F2)."""

    CANCELLATION = "cancellation"
    """The receipt was written in error: its lines are owed again."""
    REFUND = "refund"
    """The money was given back: its lines are not owed, but can be collected anew."""


class LineState(StrEnum):
    """How a fee of the case stands."""

    OWED = "owed"
    PAID = "paid"
    EXEMPT = "exempt"
    REFUNDED = "refunded"
    NOT_COUNTED = "not_counted"
    """Another fee counted by the same measure was paid, and of this one there was nothing."""


@dataclass(frozen=True)
class OwedLine:
    """A fee of the case's version with its place there, and what became of it."""

    position: int
    fee: Fee
    state: LineState = LineState.OWED

    @property
    def collectable(self) -> bool:
        """Whether it can be put into a payment now."""
        return self.state not in (LineState.PAID, LineState.EXEMPT)


@dataclass(frozen=True)
class Settled:
    """What a payment holds of one fee; `reversal` says why it counts no more."""

    position: int
    exempt: bool
    reversal: ReversalKind | None


@dataclass(frozen=True)
class ChosenLine:
    """A fee that the clerk collects: how many times, or on what ground it is not paid."""

    position: int
    quantity: int = 1
    exempt_ground: str = ""


@dataclass(frozen=True)
class PaymentEntry:
    """What the clerk enters of a payment."""

    lines: tuple[ChosenLine, ...]
    method: PaymentMethod
    payer_name: str
    reference: str = ""


@dataclass(frozen=True)
class PaidLine:
    """A line of a payment with its sum."""

    position: int
    fee: Fee
    quantity: int
    exempt_ground: str
    amount: int


def owed(version: Version, channel: str, settled: Iterable[Settled] = ()) -> tuple[OwedLine, ...]:
    """How each fee due on the case's channel stands, given all that was entered (rules F1, F2).

    Each has its place among all the fees of the version.
    """
    became = _became(settled)
    due = version.fees_for(channel)
    lines = tuple(
        OwedLine(position, fee, became.get(position, LineState.OWED))
        for position, fee in enumerate(version.fees, start=1)
        if fee in due and fee.amount
    )
    counted = {line.fee.per for line in lines if line.fee.per and not line.collectable}
    return tuple(
        replace(line, state=LineState.NOT_COUNTED)
        if line.state is LineState.OWED and line.fee.per in counted
        else line
        for line in lines
    )


def _became(settled: Iterable[Settled]) -> dict[int, LineState]:
    became: dict[int, LineState] = {}
    for each in settled:
        if each.reversal is None:
            became[each.position] = LineState.EXEMPT if each.exempt else LineState.PAID
        elif each.reversal is ReversalKind.REFUND:
            became.setdefault(each.position, LineState.REFUNDED)
    return became


def paid_lines(lines: Sequence[OwedLine], chosen: Sequence[ChosenLine]) -> tuple[PaidLine, ...]:
    """The lines of a payment with their sums: a rate times what is counted, or nothing if exempt.

    Raises Refused for nothing chosen, a fee that the case does not know or that is settled, a
    count out of bounds, and an exemption that the procedure does not know or that lacks a ground
    (rule F1).
    """
    if not chosen:
        raise Refused(N_("Tick at least one fee or charge."))
    by_position = {line.position: line for line in lines}
    return tuple(_paid(by_position, each) for each in _once(chosen))


def _once(chosen: Sequence[ChosenLine]) -> Sequence[ChosenLine]:
    if len({each.position for each in chosen}) < len(chosen):
        raise Refused(N_("A fee stands twice in the payment; count it once."))
    return chosen


def _paid(lines: Mapping[int, OwedLine], chosen: ChosenLine) -> PaidLine:
    line = lines.get(chosen.position)
    if line is None:
        raise Refused(N_("This case has no such fee; open the page again."))
    fee = line.fee
    if not line.collectable:
        raise Refused(
            N_("“%(fee)s” is already settled for this case; cancel that receipt first."),
            fee=fee.name,
        )
    most = MOST_COUNTED if fee.per else 1
    if not 1 <= chosen.quantity <= most:
        raise Refused(N_("“%(fee)s” is counted from 1 to %(most)s."), fee=fee.name, most=f"{most}")
    if chosen.exempt_ground and not fee.exemption:
        raise Refused(
            N_("The procedure exempts nobody from “%(fee)s”."),
            fee=fee.name,
        )
    amount = 0 if chosen.exempt_ground else fee.amount * chosen.quantity
    return PaidLine(chosen.position, fee, chosen.quantity, chosen.exempt_ground, amount)
