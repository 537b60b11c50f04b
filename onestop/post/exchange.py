"""Exchanging with a carrier's service: asked outside any transaction, noted in short ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from onestop.db import db, transaction
from onestop.notices.rules import Fault
from onestop.post.models import Consignment
from onestop.post.operations import exchanging
from onestop.post.queries import exchange as found
from onestop.post.queries import strange
from onestop.post.services import CarrierService, NotReached, Order, Party

PORTION = 100
MOST_PAGES = 20
"""What one run exchanges at most with a carrier; the next one follows in two minutes."""

log = structlog.get_logger()


def exchange(service: CarrierService, *, now: Callable[[], datetime]) -> int:
    """Gives every carrier its orders and hears its events; how many events were new.

    A service that does not answer, or whose word cannot be kept, is left alone for a while,
    longer each time, and holds up no other carrier. Killed in between, the next run goes on where
    this one noted.
    """
    new = 0
    for carrier_id, mark in found.to_ask(db.session(), at=now()):
        try:
            new += _catch_up(carrier_id, now=now)
            _announce(service, carrier_id, now=now)
            new += _hear(service, carrier_id, mark, now=now)
        except NotReached as silent:
            log.warning("carrier not reached", carrier=carrier_id, fault=str(silent.fault))
            _leave_alone(carrier_id, silent.fault, at=now())
        except Exception:
            log.exception("carrier not heard", carrier=carrier_id)
            _leave_alone(carrier_id, Fault.NOT_KEPT, at=now())
        else:
            with transaction() as session:
                exchanging.note_reached(session, carrier_id)
    return new


def _leave_alone(carrier_id: int, fault: Fault, *, at: datetime) -> None:
    with transaction() as session:
        exchanging.note_not_reached(session, carrier_id, fault, at=at)


def _catch_up(carrier_id: int, *, now: Callable[[], datetime]) -> int:
    """What was told before its item was handed over here, or before our clock came to it."""
    if not strange.may_fit(db.session(), carrier_id, at=now()):
        return 0
    with transaction() as session:
        return exchanging.note_fitting(session, carrier_id, at=now())


def _announce(service: CarrierService, carrier_id: int, *, now: Callable[[], datetime]) -> None:
    for _portion in range(MOST_PAGES):
        orders = [
            _order(each) for each in found.unannounced(db.session(), carrier_id, limit=PORTION)
        ]
        db.session.rollback()
        if not orders:
            return
        service.announce(orders)
        with transaction() as session:
            exchanging.note_announced(session, [each.consignment_id for each in orders], at=now())


def _hear(
    service: CarrierService, carrier_id: int, mark: str, *, now: Callable[[], datetime]
) -> int:
    new = 0
    for _page in range(MOST_PAGES):
        page = service.heard_since(mark)
        with transaction() as session:
            recorded, unfit = exchanging.note_heard(
                session, carrier_id, page.events, mark=page.mark, at=now()
            )
        new += recorded
        if unfit:
            log.warning("events fit no item", carrier=carrier_id, events=unfit)
        if not page.more or page.mark == mark:
            break
        mark = page.mark
    return new


def _order(consignment: Consignment) -> Order:
    one = consignment
    return Order(
        consignment_id=one.id,
        item_code=one.item_code,
        order_number=one.order_number,
        to_collect=one.to_collect,
        sender=Party(one.sender_name, one.sender_address, one.sender_phone),
        receiver=Party(one.receiver_name, one.receiver_address, one.receiver_phone),
    )
