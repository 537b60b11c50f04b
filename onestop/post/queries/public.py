"""What the applicant may see of the parcel with the result: never a person (rule V1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.cases.models import Case
from onestop.post.models import Carrier, Consignment, TrackingEvent
from onestop.post.rules.consignment import ConsignmentState, Direction, EventKind

MOST_EVENTS = 50


@dataclass(frozen=True)
class Passed:
    """Something that happened to the parcel, and where."""

    kind: EventKind
    happened_at: datetime
    place: str


@dataclass(frozen=True)
class Parcel:
    """The parcel that carries the result: its item code, where it is, and what happened to it."""

    item_code: str
    carrier_name: str
    carrier_phone: str
    state: ConsignmentState
    posted_at: datetime
    invitations: int
    refused: bool
    passed: tuple[Passed, ...]


def parcel(session: Session, code: str) -> Parcel | None:
    """The parcel in which the result of a case went last; None where none did."""
    row = session.execute(
        select(
            Consignment.id,
            Consignment.item_code,
            Consignment.state,
            Consignment.posted_at,
            Consignment.invitations,
            Carrier.name,
            Carrier.phone,
        )
        .join(Case, Case.id == Consignment.case_id)
        .join(Carrier, Carrier.id == Consignment.carrier_id)
        .where(
            Case.code == code,
            Consignment.direction == Direction.OUTGOING,
            Consignment.posted_at.is_not(None),
        )
        .order_by(Consignment.id.desc())
        .limit(1)
    ).first()
    if row is None or row.posted_at is None:
        return None
    passed = _passed(session, row.id)
    return Parcel(
        item_code=row.item_code,
        carrier_name=row.name,
        carrier_phone=row.phone,
        state=ConsignmentState(row.state),
        posted_at=row.posted_at,
        invitations=row.invitations,
        refused=any(each.kind is EventKind.REFUSED for each in passed),
        passed=passed,
    )


def _passed(session: Session, consignment_id: int) -> tuple[Passed, ...]:
    """What happened to an item, without what contradicts it or was found to be a mistake."""
    events = session.execute(
        select(TrackingEvent.kind, TrackingEvent.happened_at, TrackingEvent.place)
        .where(
            TrackingEvent.consignment_id == consignment_id,
            ~TrackingEvent.contradicts,
            TrackingEvent.taken_back_at.is_(None),
        )
        .order_by(TrackingEvent.happened_at, TrackingEvent.id)
        .limit(MOST_EVENTS)
    )
    return tuple(Passed(EventKind(kind), moment, place) for kind, moment, place in events)
