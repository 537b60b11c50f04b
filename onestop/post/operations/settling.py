"""Settling with a carrier: opened for a period, its statement entered, closed for good (P3)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.cases.operations.numbers import next_numbers
from onestop.errors import N_, NotFound, Refused
from onestop.post.models import Carrier, Consignment, SettledConsignment, Settlement
from onestop.post.queries import settlements as found
from onestop.post.rules import settlement as rules

SETTLEMENTS = "settlement"
"""The series of numbers, without a gap in each year of an agency."""


def open_settlement(
    session: Session, *, carrier_id: int, from_on: date, to_on: date, by: Actor, at: datetime
) -> Settlement:
    """Opens the settlement of a period with a carrier; of two who do it at once, one does.

    Raises NotFound, or Refused while another one is open, for a period that is not over, and for
    one that does not begin after the last one.
    """
    carrier = session.scalar(
        select(Carrier)
        .where(Carrier.id == carrier_id, Carrier.agency_id == by.agency_id)
        .with_for_update(of=Carrier)
    )
    if carrier is None:
        raise NotFound(N_("There is no such carrier here; choose one from the list."))
    open_one = select(Settlement.id).where(
        Settlement.carrier_id == carrier.id, Settlement.closed_at.is_(None)
    )
    if session.scalar(open_one) is not None:
        raise Refused(
            N_("A settlement with %(carrier)s is open; close or discard it first."),
            carrier=carrier.name,
        )
    today = calendar_of(session, by.agency_id).local(at).date()
    before = found.settled_to(session, carrier.id)
    rules.require_period(from_on, to_on, settled_to=before, today=today)
    opened = Settlement(
        agency_id=by.agency_id,
        carrier_id=carrier.id,
        from_on=from_on,
        to_on=to_on,
        opened_at=at,
        opened_by_id=by.official_id,
    )
    session.add(opened)
    session.flush()
    return opened


def state(
    session: Session,
    settlement_id: int,
    *,
    postage: int,
    collected: int,
    note: str,
    by: Actor,
    at: datetime,
) -> Settlement:
    """Enters what the carrier's statement says; raises NotFound, or Refused once it is closed."""
    one = _open_one(session, settlement_id, by=by)
    one.stated_postage, one.stated_collected, one.note = postage, collected, note
    one.stated_at, one.stated_by_id = at, by.official_id
    session.flush()
    return one


def close(
    session: Session, settlement_id: int, *, seen: str, by: Actor, at: datetime
) -> Settlement:
    """Closes a settlement under its number: its items and sums never change any more.

    `seen` are the sums that the person saw. Raises NotFound; Stale where they are others by now;
    Refused once it is closed, without a statement, with nothing to settle, and with a difference
    that nobody has explained.
    """
    one = _open_one(session, settlement_id, by=by)
    calendar = calendar_of(session, by.agency_id)
    ended = select(Consignment.id, literal(one.id), Consignment.postage, found.COLLECTED)
    kept = insert(SettledConsignment).from_select(
        ["consignment_id", "settlement_id", "postage", "collected"],
        ended.where(*found.unsettled(one, calendar.zone)),
    )
    session.execute(kept)
    reckoned = found.settled_sums(session, one.id)
    differences = rules.differences(
        reckoned, stated_postage=one.stated_postage, stated_collected=one.stated_collected
    )
    rules.require_closable(reckoned, differences, seen=seen, note=one.note)
    year = f"{calendar.local(at):%Y}"
    (one.number,) = next_numbers(session, by.agency_id, ((SETTLEMENTS, year),))
    one.period, one.closed_at, one.closed_by_id = year, at, by.official_id
    session.flush()
    return one


def discard(session: Session, settlement_id: int, *, by: Actor) -> None:
    """Throws an open settlement away, to be opened anew; raises NotFound, or Refused if closed."""
    session.delete(_open_one(session, settlement_id, by=by))
    session.flush()


def _open_one(session: Session, settlement_id: int, *, by: Actor) -> Settlement:
    one = session.scalar(
        select(Settlement)
        .where(Settlement.id == settlement_id, Settlement.agency_id == by.agency_id)
        .with_for_update(of=Settlement)
        .execution_options(populate_existing=True)
    )
    if one is None:
        raise NotFound(N_("There is no such settlement here."))
    rules.require_open(one.number)
    return one
