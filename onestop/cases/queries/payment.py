"""Reading what is owed and was paid for a case, and whether the payments hold together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload, selectinload

from onestop.cases.models import Case, IssuedPaper, NumberSeries, Payment, PaymentReversal
from onestop.cases.rules import payment as rules
from onestop.cases.rules.lifecycle import Act
from onestop.cases.rules.paper import PaperKind
from onestop.cases.rules.payment import LineState, OwedLine, ReversalKind, Settled
from onestop.errors import N_, NotFound
from onestop.procedures import queries as procedures

_WHOLE = (
    selectinload(Payment.lines),
    joinedload(Payment.taken_by),
    joinedload(Payment.reversal).joinedload(PaymentReversal.reversed_by),
)


@dataclass(frozen=True)
class CaseFees:
    """The fees and charges of a case, and everything that was paid for it, oldest first."""

    lines: tuple[OwedLine, ...]
    payments: Sequence[Payment]

    @property
    def paid(self) -> int:
        """What was paid and stands."""
        return sum(each.total for each in self.payments if each.reversal is None)

    @property
    def owed(self) -> tuple[OwedLine, ...]:
        """What nobody has paid yet."""
        return tuple(line for line in self.lines if line.state is LineState.OWED)

    @property
    def collectable(self) -> tuple[OwedLine, ...]:
        """What can be put into a payment now."""
        return tuple(line for line in self.lines if line.collectable)

    @property
    def shown(self) -> bool:
        """Whether there is anything to tell: a case without fees shows nothing."""
        return bool(self.lines or self.payments)


def fees_of(session: Session, case: Case) -> CaseFees:
    """What the version asks for on the case's channel, and what became of it."""
    version = procedures.version(session, case.version_id)
    paid = payments_of(session, case.id)
    return CaseFees(rules.owed(version, case.channel, settled(paid)), paid)


def payments_of(session: Session, case_id: int) -> Sequence[Payment]:
    """Every payment for a case, oldest first."""
    return session.scalars(
        select(Payment).where(Payment.case_id == case_id).order_by(Payment.id).options(*_WHOLE)
    ).all()


def payment_of(session: Session, case_id: int, payment_id: int) -> Payment:
    """One payment for that case; raises NotFound for any other."""
    found = session.scalar(
        select(Payment).where(Payment.id == payment_id, Payment.case_id == case_id).options(*_WHOLE)
    )
    if found is None:
        raise NotFound(N_("There is no such payment for this case."))
    return found


def settled(payments: Iterable[Payment]) -> Iterator[Settled]:
    """What the payments hold, line by line, as the rules judge it."""
    for each in payments:
        reversal = ReversalKind(each.reversal.kind) if each.reversal else None
        for line in each.lines:
            yield Settled(line.position, bool(line.exempt_ground), reversal)


def receipt_of(session: Session, payment: Payment) -> IssuedPaper | None:
    """The receipt that was issued for a payment."""
    return session.scalar(
        select(IssuedPaper).where(
            IssuedPaper.agency_id == payment.agency_id,
            IssuedPaper.kind == PaperKind.FEE_RECEIPT,
            IssuedPaper.period == payment.period,
            IssuedPaper.number == payment.number,
        )
    )


def unpaid(session: Session, codes: Sequence[str]) -> frozenset[str]:
    """Those of the cases for which a fee is due and nothing was entered yet."""
    entered = exists().where(Payment.case_id == Case.id)
    rows = session.execute(
        select(Case.code, Case.version_id, Case.channel).where(Case.code.in_(codes), ~entered)
    ).all()
    versions = procedures.versions(session, [row.version_id for row in rows])
    return frozenset(row.code for row in rows if rules.owed(versions[row.version_id], row.channel))


def still_owed(session: Session, cases: Sequence[Case]) -> dict[int, int]:
    """What is still to be collected for each of the cases, in đồng, read for all at once.

    A fee that is counted by page, copy or instance is reckoned once.
    """
    owed = owed_lines(session, cases)
    return {number: sum(line.fee.amount for line in lines) for number, lines in owed.items()}


def owed_lines(session: Session, cases: Sequence[Case]) -> dict[int, tuple[OwedLine, ...]]:
    """The fees of each of the cases that nobody has paid yet, read for all at once."""
    paid: dict[int, list[Payment]] = defaultdict(list)
    asked = select(Payment).where(Payment.case_id.in_([case.id for case in cases]))
    for payment in session.scalars(asked.options(*_WHOLE)):
        paid[payment.case_id].append(payment)
    versions = procedures.versions(session, [case.version_id for case in cases])
    owed = {}
    for case in cases:
        lines = rules.owed(versions[case.version_id], case.channel, settled(paid[case.id]))
        owed[case.id] = tuple(line for line in lines if line.state is LineState.OWED)
    return owed


def unsound(payments: Sequence[Payment], told: Counter[tuple[str, str]]) -> Iterator[str]:
    """What is wrong with the payments for a case (rule F2).

    `told` counts the lines of its journal by act and number of the receipt.
    """
    standing = Counter(
        line.position for each in payments if each.reversal is None for line in each.lines
    )
    if any(many > 1 for many in standing.values()):
        yield "a fee of the case is paid twice"
    for each in payments:
        sums = [0 if line.exempt_ground else line.rate * line.quantity for line in each.lines]
        if sums != [line.amount for line in each.lines] or sum(sums) != each.total:
            yield f"the receipt {each.receipt_number} does not add up"
    happened = Counter((str(Act.COLLECT_FEES), each.receipt_number) for each in payments)
    for each in payments:
        if each.reversal is not None:
            kind = ReversalKind(each.reversal.kind)
            happened[str(REVERSALS[kind]), each.receipt_number] += 1
    if happened != told:
        yield "the payments are not those that the journal tells of"


def broken_series(session: Session) -> Iterator[tuple[str, str]]:
    """The years of an agency in which the receipts have a gap, and what is wrong."""
    given: dict[tuple[int, str], list[int]] = defaultdict(list)
    rows = select(Payment.agency_id, Payment.period, Payment.number)
    for agency_id, period, number in session.execute(rows).yield_per(5000):
        given[agency_id, period].append(number)
    last = {
        (row.agency_id, row.period): row.last
        for row in session.execute(
            select(NumberSeries.agency_id, NumberSeries.period, NumberSeries.last).where(
                NumberSeries.series == PaperKind.FEE_RECEIPT
            )
        )
    }
    for agency_id, period in sorted(given.keys() | last.keys()):
        numbers = sorted(given[agency_id, period])
        if numbers != list(range(1, last.get((agency_id, period), 0) + 1)):
            yield period, "the fee receipts of the year have a gap or do not end as counted"


REVERSALS = {
    ReversalKind.CANCELLATION: Act.CANCEL_PAYMENT,
    ReversalKind.REFUND: Act.REFUND_PAYMENT,
}
"""The act that writes each kind of reversal."""
