"""Makers of a postal desk: a carrier, settled results that go by post, what is heard of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from onestop.accounts.models import Unit
from onestop.accounts.rules import Actor, Role, UnitKind
from onestop.cases.models import Case
from onestop.cases.operations import finishing, routing
from onestop.cases.rules.reception import ReturnMethod
from onestop.db import db, transaction
from onestop.post.models import Consignment, Manifest
from onestop.post.operations import carriers, handing_over, packing, tracking
from onestop.post.operations.tracking import Heard
from onestop.post.rules.consignment import EventKind, EventSource
from tests.cases.makers import MONDAY, SmallOffice, a_case, a_small_office, an_actor, granted
from tests.standing import built_once

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + days * DAY for days in (1, 2, 3, 4))
ADDRESS = "12 đường Hoa Sữa, Phường Bến Thành, Thành phố Hồ Chí Minh"


@dataclass(frozen=True)
class Desk:
    """A small office with a postal desk and one carrier."""

    office: SmallOffice
    postman: Actor
    carrier_id: int


@built_once
def a_desk(name: str = "Bưu điện thành phố") -> Desk:
    """Opens it in an empty database."""
    office = a_small_office()
    with transaction() as session:
        unit = Unit(
            agency_id=office.agency_id,
            key="post",
            name="Bàn bưu chính",
            kind=UnitKind.POSTAL_DESK,
        )
        session.add(unit)
    by = an_actor(office, "thanh", Role.POSTAL_DESK, "post")
    return Desk(office, by, a_carrier(by, name))


def a_carrier(by: Actor, name: str, *, online: bool = False) -> int:
    """A carrier of the person's agency; its number."""
    with transaction() as session:
        return carriers.add_carrier(session, name=name, online=online, by=by).id


def a_result(office: SmallOffice, *, at: datetime = MONDAY, **changes: Any) -> str:
    """A granted result at the counter that goes by post, the day after its reception."""
    asked = {"return_method": ReturnMethod.POST, "return_address": ADDRESS, **changes}
    code = a_case(office, at=at, **asked).code
    settle(office, code, at=at)
    return code


def settle(office: SmallOffice, code: str, *, at: datetime) -> None:
    """Takes a case from the counter through the whole way to its result."""
    steps: tuple[tuple[Callable[..., Case], Actor, dict[str, Any]], ...] = (
        (finishing.complete, office.clerk, {}),
        (routing.accept, office.leader, {}),
        (finishing.complete, office.leader, {}),
        (finishing.complete, office.official, {}),
        (routing.accept, office.chair, {}),
        (finishing.complete, office.chair, {"result": granted(at)}),
        (routing.accept, office.clerk, {}),
    )
    for hours, (operation, by, more) in enumerate(steps, start=1):
        with transaction() as session:
            operation(session, code, seen=None, by=by, at=at + hours * HOUR / 4, **more)


def pack(desk: Desk, code: str, item_code: str = "", *, at: datetime = TUESDAY) -> int:
    """Puts a result on the open manifest; the number of its consignment."""
    with transaction() as session:
        return packing.pack(
            session,
            code,
            carrier_id=desk.carrier_id,
            by=desk.postman,
            at=at,
            item_code=item_code,
        ).id


def hand_over(desk: Desk, *, at: datetime = TUESDAY) -> int:
    """Seals the open manifest and hands it over; its number."""
    manifest = open_manifest(desk)
    with transaction() as session:
        return handing_over.hand_over(
            session,
            manifest.id,
            seen=manifest.version,
            postman="Lê Văn Bưu",
            seal="N0001",
            by=desk.postman,
            at=at,
        ).id


def open_manifest(desk: Desk) -> Manifest:
    """The open manifest of the carrier."""
    db.session.rollback()
    db.session.expire_all()
    found = select(Manifest).where(
        Manifest.carrier_id == desk.carrier_id, Manifest.handed_over_at.is_(None)
    )
    return db.session().scalars(found).one()


def a_posted(desk: Desk, item_code: str = "EA000000001VN", *, at: datetime = TUESDAY) -> int:
    """A consignment that the postman has taken."""
    number = pack(desk, a_result(desk.office), item_code, at=at)
    hand_over(desk, at=at)
    return number


def hear(
    desk: Desk,
    number: int,
    kind: EventKind,
    happened_at: datetime,
    *,
    at: datetime | None = None,
    by: Actor | None = None,
    **more: str,
) -> bool:
    """Something is heard of a consignment, by the desk unless somebody else is named."""
    with transaction() as session:
        return tracking.note_event(
            session,
            number,
            Heard(kind, happened_at, **more),
            source=EventSource.HAND,
            agency_id=desk.office.agency_id,
            by=by or desk.postman,
            at=at or happened_at,
        )


def consignment(number: int) -> Consignment:
    """A consignment as it is now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Consignment, number)


def case_of(number: int) -> Case:
    """Its case as it is now."""
    found = consignment(number).case
    assert found is not None
    return found
