"""What waits at the desk: results to send, open manifests, and what the carriers are late with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.orm import Session

from onestop.cases.models import TO_POST, Applicant, Case
from onestop.cases.rules.lifecycle import Holding
from onestop.post.models import Carrier, Consignment, Manifest, TrackingEvent
from onestop.post.rules.consignment import ConsignmentState, Direction
from onestop.procedures.models import Procedure

PAGE = 50
COUNTED_TO = 1001
Cursor = tuple[datetime, int]


@dataclass(frozen=True)
class Ready:
    """A result that waits to be sent."""

    id: int
    code: str
    due_at: datetime
    settled_at: datetime
    procedure_name: str
    receiver: str
    address: str
    phone: str


@dataclass(frozen=True)
class Late:
    """A consignment of which the carrier should have reported by now."""

    id: int
    item_code: str
    code: str
    carrier_name: str
    posted_at: datetime | None
    due_at: datetime | None
    invitations: int


@dataclass(frozen=True)
class Contradicting:
    """A consignment of which opposite things were heard, and the last event that says so."""

    id: int
    item_code: str
    state: str
    last_event_id: int


def ready(
    session: Session, agency_id: int, *, after: Cursor | None = None, limit: int = PAGE
) -> tuple[tuple[Ready, ...], Cursor | None]:
    """The results that applicants want by post, the oldest promise first, and where it goes on."""
    query = (
        select(
            Case.id,
            Case.code,
            Case.due_at,
            Case.settled_at,
            Procedure.name,
            func.coalesce(func.nullif(Case.submitter_name, ""), Applicant.name),
            Case.return_address,
            func.coalesce(func.nullif(Case.submitter_phone, ""), Applicant.phone),
        )
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(Applicant, Applicant.id == Case.applicant_id)
        .where(
            Case.agency_id == agency_id,
            TO_POST,
            Case.holding == Holding.HELD,
            Case.post_since_at.is_(None),
        )
    )
    if after is not None:
        query = query.where(tuple_(Case.due_at, Case.id) > tuple_(*map(literal, after)))
    found = session.execute(query.order_by(Case.due_at, Case.id).limit(limit + 1)).all()
    rows = tuple(Ready(*row) for row in found[:limit])
    last = rows[-1] if len(found) > limit else None
    return rows, (last.due_at, last.id) if last else None


def late(session: Session, agency_id: int, *, at: datetime, limit: int = PAGE) -> list[Late]:
    """The consignments whose carrier is late with its word, the longest first (P2, P3)."""
    rows = session.execute(
        select(
            Consignment.id,
            Consignment.item_code,
            func.coalesce(Case.code, Consignment.order_number),
            Carrier.name,
            Consignment.posted_at,
            Consignment.due_at,
            Consignment.invitations,
        )
        .outerjoin(Case, Case.id == Consignment.case_id)
        .join(Carrier, Carrier.id == Consignment.carrier_id)
        .where(
            Consignment.agency_id == agency_id,
            Consignment.state == ConsignmentState.POSTED,
            Consignment.direction == Direction.OUTGOING,
            Consignment.due_at < at,
        )
        .order_by(Consignment.due_at, Consignment.id)
        .limit(limit)
    )
    return [Late(*row) for row in rows]


def came_back(session: Session, agency_id: int, *, limit: int = PAGE) -> Sequence[Case]:
    """The cases whose result came back or was lost, and waits for somebody to act."""
    return session.scalars(
        select(Case)
        .where(
            Case.agency_id == agency_id,
            Case.post_since_at.is_not(None),
            Case.holding.in_((Holding.HELD, Holding.LOST)),
        )
        .order_by(Case.post_since_at, Case.id)
        .limit(limit)
    ).all()


def contradicting(session: Session, agency_id: int, *, limit: int = PAGE) -> list[Contradicting]:
    """The consignments of which opposite things were heard and not looked into, newest first."""
    rows = session.execute(
        select(
            Consignment.id,
            Consignment.item_code,
            Consignment.state,
            func.max(TrackingEvent.id),
        )
        .join(TrackingEvent, TrackingEvent.consignment_id == Consignment.id)
        .where(
            Consignment.agency_id == agency_id,
            TrackingEvent.contradicts,
            TrackingEvent.seen_at.is_(None),
        )
        .group_by(Consignment.id, Consignment.item_code, Consignment.state)
        .order_by(Consignment.id.desc())
        .limit(limit)
    )
    return [Contradicting(*row) for row in rows]


def open_counts(session: Session, agency_id: int) -> dict[int, tuple[int, int]]:
    """The open manifest of each carrier and how many consignments lie on it, by carrier."""
    rows = session.execute(
        select(Manifest.carrier_id, Manifest.id, func.count(Consignment.id))
        .outerjoin(
            Consignment,
            (Consignment.manifest_id == Manifest.id)
            & (Consignment.state == ConsignmentState.PACKED),
        )
        .where(
            Manifest.agency_id == agency_id,
            Manifest.handed_over_at.is_(None),
            Manifest.direction == Direction.OUTGOING,
        )
        .group_by(Manifest.carrier_id, Manifest.id)
    )
    return {carrier_id: (manifest_id, many) for carrier_id, manifest_id, many in rows}


def under_way(session: Session, agency_id: int) -> int:
    """How many consignments are with the post, counted to 1,001 at most."""
    found = select(Consignment.id).where(
        Consignment.agency_id == agency_id, Consignment.state == ConsignmentState.POSTED
    )
    counted = select(func.count()).select_from(found.limit(COUNTED_TO).subquery())
    return session.scalar(counted) or 0
