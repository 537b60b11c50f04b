"""The carriers that an agency uses."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.errors import N_, Refused
from onestop.post.models import Carrier
from onestop.post.queries import carriers as found
from onestop.post.rules.proposing import Tariff


def add_carrier(
    session: Session,
    *,
    name: str,
    phone: str = "",
    online: bool = False,
    tariff: Tariff | None = None,
    by: Actor,
) -> Carrier:
    """Adds a carrier of the person's agency; raises Refused for a name that it has already."""
    _require_new(session, name, by=by)
    added = Carrier(
        agency_id=by.agency_id, name=name, phone=phone, online=online, columns={}, words={}
    )
    _set_tariff(added, tariff or Tariff())
    session.add(added)
    session.flush()
    return added


def change_carrier(
    session: Session,
    carrier_id: int,
    *,
    name: str,
    phone: str,
    online: bool,
    active: bool,
    tariff: Tariff,
    by: Actor,
) -> Carrier:
    """Changes how a carrier is called and reached, its postage, and whether it is still used.

    What was packed before keeps the postage that was noted for it.
    """
    carrier = found.carrier(session, by.agency_id, carrier_id)
    if name != carrier.name:
        _require_new(session, name, by=by)
    carrier.name, carrier.phone, carrier.online, carrier.active = name, phone, online, active
    _set_tariff(carrier, tariff)
    if not online:
        carrier.attempts, carrier.not_before_at, carrier.fault = 0, None, ""
    session.flush()
    return carrier


def _set_tariff(carrier: Carrier, tariff: Tariff) -> None:
    carrier.postage_in_ward = tariff.in_ward
    carrier.postage_in_province = tariff.in_province
    carrier.postage_elsewhere = tariff.elsewhere


def _require_new(session: Session, name: str, *, by: Actor) -> None:
    known = select(Carrier.id).where(Carrier.agency_id == by.agency_id, Carrier.name == name)
    if session.scalar(known) is not None:
        raise Refused(N_("There is a carrier %(name)s already."), name=name)
