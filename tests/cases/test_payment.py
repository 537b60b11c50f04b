"""Fees are collected before or after settlement, once; what was wrong is an entry of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from onestop.accounts.rules import Actor
from onestop.cases.models import Case, IssuedPaper, NumberSeries, Payment, PaymentLine
from onestop.cases.operations import ending, payment, returning
from onestop.cases.queries import invariants, one_case
from onestop.cases.queries.payment import CaseFees, fees_of, owed_lines
from onestop.cases.rules.lifecycle import Act, NotNow
from onestop.cases.rules.payment import (
    ChosenLine,
    LineState,
    PaymentEntry,
    PaymentMethod,
    ReversalKind,
)
from onestop.cases.rules.reception import ReceivedComponent, ReturnMethod
from onestop.cases.rules.results import HandingOutEntry
from onestop.cases.story import sentences
from onestop.db import db, transaction
from onestop.errors import NotFound, NotPermitted, Refused, Stale
from onestop.procedures.files import FeeFile
from onestop.procedures.rules import Version
from tests.cases.makers import (
    MONDAY,
    RESIDENCE,
    a_case,
    a_small_office,
    another_procedure,
    paper_of,
)
from tests.cases.test_endings import settled
from tests.counting import statements

HOUR = timedelta(hours=1)
EXEMPTING = replace(
    RESIDENCE,
    fees=(FeeFile("Lệ phí đăng ký cư trú", "charge", 20_000, exemption="Người cao tuổi"),),
)
IN_CASH = PaymentEntry((ChosenLine(1),), PaymentMethod.CASH, "Nguyễn Thị Ánh Nguyệt")


@pytest.fixture
def office(app: Flask):
    return a_small_office()


def collect(office, code: str, **changes: Any) -> int:
    """Pays the case's one fee in cash; gives the payment's identifier."""
    given: dict[str, Any] = {"seen": None, "by": office.clerk, "at": MONDAY + HOUR}
    with transaction() as session:
        return payment.collect(session, code, **{**given, "entry": IN_CASH, **changes}).id


def reverse(office, code: str, payment_id: int, **changes: Any) -> None:
    """Cancels it as written in error."""
    given: dict[str, Any] = {
        "kind": ReversalKind.CANCELLATION,
        "reason": "Ghi sai người nộp",
        "seen": None,
        "by": office.clerk,
        "at": MONDAY + 2 * HOUR,
    }
    with transaction() as session:
        payment.reverse(session, code, payment_id=payment_id, **{**given, **changes})


def case_called(code: str) -> Case:
    db.session().expire_all()
    return db.session().scalars(select(Case).where(Case.code == code)).one()


def fees(code: str) -> CaseFees:
    return fees_of(db.session(), case_called(code))


def breaches() -> list[tuple[int, str]]:
    return [(breach.rule, breach.sentence) for breach in invariants.check(db.session())]


def test_a_payment_leaves_its_receipt_its_number_and_one_line_and_moves_nothing(office) -> None:
    code = a_case(office).code
    before = case_called(code)
    stood = (before.status, before.holding, before.unit_id, before.due_at, before.version)
    collect(office, code)
    case = case_called(code)
    assert (case.status, case.holding, case.unit_id, case.due_at, case.version - 1) == stood
    (paid,) = fees(code).payments
    assert (paid.total, paid.number, paid.receipt_number) == (8_000, 1, "1/BLTP-TTPVHCC")
    line = one_case.journal(db.session(), case.id)[-1]
    assert line.act == Act.COLLECT_FEES
    assert line.details == {"amount": 8_000, "paper": "1/BLTP-TTPVHCC"}
    printed = paper_of(case.code, "fee_receipt")
    assert printed is not None
    assert (printed["payer"], printed["total"], printed["method"], printed["number"]) == (
        *("Nguyễn Thị Ánh Nguyệt", 8_000, "Tiền mặt"),
        "1/BLTP-TTPVHCC",
    )
    assert (fees(code).paid, fees(code).owed) == (8_000, ())
    assert breaches() == []


def test_the_receipts_of_an_agency_are_numbered_through_the_year(office) -> None:
    for number in (1, 2, 3):
        code = a_case(office).code
        collect(office, code)
        assert fees(code).payments[0].number == number
    collect(office, a_case(office).code, at=MONDAY + timedelta(days=60))
    assert db.session().scalars(select(Payment.number).where(Payment.period == "2027")).all() == [1]
    assert breaches() == []


@pytest.mark.parametrize("handed_out", [False, True])
def test_fees_can_be_paid_after_settlement_and_after_handing_out(office, handed_out) -> None:
    code, at = settled(office), MONDAY + timedelta(days=3)
    if handed_out:
        entry = HandingOutEntry(ReturnMethod.COUNTER, "Nguyễn Thị Ánh Nguyệt", "079190012345")
        with transaction() as session:
            returning.hand_out(session, code, seen=None, by=office.clerk, at=at, entry=entry)
    collect(office, code, at=at + HOUR)
    assert fees(code).paid == 8_000
    assert breaches() == []


def test_the_same_fee_is_not_paid_twice_and_no_number_is_burnt(office) -> None:
    code = a_case(office).code
    collect(office, code)
    with pytest.raises(Refused, match="already settled"):
        collect(office, code)
    other = a_case(office).code
    collect(office, other)
    assert fees(other).payments[0].number == 2
    assert breaches() == []


def test_of_two_who_saw_the_same_case_one_collects(office) -> None:
    code = a_case(office).code
    seen = case_called(code).version
    collect(office, code, seen=seen)
    with pytest.raises(Stale) as told:
        collect(office, code, seen=seen, by=office.second_clerk)
    assert [entry.act for entry in told.value.changes] == [Act.COLLECT_FEES]


def test_of_two_who_collect_at_once_one_wins(database: Flask) -> None:
    office = a_small_office()
    code = a_case(office).code
    together = Barrier(2, timeout=60)

    def pay(by: Actor) -> str:
        with database.app_context():
            together.wait()
            try:
                collect(office, code, by=by)
            except Refused as refusal:
                return str(refusal)
            return "paid"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(pay, (office.clerk, office.second_clerk)))
    assert outcomes[0] == "paid"
    assert "already settled" in outcomes[1]
    assert len(fees(code).payments) == 1
    assert breaches() == []


def test_only_the_counter_of_the_office_collects(office) -> None:
    code = a_case(office).code
    with pytest.raises((NotPermitted, NotFound)):
        collect(office, code, by=office.official)


def test_a_cancelled_receipt_counts_nothing_and_its_fee_is_owed_again(office) -> None:
    code = a_case(office).code
    paid = collect(office, code)
    reverse(office, code, paid)
    told = fees(code)
    assert (told.paid, [line.state for line in told.lines]) == (0, [LineState.OWED])
    assert told.payments[0].total == 8_000
    reversal = told.payments[0].reversal
    assert reversal is not None
    assert (reversal.reason, reversal.reversed_by_id, reversal.reversed_at) == (
        *("Ghi sai người nộp", office.clerk.official_id),
        MONDAY + 2 * HOUR,
    )
    line = one_case.journal(db.session(), case_called(code).id)[-1]
    assert (line.act, line.details["receipt"]) == (Act.CANCEL_PAYMENT, "1/BLTP-TTPVHCC")
    collect(office, code)
    assert (fees(code).paid, fees(code).payments[1].number) == (8_000, 2)
    assert breaches() == []


def test_money_given_back_is_neither_paid_nor_owed_but_can_be_collected_anew(office) -> None:
    code = a_case(office).code
    paid = collect(office, code)
    with transaction() as session:
        ending.withdraw(
            session, code, seen=None, by=office.clerk, at=MONDAY + HOUR, reason="Không cần nữa"
        )
    reverse(office, code, paid, kind=ReversalKind.REFUND)
    told = fees(code)
    assert (told.paid, told.owed, told.lines[0].state) == (0, (), LineState.REFUNDED)
    with pytest.raises(NotNow, match="closed"):
        collect(office, code)
    assert breaches() == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"reason": ""}, "reason"), ({}, "already counts no more")],
)
def test_a_payment_is_undone_once_and_with_a_reason(office, changes, sentence) -> None:
    code = a_case(office).code
    paid = collect(office, code)
    if not changes:
        reverse(office, code, paid, kind=ReversalKind.REFUND)
    with pytest.raises(Refused, match=sentence):
        reverse(office, code, paid, **changes)


def test_a_payment_is_undone_only_with_its_own_case(office) -> None:
    paid = collect(office, a_case(office).code)
    with pytest.raises(NotFound):
        reverse(office, a_case(office).code, paid)


def test_an_exempt_fee_has_a_receipt_of_nothing_which_cannot_be_given_back(office) -> None:
    version = another_procedure(office, EXEMPTING)
    code = a_case(office, version_id=version.id, components=given(version)).code
    entry = PaymentEntry(
        (ChosenLine(1, exempt_ground="Người cao tuổi"),), PaymentMethod.CASH, "Lê Văn Tám"
    )
    paid = collect(office, code, entry=entry)
    printed = paper_of(code, "fee_receipt")
    assert printed is not None
    assert (printed["total"], printed["method"]) == (0, "Không thu tiền (được miễn toàn bộ)")
    assert printed["lines"][0]["exempt_ground"] == "Người cao tuổi"
    with pytest.raises(Refused, match="cancel it instead"):
        reverse(office, code, paid, kind=ReversalKind.REFUND)
    assert (fees(code).owed, fees(code).lines[0].state) == ((), LineState.EXEMPT)
    assert breaches() == []


def test_the_journal_tells_of_money_without_naming_who_paid(office) -> None:
    code = a_case(office).code
    reverse(office, code, collect(office, code), kind=ReversalKind.REFUND)
    entries = one_case.journal(db.session(), case_called(code).id)[-2:]
    told = " ".join(part for entry in entries for part in sentences(entry))
    assert "8.000 ₫" in told
    assert "1/BLTP-TTPVHCC" in told
    assert "Nguyệt" not in told


def test_the_check_finds_a_fee_that_was_paid_twice(office) -> None:
    first, second = a_case(office).code, a_case(office).code
    collect(office, first)
    paid = collect(office, second)
    with transaction() as session:
        session.execute(
            update(Payment).where(Payment.id == paid).values(case_id=case_called(first).id)
        )
    assert {sentence for rule, sentence in breaches() if rule == 11} == {
        "a fee of the case is paid twice",
        "the payments are not those that the journal tells of",
    }


def test_the_check_finds_a_changed_sum_a_lost_receipt_and_a_gap(office) -> None:
    collect(office, a_case(office).code)
    with transaction() as session:
        session.execute(update(PaymentLine).values(amount=1))
        session.execute(update(NumberSeries).where(series_of_receipts()).values(last=5))
        session.execute(
            update(IssuedPaper).where(IssuedPaper.kind == "fee_receipt").values(kind="apology")
        )
        session.execute(text("DELETE FROM issued_paper WHERE kind = 'apology'"))
    assert {sentence for _rule, sentence in breaches()} == {
        "the receipt 1/BLTP-TTPVHCC does not add up",
        "the fee receipts of the year have a gap or do not end as counted",
        "the paper 1/BLTP-TTPVHCC that the journal tells of is not stored",
    }


def given(version: Version) -> dict[int, ReceivedComponent]:
    """Every paper that the version asks for."""
    return {each.id: ReceivedComponent(1) for each in version.components}


def series_of_receipts() -> Any:
    return NumberSeries.series == "fee_receipt"


def test_what_is_owed_for_many_cases_is_asked_at_once(office) -> None:
    for _ in range(3):
        a_case(office)
    collect(office, a_case(office).code)
    cases = db.session().scalars(select(Case).order_by(Case.id)).all()
    with statements() as asked:
        owed = owed_lines(db.session(), cases)
    assert [len(owed[each.id]) for each in cases] == [1, 1, 1, 0]
    with statements() as asked_of_one:
        owed_lines(db.session(), cases[-1:])
    assert len(asked) == len(asked_of_one)
