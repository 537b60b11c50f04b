"""What people do about the outbox and their bell."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import and_, update
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.errors import N_, NotFound, Refused
from onestop.notices.models import Delivery, Notice, NoticeSetting
from onestop.notices.operations.changing import changed
from onestop.notices.rules import DeliveryStatus


def resend(session: Session, agency_id: int, delivery_id: int | None, *, at: datetime) -> int:
    """Lets a dead delivery of the agency, or every one, be tried anew; says how many.

    Raises NotFound for one that the agency has not, Refused for one that is not dead.
    """
    dead = and_(Delivery.agency_id == agency_id, Delivery.status == DeliveryStatus.DEAD)
    if delivery_id is not None:
        found = session.get(Delivery, delivery_id, with_for_update=True)
        if found is None or found.agency_id != agency_id:
            raise NotFound(N_("There is no such delivery."))
        if found.status != DeliveryStatus.DEAD:
            raise Refused(N_("Only what was given up is sent again; this one is not."))
        dead = Delivery.id == delivery_id
    anew = {"status": DeliveryStatus.PENDING, "attempts": 0, "not_before_at": at}
    return changed(session, update(Delivery).where(dead).values(anew))


def mark_read(session: Session, actor: Actor, *, up_to: int, at: datetime) -> int:
    """Marks the person's notices as read, up to the newest that was shown; says how many."""
    unread = update(Notice).where(
        Notice.official_id == actor.official_id, Notice.read_at.is_(None), Notice.id <= up_to
    )
    return changed(session, unread.values(read_at=at))


def set_telling(
    session: Session, agency_id: int, *, sender_name: str, quiet_from: time, quiet_to: time
) -> None:
    """Sets under which name an agency writes, and in which hours it disturbs nobody."""
    setting = session.get(NoticeSetting, agency_id) or NoticeSetting(agency_id=agency_id)
    setting.sender_name = sender_name
    setting.quiet_from, setting.quiet_to = quiet_from, quiet_to
    session.add(setting)
    session.flush()
