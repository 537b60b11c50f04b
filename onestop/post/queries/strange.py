"""What carriers' services told and what fits no item: what waits, and what may fit by now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from onestop.errors import N_, NotFound
from onestop.post.models import Carrier, Consignment, StrangeEvent
from onestop.post.rules.consignment import Direction

SHOWN = 50
TRIED = 200


@dataclass(frozen=True)
class Strange:
    """An event that fits nothing, its consignment where there is one, and why it does not fit."""

    event: StrangeEvent
    consignment_id: int | None
    why: str


def waiting(session: Session, agency_id: int, *, limit: int = SHOWN) -> list[Strange]:
    """The strange events that nobody has looked into, the newest first."""
    rows = session.execute(
        select(StrangeEvent, Consignment)
        .outerjoin(Consignment, _its_consignment())
        .where(StrangeEvent.agency_id == agency_id, StrangeEvent.seen_at.is_(None))
        .order_by(StrangeEvent.id.desc())
        .limit(limit)
        .options(joinedload(StrangeEvent.carrier))
    )
    return [Strange(event, one.id if one else None, why_strange(event, one)) for event, one in rows]


def why_strange(event: StrangeEvent, one: Consignment | None) -> str:
    """Why an event was not recorded when it was last tried, and what to do, as a sentence."""
    if one is None:
        return N_("No item here has this code; ask the carrier.")
    if one.posted_at is None or one.posted_at > event.tried_at:
        return N_("Its manifest was not handed over yet; it is recorded when that is done.")
    if event.happened_at > event.tried_at:
        return N_("Its moment had not come yet; it is recorded when it comes.")
    if event.happened_at < one.posted_at:
        return N_("That was before the hand-over; ask the carrier, and enter what is true.")
    return N_("It does not fit what is known of the item; ask the carrier.")


def may_fit(
    session: Session, carrier_id: int, *, at: datetime
) -> Sequence[tuple[StrangeEvent, int]]:
    """What may fit now, with its consignment: handed over since, or its moment has come."""
    rows = session.execute(
        select(StrangeEvent, Consignment.id)
        .join(Consignment, _its_consignment())
        .where(
            StrangeEvent.carrier_id == carrier_id,
            or_(
                Consignment.posted_at > StrangeEvent.tried_at,
                and_(
                    Consignment.posted_at.is_not(None),
                    StrangeEvent.happened_at > StrangeEvent.tried_at,
                    StrangeEvent.happened_at <= at,
                ),
            ),
        )
        .order_by(Consignment.id, StrangeEvent.happened_at, StrangeEvent.id)
        .limit(TRIED)
    )
    return [(event, number) for event, number in rows]


def of_no_concern(session: Session, carrier_id: int, item_codes: Collection[str]) -> set[str]:
    """The item codes of which a carrier's desk need not hear.

    Those of other carriers' items, as one service may serve several; and those of what came in,
    whose way is over.
    """
    if not item_codes:
        return set()
    theirs = and_(Carrier.online, Carrier.id != carrier_id)
    came_in = and_(Carrier.id == carrier_id, Consignment.direction == Direction.INCOMING)
    found = session.scalars(
        select(Consignment.item_code)
        .join(Carrier, Carrier.id == Consignment.carrier_id)
        .where(Consignment.item_code.in_(item_codes), or_(theirs, came_in))
    )
    return set(found)


def known(session: Session, carrier_id: int, item_codes: Collection[str]) -> set[tuple[str, str]]:
    """The item codes and event keys that are kept as strange already."""
    if not item_codes:
        return set()
    found = session.execute(
        select(StrangeEvent.item_code, StrangeEvent.event_key).where(
            StrangeEvent.carrier_id == carrier_id, StrangeEvent.item_code.in_(item_codes)
        )
    )
    return {(code, key) for code, key in found}


def strange_event(session: Session, agency_id: int, number: int) -> StrangeEvent:
    """A strange event of the agency; raises NotFound."""
    found = session.scalar(
        select(StrangeEvent).where(StrangeEvent.id == number, StrangeEvent.agency_id == agency_id)
    )
    if found is None:
        raise NotFound(N_("There is no such event here; look at the desk again."))
    return found


def _its_consignment() -> ColumnElement[bool]:
    return and_(
        Consignment.carrier_id == StrangeEvent.carrier_id,
        Consignment.item_code == StrangeEvent.item_code,
        Consignment.direction == Direction.OUTGOING,
    )
