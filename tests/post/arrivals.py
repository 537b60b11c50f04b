"""Makers of what the postman brings: slips listed, records signed, dossiers registered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from onestop.cases.models import Case, Guidance
from onestop.cases.operations.registration import Registered
from onestop.cases.rules.guidance import GuidanceEntry, GuidanceKind
from onestop.db import db, transaction
from onestop.post.models import Consignment, Filing
from onestop.post.operations import filing, incoming
from onestop.post.operations.incoming import Slip
from tests.cases.makers import an_application
from tests.post.makers import ADDRESS, TUESDAY, Desk

SENDER = "Lý Thị Gửi"


def an_arrival(desk: Desk, code: str, *, at: datetime = TUESDAY) -> int:
    """A consignment whose slip was just scanned."""
    with transaction() as session:
        return incoming.arrive(session, desk.carrier_id, code, by=desk.postman, at=at).id


def enter(desk: Desk, number: int, *, at: datetime = TUESDAY, **changes: Any) -> bool:
    """Notes what its slip says; whether it said something new."""
    said: dict[str, Any] = {
        "sender_name": SENDER,
        "sender_phone": "0907654321",
        "sender_address": ADDRESS,
        "contents": "Tờ khai đăng ký khai sinh; 0/1 Giấy chứng sinh",
        "collected": 8000,
    }
    delivery_id, slip = delivery_of(number), Slip(**(said | changes))
    with transaction() as session:
        return incoming.note(session, delivery_id, number, slip, by=desk.postman, at=at)


def delivery_of(number: int) -> int:
    """The delivery on which a consignment lies."""
    found = brought(number).consignment.manifest_id
    db.session.rollback()
    assert found is not None
    return found


def sign(desk: Desk, manifest_id: int, *, at: datetime = TUESDAY) -> None:
    """Both sides sign for the delivery as it is."""
    with transaction() as session:
        seen = incoming.locked_manifest(session, manifest_id, by=desk.postman).version
        incoming.sign(session, manifest_id, seen=seen, postman="Lê Văn Bưu", by=desk.postman, at=at)


def a_filed(desk: Desk, code: str, *, at: datetime = TUESDAY, **changes: Any) -> int:
    """A dossier that was signed for."""
    number = an_arrival(desk, code, at=at)
    enter(desk, number, at=at, **changes)
    sign(desk, delivery_of(number), at=at)
    return number


def brought(number: int) -> Filing:
    """A dossier from the post as it is now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Filing, number)


def state_of(number: int) -> str:
    """Where it is."""
    found = brought(number).consignment.state
    db.session.rollback()
    return found


def register(desk: Desk, number: int, *, at: datetime, **changes: Any) -> Registered:
    """Registers it with everything that the procedure asks for."""
    entry = an_application(desk.office, **({"channel": "post"} | changes))
    with transaction() as session:
        return filing.register(session, number, entry, by=desk.postman, at=at)


def answer(
    desk: Desk, number: int, kind: GuidanceKind = GuidanceKind.SUPPLEMENT, *, at: datetime
) -> Guidance:
    """Answers it with form 02 or 03."""
    entry = GuidanceEntry(
        kind=kind,
        version_id=desk.office.version.id,
        applicant_name=SENDER,
        identity_number="",
        phone="0907654321",
        email="",
        address=ADDRESS,
        requirements=("Giấy chứng sinh",),
        reason="Thiếu giấy tờ",
        typed={"name": SENDER, "note": "gấp"},
    )
    with transaction() as session:
        return filing.answer(session, number, entry, by=desk.postman, at=at)


def join(desk: Desk, number: int, earlier: int, *, at: datetime) -> Consignment:
    """Lays an earlier dossier to this one."""
    with transaction() as session:
        return filing.join(session, number, earlier, by=desk.postman, at=at)


def case_called(code: str) -> Case:
    """A case as it is now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Case).filter_by(code=code).one()
