"""The carriers of an agency."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.errors import N_, NotFound
from onestop.post.models import Carrier, CarrierFile

MOST = 50
RECENT = 20


def carriers(session: Session, agency_id: int, *, active: bool = True) -> Sequence[Carrier]:
    """The carriers that the agency uses, by name; all it ever used where `active` is false."""
    query = select(Carrier).where(Carrier.agency_id == agency_id)
    if active:
        query = query.where(Carrier.active)
    return session.scalars(query.order_by(Carrier.name).limit(MOST)).all()


def carrier(session: Session, agency_id: int, carrier_id: int) -> Carrier:
    """A carrier of the agency; raises NotFound."""
    found = session.scalar(
        select(Carrier).where(Carrier.id == carrier_id, Carrier.agency_id == agency_id)
    )
    if found is None:
        raise NotFound(N_("There is no such carrier here; choose one from the list."))
    return found


def carrier_file(session: Session, agency_id: int, file_id: int) -> CarrierFile:
    """A file of a carrier that somebody of the agency read in; raises NotFound."""
    found = session.scalar(
        select(CarrierFile).where(CarrierFile.id == file_id, CarrierFile.agency_id == agency_id)
    )
    if found is None:
        raise NotFound(N_("There is no such file here; read it in once more."))
    return found


def recent_files(session: Session, agency_id: int) -> Sequence[CarrierFile]:
    """The files read in last, the newest first."""
    return session.scalars(
        select(CarrierFile)
        .where(CarrierFile.agency_id == agency_id)
        .order_by(CarrierFile.id.desc())
        .limit(RECENT)
    ).all()
