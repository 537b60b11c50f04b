"""Consignments of which the carrier should have reported: the postal desk is told once (P2, P3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from onestop.accounts.models import Official
from onestop.cases.models import Case, Guidance
from onestop.cases.queries.recipients import AT_POSTAL_DESKS, present
from onestop.cases.queries.reminders import reminded_alike
from onestop.cases.rules.stuck import UNSEEN
from onestop.db import Moment
from onestop.notices.operations.sweeping import AT, Found, swept, tell_officials
from onestop.notices.operations.told import key, moment, told
from onestop.notices.rules import NoticeEvent
from onestop.post.models import Carrier, Consignment, Manifest, TrackingEvent
from onestop.post.rules.consignment import ConsignmentState, Direction
from onestop.procedures.models import Procedure

_FIRST_LOOK_BACK = timedelta(days=7)


def tell_late(session: Session, *, since: datetime | None, at: datetime) -> int:
    """Tells the postal desk of what became late since the moment before; how many notices.

    The officials of the desk hear it; in an agency without one, whoever handed the item over;
    deputies for whoever is on leave. Each deadline of an item is told once, also one that had
    passed already when the carrier's news was entered. Leaders see the cases among their stuck
    ones.
    """
    since = since or at - _FIRST_LOOK_BACK
    return sum(
        tell_officials(
            session,
            NoticeEvent.POST_LATE,
            _FOUND,
            at=at,
            since=since,
            heard_since=since - UNSEEN,
            agency_ids=agency_ids,
            today=calendar.local(at).date(),
        )
        for calendar, _, agency_ids in reminded_alike(session)
    )


def _found() -> Found:
    """The items whose deadline passed between the moments, with each official who hears of it.

    Those of which something was heard since then, too: the deadline that follows from late news
    may lie before the last look.
    """
    news = exists().where(
        TrackingEvent.consignment_id == Consignment.id,
        TrackingEvent.entered_at >= bindparam("heard_since", type_=Moment()),
    )
    late = swept(
        select(Consignment.id).where(
            Consignment.agency_id.in_(bindparam("agency_ids", expanding=True)),
            Consignment.state == ConsignmentState.POSTED,
            Consignment.direction == Direction.OUTGOING,
            or_(Consignment.due_at >= bindparam("since", type_=Moment()), news),
            Consignment.due_at < AT,
        )
    )
    due_at, desk = moment(Consignment.due_at), AT_POSTAL_DESKS.c
    heard_by = func.coalesce(desk.official_id, present(Manifest.handed_over_by_id))
    said = told(
        code=func.coalesce(Case.code, Consignment.order_number),
        procedure=Procedure.name,
        item_code=Consignment.item_code,
        carrier=Carrier.name,
        due_at=due_at,
    )
    about = key(str(NoticeEvent.POST_LATE), Consignment.id, due_at, Official.id)
    return (
        select(Consignment.agency_id, Case.id, Official.id, about, said)
        .select_from(late)
        .join(Consignment, Consignment.id == late.c.id)
        .outerjoin(Case, Case.id == Consignment.case_id)
        .outerjoin(Guidance, Guidance.id == Consignment.guidance_id)
        .join(Procedure, Procedure.id == func.coalesce(Case.procedure_id, Guidance.procedure_id))
        .join(Carrier, Carrier.id == Consignment.carrier_id)
        .join(Manifest, Manifest.id == Consignment.manifest_id)
        .outerjoin(AT_POSTAL_DESKS, desk.agency_id == Consignment.agency_id)
        .join(Official, Official.id == heard_by)
        .where(Official.active)
    )


_FOUND = _found()
