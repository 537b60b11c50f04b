"""Fees and charges are collected with a receipt; what was wrong is an entry, never a deletion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Case, Payment, PaymentLine, PaymentReversal
from onestop.cases.operations import journal
from onestop.cases.operations.access import take
from onestop.cases.operations.issuing import Numbered, issue
from onestop.cases.operations.papers import PER, look_up_link, office_of, void
from onestop.cases.queries.papers import numbered
from onestop.cases.queries.payment import REVERSALS, fees_of, payment_of
from onestop.cases.rules.lifecycle import Act
from onestop.cases.rules.paper import PaperKind
from onestop.cases.rules.payment import (
    PaidLine,
    PaymentEntry,
    PaymentMethod,
    ReversalKind,
    paid_lines,
)
from onestop.errors import N_, Refused
from onestop.printing.fee_receipt import FeeLine, FeeReceipt
from onestop.printing.furniture import in_dong

_PAID = {
    PaymentMethod.CASH: "Tiền mặt",
    PaymentMethod.TRANSFER: "Chuyển khoản",
    PaymentMethod.ONLINE: "Thanh toán trực tuyến",
    PaymentMethod.POST: "Thu hộ qua dịch vụ bưu chính",
}
_NOTHING_PAID = "Không thu tiền (được miễn toàn bộ)"


def collect(
    session: Session,
    code: str,
    *,
    seen: int | None,
    by: Actor,
    at: datetime,
    entry: PaymentEntry,
) -> Payment:
    """Takes what is paid for a case, before or after it is settled, and issues the receipt (F2).

    Of two who collect the same fee at once, one wins. Raises Refused for a fee that is settled,
    unknown or wrongly counted, and for an exemption that the procedure does not know (F1).
    """
    case = take(session, code, Act.COLLECT_FEES, seen=seen, by=by)
    return _collected(session, case, entry, by=by, at=at)


def collect_by_post(
    session: Session, code: str, *, by: Actor, at: datetime, entry: PaymentEntry
) -> Payment:
    """Enters what the postman collected as he delivered the result (F2, P3).

    Whoever hears of the delivery enters it with it: that needs no permission over money. Raises
    Refused as `collect` does.
    """
    case = take(session, code, Act.COLLECT_FEES, seen=None, by=None)
    return _collected(session, case, entry, by=by, at=at)


def _collected(
    session: Session, case: Case, entry: PaymentEntry, *, by: Actor, at: datetime
) -> Payment:
    lines = paid_lines(fees_of(session, case).lines, entry.lines)
    total = sum(line.amount for line in lines)
    issued = _issue_receipt(session, case, entry, lines, total=total, by=by, at=at)
    payment = Payment(
        agency_id=case.agency_id,
        case_id=case.id,
        period=issued.period,
        number=issued.number,
        receipt_number=issued.written,
        method=entry.method,
        reference=entry.reference,
        payer_name=entry.payer_name,
        total=total,
        paid_at=at,
        taken_by_id=by.official_id,
        lines=[_row(line) for line in lines],
    )
    session.add(payment)
    session.flush()
    journal.write(session, case, Act.COLLECT_FEES, by=by, at=at, amount=total, paper=issued.written)
    return payment


def reverse(
    session: Session,
    code: str,
    *,
    payment_id: int,
    kind: ReversalKind,
    reason: str,
    seen: int | None,
    by: Actor,
    at: datetime,
) -> Case:
    """A payment counts no more: its receipt is cancelled, or the money is given back (F2).

    After a cancellation its fees are owed again, after a refund they are not. Raises Refused
    without a reason, for a payment that counts no more already, and for the refund of nothing.
    """
    if not reason:
        raise Refused(N_("Give the reason."))
    act = REVERSALS[kind]
    case = take(session, code, act, seen=seen, by=by)
    payment = payment_of(session, case.id, payment_id)
    number = payment.receipt_number
    if payment.reversal is not None:
        raise Refused(N_("Receipt %(number)s already counts no more."), number=number)
    if kind is ReversalKind.REFUND and not payment.total:
        raise Refused(
            N_("Nothing was paid on receipt %(number)s; cancel it instead."), number=number
        )
    payment.reversal = PaymentReversal(
        kind=kind, reason=reason, reversed_at=at, reversed_by_id=by.official_id
    )
    if kind is ReversalKind.CANCELLATION:
        series = (PaperKind.FEE_RECEIPT, payment.period, payment.number)
        void(numbered(session, payment.agency_id, *series), at=at)
    session.flush()
    journal.write(
        session, case, act, by=by, at=at, amount=payment.total, receipt=number, reason=reason
    )
    return case


def _row(line: PaidLine) -> PaymentLine:
    return PaymentLine(
        position=line.position,
        name=line.fee.name,
        kind=line.fee.kind,
        rate=line.fee.amount,
        per=line.fee.per or "",
        quantity=line.quantity,
        exempt_ground=line.exempt_ground,
        amount=line.amount,
    )


def _issue_receipt(
    session: Session,
    case: Case,
    entry: PaymentEntry,
    lines: Sequence[PaidLine],
    *,
    total: int,
    by: Actor,
    at: datetime,
) -> Numbered:
    agency = session.get_one(Agency, case.agency_id)
    paid_at = at.astimezone(calendar_of(session, agency.id).zone)
    method = _NOTHING_PAID if not total else _PAID[entry.method]
    reference = f" ({entry.reference})" if total and entry.reference else ""

    def paper(number: str) -> FeeReceipt:
        return FeeReceipt(
            office=office_of(agency, at=paid_at),
            number=number,
            code=case.code,
            look_up_link=look_up_link(agency, case.code, case.secret),
            look_up_secret=case.secret,
            payer=entry.payer_name,
            applicant=case.applicant.name,
            procedure=case.procedure.name,
            lines=tuple(_printed(line) for line in lines),
            total=total,
            method=f"{method}{reference}",
            paid_at=paid_at,
            collector=by.full_name,
        )

    kind = PaperKind.FEE_RECEIPT
    return issue(session, agency, kind, paper, case_id=case.id, by=by, at=paid_at)


def _printed(line: PaidLine) -> FeeLine:
    return FeeLine(
        name=line.fee.name,
        rate=f"{in_dong(line.fee.amount)}{PER[line.fee.per]}",
        quantity=line.quantity,
        amount=line.amount,
        exempt_ground=line.exempt_ground,
    )
