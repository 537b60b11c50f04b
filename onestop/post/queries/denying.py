"""The delivery of which a case was last heard."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from onestop.cases.models import Case
from onestop.cases.rules.codes import normal_code
from onestop.errors import N_, NotFound
from onestop.post.models import Consignment, TrackingEvent
from onestop.post.rules.consignment import ConsignmentState, Direction, EventKind


def delivered_last(
    session: Session, agency_id: int, code: str, *, locked: bool = False
) -> tuple[Consignment, TrackingEvent]:
    """The item in which the result of a case was delivered, and the news of it; NotFound."""
    query = (
        select(Consignment)
        .join(Case, Case.id == Consignment.case_id)
        .where(
            Case.code == normal_code(code),
            Consignment.agency_id == agency_id,
            Consignment.direction == Direction.OUTGOING,
            Consignment.state == ConsignmentState.DELIVERED,
        )
        .order_by(Consignment.id.desc())
        .limit(1)
        .options(joinedload(Consignment.case), joinedload(Consignment.carrier))
        .execution_options(populate_existing=True)
    )
    one = session.scalar(query.with_for_update(of=Consignment) if locked else query)
    event = session.scalar(
        select(TrackingEvent)
        .where(
            TrackingEvent.consignment_id == (one.id if one else None),
            TrackingEvent.kind == EventKind.DELIVERED,
            TrackingEvent.taken_back_at.is_(None),
            ~TrackingEvent.contradicts,
        )
        .order_by(TrackingEvent.id)
        .limit(1)
        .options(joinedload(TrackingEvent.entered_by))
    )
    if one is None or event is None:
        raise NotFound(N_("The result of this case was not delivered by post."))
    return one, event
