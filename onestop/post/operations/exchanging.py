"""What passes between the office and a carrier's service, and how often it was tried."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onestop.errors import SaidNo
from onestop.notices.rules import BACK_OFF, Fault
from onestop.post.models import Carrier, Consignment
from onestop.post.operations import strange, tracking
from onestop.post.operations.tracking import Heard
from onestop.post.queries import strange as found_strange
from onestop.post.rules.consignment import Direction, EventKind, EventSource


def note_announced(session: Session, consignment_ids: Sequence[int], *, at: datetime) -> None:
    """The carrier's service has taken these orders."""
    session.execute(
        update(Consignment)
        .where(Consignment.id.in_(consignment_ids), Consignment.announced_at.is_(None))
        .values(announced_at=at)
    )


def note_heard(
    session: Session,
    carrier_id: int,
    events: Sequence[tuple[str, Heard]],
    *,
    mark: str,
    at: datetime,
) -> tuple[int, int]:
    """Records a page of events with the mark after it; how many were new, and how many strange.

    An event that is of no consignment of this carrier, or that cannot be right, is kept for
    somebody to look into and holds up no other. What was heard before changes nothing.
    """
    carrier = session.scalars(
        select(Carrier).where(Carrier.id == carrier_id).with_for_update(of=Carrier)
    ).one()
    found = session.execute(
        select(Consignment.item_code, Consignment.id).where(
            Consignment.carrier_id == carrier_id,
            Consignment.direction == Direction.OUTGOING,
            Consignment.item_code.in_({code for code, _ in events}),
            Consignment.posted_at.is_not(None),
        )
    )
    known = {row.item_code: row.id for row in found}
    new, unfit = 0, []
    for code, heard in sorted(
        events, key=lambda each: (known.get(each[0], 0), each[1].happened_at)
    ):
        fresh = _recorded(session, carrier, known[code], heard, at=at) if code in known else None
        if fresh is None:
            unfit.append((code, heard))
        new += bool(fresh)
    carrier.heard_until = mark
    return new, strange.keep(session, carrier, unfit, at=at)


def note_fitting(session: Session, carrier_id: int, *, at: datetime) -> int:
    """Records what was told too early to fit and fits by now; how much was new."""
    carrier = session.scalars(
        select(Carrier).where(Carrier.id == carrier_id).with_for_update(of=Carrier)
    ).one()
    new = 0
    for event, consignment_id in found_strange.may_fit(session, carrier_id, at=at):
        heard = Heard(
            EventKind(event.kind), event.happened_at, event.place, event.receiver_name, event.note
        )
        fresh = _recorded(session, carrier, consignment_id, heard, at=at)
        if fresh is None:
            event.tried_at = at
        else:
            session.delete(event)
        new += bool(fresh)
    session.flush()
    return new


def _recorded(
    session: Session, carrier: Carrier, consignment_id: int, heard: Heard, *, at: datetime
) -> bool | None:
    """Whether an event was new; None for one that does not fit, which holds up no other."""
    try:
        with session.begin_nested():
            return tracking.note_event(
                session,
                consignment_id,
                heard,
                source=EventSource.SERVICE,
                agency_id=carrier.agency_id,
                by=None,
                at=at,
            )
    except SaidNo:
        return None


def note_reached(session: Session, carrier_id: int) -> None:
    """The service has answered."""
    session.execute(
        update(Carrier)
        .where(Carrier.id == carrier_id)
        .values(attempts=0, not_before_at=None, fault="")
    )


def note_not_reached(session: Session, carrier_id: int, fault: Fault, *, at: datetime) -> None:
    """The service has not answered: it is asked again later, each time a longer while."""
    carrier = session.get_one(Carrier, carrier_id, with_for_update=True)
    carrier.not_before_at = at + BACK_OFF[min(carrier.attempts, len(BACK_OFF) - 1)]
    carrier.attempts, carrier.fault = carrier.attempts + 1, fault
    session.flush()
