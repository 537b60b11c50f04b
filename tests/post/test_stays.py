"""What was handed over or settled stays as it was: the database itself refuses every change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Delete, Update, delete, insert, update
from sqlalchemy.exc import DatabaseError

from onestop.db import db, transaction
from onestop.post.models import Consignment, Manifest, SettledConsignment, Settlement
from onestop.post.operations import settling
from onestop.post.queries import settlements
from onestop.post.rules.consignment import EventKind
from tests.post.arrivals import a_filed
from tests.post.makers import (
    TUESDAY,
    WEDNESDAY,
    Desk,
    a_posted,
    a_result,
    consignment,
    hear,
    open_manifest,
    pack,
)

ITEM, OTHER = "EA000000001VN", "EA000000002VN"


def refused(statement: Update | Delete) -> bool:
    """Whether the database itself refuses it."""
    try:
        with transaction() as session:
            session.execute(statement)
    except DatabaseError as refusal:
        return "is never changed" in str(refusal)
    return False


def changes_of_item(number: int) -> Iterator[Update | Delete]:
    row = Consignment.id == number
    for name, value in (
        ("item_code", "EA999999999VN"),
        ("postage", 1),
        ("to_collect", 1),
        ("receiver_address", "nơi khác"),
        ("posted_at", WEDNESDAY),
        ("case_id", None),
    ):
        yield update(Consignment).where(row).values(**{name: value})
    yield delete(Consignment).where(row)


def test_a_manifest_that_was_handed_over_is_held_by_the_database(desk: Desk) -> None:
    number = a_posted(desk, ITEM)
    manifest_id = consignment(number).manifest_id or 0
    row = Manifest.id == manifest_id
    assert refused(update(Manifest).where(row).values(postman="Ai"))
    assert refused(update(Manifest).where(row).values(handed_over_at=None, number=None))
    assert refused(delete(Manifest).where(row))
    for change in changes_of_item(number):
        assert refused(change), change


def test_nothing_is_laid_on_a_manifest_that_was_handed_over(desk: Desk) -> None:
    manifest_id = consignment(a_posted(desk, ITEM)).manifest_id
    later = pack(desk, a_result(desk.office), OTHER)
    open_one = open_manifest(desk).id
    onto = update(Consignment).where(Consignment.id == later)
    assert not refused(onto.values(postage=5))
    assert not refused(update(Manifest).where(Manifest.id == open_one).values(seal="N2"))
    row = {
        column.name: getattr(consignment(later), column.key)
        for column in Consignment.__table__.columns
        if column.name not in ("id", "item_code", "order_number", "manifest_id", "case_id")
    }
    other = {"order_number": "x", "item_code": "", "case_id": None, "guidance_id": None}
    with pytest.raises(DatabaseError, match="never changed"), transaction() as session:
        session.execute(
            insert(Consignment).values(row | other | {"manifest_id": manifest_id, "state": "lost"})
        )


def test_what_is_heard_still_moves_an_item_that_was_handed_over(desk: Desk) -> None:
    number = a_posted(desk, ITEM)
    assert hear(desk, number, EventKind.UNDELIVERED, WEDNESDAY)
    assert consignment(number).invitations == 1


def test_a_signed_delivery_is_held_as_well(desk: Desk) -> None:
    number = a_filed(desk, "RA000000001VN")
    one = update(Consignment).where(Consignment.id == number)
    assert refused(one.values(sender_name="Ai"))
    assert refused(one.values(to_collect=1))
    assert not refused(one.values(state="asked"))


def test_a_settlement_that_was_closed_is_held_by_the_database(desk: Desk) -> None:
    number = a_posted(desk, ITEM)
    hear(desk, number, EventKind.DELIVERED, WEDNESDAY)
    late = a_posted(desk, OTHER)
    by, at = desk.postman, WEDNESDAY.replace(month=12, day=2)
    with transaction() as session:
        days = {"from_on": TUESDAY.replace(day=1).date(), "to_on": TUESDAY.replace(day=30).date()}
        one = settling.open_settlement(session, carrier_id=desk.carrier_id, **days, by=by, at=at).id
        settling.state(session, one, postage=0, collected=0, note="", by=by, at=at)
    assert not refused(update(Settlement).where(Settlement.id == one).values(note="gì đó"))
    with transaction() as session:
        found = settlements.settlement(session, desk.office.agency_id, one)
        zone = TUESDAY.tzinfo
        assert zone is not None
        seen = str(settlements.sums(session, found, zone))
        settling.close(session, one, seen=seen, by=by, at=at)
    settled = SettledConsignment.settlement_id == one
    assert refused(update(Settlement).where(Settlement.id == one).values(note="khác"))
    assert refused(delete(Settlement).where(Settlement.id == one))
    assert refused(update(SettledConsignment).where(settled).values(postage=9))
    assert refused(delete(SettledConsignment).where(settled))
    row = {"consignment_id": late, "settlement_id": one, "postage": 0, "collected": 0}
    with pytest.raises(DatabaseError, match="never changed"), transaction() as session:
        session.execute(insert(SettledConsignment).values(row))
    db.session.rollback()
