"""What is owed for a case, and what may stand on a receipt (NĐ61 article 22)."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from onestop.cases.rules.payment import (
    MOST_COUNTED,
    ChosenLine,
    LineState,
    ReversalKind,
    Settled,
    owed,
    paid_lines,
)
from onestop.errors import Refused
from onestop.procedures.rules import Fee, FeeBasis, FeeKind, Version

CHARGE = Fee("Lệ phí cư trú", FeeKind.CHARGE, 20_000, "counter", exemption="Người cao tuổi")
ONLINE = replace(CHARGE, amount=10_000, channel="online")
PAGES = Fee("Phí chứng thực, trang 1 và 2", FeeKind.FEE, 2_000, per=FeeBasis.PAGE)
MORE_PAGES = Fee("Phí chứng thực, từ trang 3", FeeKind.FEE, 1_000, per=FeeBasis.PAGE)
FREE = Fee("Phí thẩm định", FeeKind.FEE, 0)


def a_version(*fees: Fee) -> Version:
    """A version of which only the fees matter."""
    blank: dict[str, Any] = dict.fromkeys(Version.__dataclass_fields__, ())
    return Version(**{**blank, "fees": fees, "cut_off": time(15)})


def states(version: Version, *settled: Settled, channel: str = "counter") -> list[LineState]:
    return [line.state for line in owed(version, channel, settled)]


def test_what_is_owed_follows_the_channel_and_keeps_the_place_in_the_version() -> None:
    version = a_version(CHARGE, ONLINE, FREE, PAGES)
    assert [(line.position, line.fee) for line in owed(version, "online")] == [
        (2, ONLINE),
        (4, PAGES),
    ]
    assert [line.position for line in owed(version, "counter")] == [1, 4]
    assert owed(a_version(), "counter") == ()


@pytest.mark.parametrize(
    ("settled", "state"),
    [
        ((), LineState.OWED),
        ((Settled(1, False, None),), LineState.PAID),
        ((Settled(1, True, None),), LineState.EXEMPT),
        ((Settled(1, False, ReversalKind.CANCELLATION),), LineState.OWED),
        ((Settled(1, False, ReversalKind.REFUND),), LineState.REFUNDED),
        (
            (Settled(1, False, ReversalKind.REFUND), Settled(1, False, None)),
            LineState.PAID,
        ),
        (
            (
                Settled(1, False, ReversalKind.REFUND),
                Settled(1, False, ReversalKind.CANCELLATION),
            ),
            LineState.REFUNDED,
        ),
        (
            (Settled(1, False, ReversalKind.CANCELLATION), Settled(1, True, None)),
            LineState.EXEMPT,
        ),
    ],
)
def test_a_fee_stands_as_its_payments_leave_it(settled, state) -> None:
    assert states(a_version(CHARGE), *settled) == [state]
    assert states(a_version(CHARGE), *reversed(settled)) == [state]


def test_of_fees_counted_alike_one_that_was_left_out_is_not_owed() -> None:
    version = a_version(PAGES, MORE_PAGES, CHARGE)
    assert states(version, Settled(1, False, None)) == [
        LineState.PAID,
        LineState.NOT_COUNTED,
        LineState.OWED,
    ]
    again = owed(version, "counter", [Settled(1, False, None)])
    assert [line.collectable for line in again] == [False, True, True]


def test_a_rate_is_taken_as_often_as_is_counted() -> None:
    lines = owed(a_version(PAGES, MORE_PAGES, CHARGE), "counter")
    chosen = (ChosenLine(1, 2), ChosenLine(2, 19), ChosenLine(3))
    assert [line.amount for line in paid_lines(lines, chosen)] == [4_000, 19_000, 20_000]


def test_who_is_exempt_pays_nothing_and_the_ground_is_kept() -> None:
    lines = owed(a_version(CHARGE), "counter")
    (line,) = paid_lines(lines, (ChosenLine(1, exempt_ground="Người cao tuổi"),))
    assert (line.amount, line.exempt_ground) == (0, "Người cao tuổi")


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ((), "at least one"),
        ((ChosenLine(1), ChosenLine(1)), "twice"),
        ((ChosenLine(9),), "no such fee"),
        ((ChosenLine(1, 2),), "from 1 to 1"),
        ((ChosenLine(2, 0),), f"from 1 to {MOST_COUNTED}"),
        ((ChosenLine(2, MOST_COUNTED + 1),), f"from 1 to {MOST_COUNTED}"),
        ((ChosenLine(2, 1, "Người cao tuổi"),), "exempts nobody"),
        ((ChosenLine(3),), "already settled"),
    ],
)
def test_what_may_not_stand_on_a_receipt_is_refused(chosen, sentence) -> None:
    paid = [Settled(3, False, None)]
    lines = owed(a_version(CHARGE, PAGES, replace(CHARGE, name="Lệ phí khác")), "counter", paid)
    with pytest.raises(Refused, match=sentence):
        paid_lines(lines, chosen)
