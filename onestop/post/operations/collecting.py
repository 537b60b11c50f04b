"""What the postman collected as he delivered a result becomes a payment of its case (P3, F2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.cases.models import Case
from onestop.cases.operations import payment
from onestop.cases.queries.payment import fees_of
from onestop.cases.rules.payment import PaymentEntry, PaymentMethod
from onestop.post.models import Consignment
from onestop.post.rules.collecting import fees_in


def enter_collected(
    session: Session,
    consignment: Consignment,
    case: Case,
    *,
    payer_name: str,
    by: Actor,
    at: datetime,
) -> None:
    """Enters the fees that the receiver paid at the door, with their receipt.

    Where the sum is not that of the fees owed, nothing is entered: the settlement with the
    carrier lists it, and the counter enters it by hand.
    """
    if not consignment.to_collect:
        return
    owed = fees_of(session, case).owed
    lines = fees_in(consignment.to_collect, consignment.postage, owed)
    if lines:
        entry = PaymentEntry(lines, PaymentMethod.POST, payer_name, consignment.item_code)
        payment.collect_by_post(session, case.code, by=by, at=at, entry=entry)
