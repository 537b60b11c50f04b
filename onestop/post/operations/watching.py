"""Consignments of which the carrier should have reported: the postal desk is told once (P2, P3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onestop.accounts import queries as accounts
from onestop.accounts.models import Unit
from onestop.accounts.rules import Role, UnitKind
from onestop.calendars.models import AgencyCalendar
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Case, Guidance
from onestop.notices.operations import posting
from onestop.notices.rules import NoticeEvent
from onestop.post.models import Carrier, Consignment, Manifest
from onestop.post.rules.consignment import ConsignmentState, Direction
from onestop.procedures.models import Procedure

MOST = 1000
_FIRST_LOOK_BACK = timedelta(days=7)
_late = (
    select(
        Consignment.id,
        Consignment.item_code,
        Consignment.due_at,
        Consignment.case_id,
        func.coalesce(Case.code, Consignment.order_number).label("code"),
        Procedure.name.label("procedure"),
        Carrier.name.label("carrier"),
        Manifest.handed_over_by_id,
    )
    .outerjoin(Case, Case.id == Consignment.case_id)
    .outerjoin(Guidance, Guidance.id == Consignment.guidance_id)
    .join(Procedure, Procedure.id == func.coalesce(Case.procedure_id, Guidance.procedure_id))
    .join(Carrier, Carrier.id == Consignment.carrier_id)
    .join(Manifest, Manifest.id == Consignment.manifest_id)
    .where(
        Consignment.state == ConsignmentState.POSTED,
        Consignment.direction == Direction.OUTGOING,
    )
    .order_by(Consignment.due_at, Consignment.id)
    .limit(MOST)
)


def tell_late(session: Session, *, since: datetime | None, at: datetime) -> int:
    """Tells the postal desk of what became late since the moment before; how many items.

    The officials of the desk hear it; in an agency without one, whoever handed the item over.
    Each deadline of an item is told once. Leaders see the cases among their stuck ones.
    """
    since = since or at - _FIRST_LOOK_BACK
    agencies = session.scalars(select(AgencyCalendar.agency_id).order_by(AgencyCalendar.agency_id))
    return sum(_of_agency(session, each, since=since, at=at) for each in agencies.all())


def _of_agency(session: Session, agency_id: int, *, since: datetime, at: datetime) -> int:
    rows = (
        session.execute(
            _late.where(
                Consignment.agency_id == agency_id,
                Consignment.due_at >= since,
                Consignment.due_at < at,
            )
        )
        .mappings()
        .all()
    )
    desk = _desk(session, agency_id, at=at) if rows else []
    for row in rows:
        told = {name: row[name] for name in ("code", "procedure", "item_code", "carrier")}
        posting.post_to_officials(
            session,
            NoticeEvent.POST_LATE,
            desk or [row["handed_over_by_id"]],
            case_id=row["case_id"],
            event_key=f"{NoticeEvent.POST_LATE}-{row['id']}-{row['due_at']:%Y%m%d%H%M}",
            told={**told, "due_at": row["due_at"].isoformat()},
            agency_id=agency_id,
            at=at,
        )
    return len(rows)


def _desk(session: Session, agency_id: int, *, at: datetime) -> list[int]:
    """Who works at the agency's postal desk that day."""
    day = calendar_of(session, agency_id).local(at).date()
    units = session.scalars(
        select(Unit.id).where(Unit.agency_id == agency_id, Unit.kind == UnitKind.POSTAL_DESK)
    ).all()
    people = (accounts.holders_of(session, each, [Role.POSTAL_DESK], day=day) for each in units)
    return sorted({one for some in people for one in some})
