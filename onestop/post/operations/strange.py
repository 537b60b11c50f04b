"""What was told and does not fit is kept, and looked into by somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.post.models import Carrier, StrangeEvent
from onestop.post.operations.tracking import Heard
from onestop.post.queries import strange as found
from onestop.post.queries.manifests import consignment
from onestop.post.rules.consignment import event_key


def keep(
    session: Session, carrier: Carrier, told: Sequence[tuple[str, Heard]], *, at: datetime
) -> int:
    """Keeps what fits nothing, each once, with its item code; how much of it was new.

    What is told of another carrier's item is that carrier's affair, and what came in is here.
    """
    codes = {code for code, _ in told}
    theirs = found.of_no_concern(session, carrier.id, codes)
    known = found.known(session, carrier.id, codes)
    new = {(code, event_key(each.kind, each.happened_at)): each for code, each in told}
    kept = {it: new[it] for it in new if it not in known and it[0] not in theirs}
    session.add_all(
        StrangeEvent(
            agency_id=carrier.agency_id,
            carrier_id=carrier.id,
            item_code=code,
            event_key=key,
            kind=heard.kind,
            happened_at=heard.happened_at,
            place=heard.place,
            receiver_name=heard.receiver_name,
            note=heard.note,
            tried_at=at,
        )
        for (code, key), heard in kept.items()
    )
    session.flush()
    return len(kept)


def see(session: Session, number: int, *, by: Actor, at: datetime) -> None:
    """Somebody has looked into a strange event: the desk shows it no more. Raises NotFound."""
    event = found.strange_event(session, by.agency_id, number)
    if event.seen_at is None:
        event.seen_at, event.seen_by_id = at, by.official_id
    session.flush()


def see_contradiction(
    session: Session, consignment_id: int, *, until: int, by: Actor, at: datetime
) -> None:
    """Somebody has looked into the opposite things heard of an item, up to an event.

    What contradicts later than that stands on the desk again. Raises NotFound.
    """
    one = consignment(session, by.agency_id, consignment_id)
    for event in one.events:
        if event.contradicts and event.seen_at is None and event.id <= until:
            event.seen_at, event.seen_by_id = at, by.official_id
    session.flush()
