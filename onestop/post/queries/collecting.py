"""Whether what a postman collected stands among the payments of its case."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, func

from onestop.cases.models import Payment, PaymentReversal
from onestop.cases.rules.payment import PaymentMethod


def booked(case_id: Any, *item_codes: Any) -> ColumnElement[bool]:
    """Whether a standing payment by post of a case names one of these items (F2, P3)."""
    named = func.upper(func.replace(Payment.reference, " ", ""))
    return exists().where(
        Payment.case_id == case_id,
        Payment.method == PaymentMethod.POST,
        named.in_(item_codes),
        ~exists().where(PaymentReversal.payment_id == Payment.id),
    )
