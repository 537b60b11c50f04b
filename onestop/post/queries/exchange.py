"""What the carriers' service is to be told and asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from onestop.post.models import Carrier, Consignment
from onestop.post.rules.consignment import ConsignmentState

MOST_CARRIERS = 500


def to_ask(session: Session, *, at: datetime) -> list[tuple[int, str]]:
    """The carriers whose service is asked now, with the mark up to which each was heard."""
    rows = session.execute(
        select(Carrier.id, Carrier.heard_until)
        .where(
            Carrier.online,
            Carrier.active,
            or_(Carrier.not_before_at.is_(None), Carrier.not_before_at <= at),
        )
        .order_by(Carrier.id)
        .limit(MOST_CARRIERS)
    )
    return [(number, mark) for number, mark in rows]


def unannounced(session: Session, carrier_id: int, *, limit: int) -> Sequence[Consignment]:
    """The consignments of which a carrier's service does not know yet."""
    return session.scalars(
        select(Consignment)
        .where(
            Consignment.carrier_id == carrier_id,
            Consignment.state == ConsignmentState.POSTED,
            Consignment.announced_at.is_(None),
        )
        .order_by(Consignment.id)
        .limit(limit)
    ).all()
