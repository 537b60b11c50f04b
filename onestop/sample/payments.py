"""What the sample office's applicants pay: mostly in cash at the counter, now and then not yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.cases.operations import payment
from onestop.cases.rules.payment import (
    ChosenLine,
    PaymentEntry,
    PaymentMethod,
    ReversalKind,
    owed,
)
from onestop.cases.rules.reception import Registration
from onestop.procedures.rules import Channel, Version

_WAYS = {
    Channel.COUNTER: (PaymentMethod.CASH, PaymentMethod.CASH, PaymentMethod.TRANSFER),
    Channel.ONLINE: (PaymentMethod.ONLINE,),
    Channel.POST: (PaymentMethod.POST,),
}
_NOT_YET, _MISWRITTEN, _EXEMPT = 0.15, 0.04, 0.1
_MOST_COUNTED = 6


def pay(
    session: Session,
    code: str,
    version: Version,
    registration: Registration,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Pays what is due for a case that was just received; some pay later, some are exempt.

    Draws its lots by itself, so that the cases go the same way whoever pays.
    """
    lot = Random(code)
    lines = owed(version, registration.channel)
    if not lines or lot.random() < _NOT_YET:
        return
    method = lot.choice(_WAYS[Channel(registration.channel)])
    chosen = tuple(
        ChosenLine(
            line.position,
            lot.randint(1, _MOST_COUNTED) if line.fee.per else 1,
            "Người cao tuổi" if line.fee.exemption and lot.random() < _EXEMPT else "",
        )
        for line in lines
    )
    entry = PaymentEntry(
        lines=chosen,
        method=method,
        payer_name=(registration.submitter or registration.applicant).name,
        reference=f"FT{lot.randint(0, 10**11):011d}" if method is PaymentMethod.TRANSFER else "",
    )
    paid = payment.collect(session, code, seen=None, by=by, at=at, entry=entry)
    if lot.random() < _MISWRITTEN:
        seen_at = at + timedelta(seconds=40)
        payment.reverse(
            session,
            code,
            payment_id=paid.id,
            kind=ReversalKind.CANCELLATION,
            reason="Ghi sai hình thức nộp",
            seen=None,
            by=by,
            at=seen_at,
        )
        payment.collect(session, code, seen=None, by=by, at=seen_at, entry=entry)
