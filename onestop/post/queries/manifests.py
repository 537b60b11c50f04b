"""Manifests, what lies on them, and single consignments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from onestop.cases import addresses
from onestop.cases.models import Case
from onestop.errors import N_, NotFound
from onestop.post.models import Consignment, Manifest, TrackingEvent
from onestop.post.rules.consignment import ConsignmentState, Direction, normal_label
from onestop.post.rules.packing import Check, Packed, failed
from onestop.procedures.models import ProcedureFee as Fee

PAGE = 50
MOST = 500
"""So many consignments lie on a manifest at most."""


@dataclass(frozen=True)
class Row:
    """A consignment of a manifest, and what is still to be done about it."""

    consignment: Consignment
    code: str
    failed: tuple[Check, ...]


def manifests(
    session: Session, agency_id: int, *, before: int | None = None, limit: int = PAGE
) -> tuple[list[tuple[Manifest, int]], int | None]:
    """The manifests with how many consignments each has, newest first, and where it goes on."""
    many = (
        select(func.count())
        .where(
            Consignment.manifest_id == Manifest.id, Consignment.state != ConsignmentState.REMOVED
        )
        .scalar_subquery()
    )
    query = (
        select(Manifest, many)
        .where(Manifest.agency_id == agency_id, Manifest.direction == Direction.OUTGOING)
        .options(joinedload(Manifest.carrier))
    )
    if before is not None:
        query = query.where(Manifest.id < before)
    found = session.execute(query.order_by(Manifest.id.desc()).limit(limit + 1)).all()
    rows = [(row[0], row[1]) for row in found[:limit]]
    return rows, rows[-1][0].id if len(found) > limit else None


def manifest(session: Session, agency_id: int, manifest_id: int) -> Manifest:
    """A manifest of the agency; raises NotFound."""
    found = session.scalar(
        select(Manifest)
        .where(
            Manifest.id == manifest_id,
            Manifest.agency_id == agency_id,
            Manifest.direction == Direction.OUTGOING,
        )
        .options(joinedload(Manifest.carrier), joinedload(Manifest.handed_over_by))
    )
    if found is None:
        raise NotFound(N_("There is no such manifest here."))
    return found


def rows(session: Session, manifest_id: int) -> tuple[Row, ...]:
    """What lies on a manifest, in the order in which it was packed, with its checks."""
    found = session.execute(
        select(Consignment, Case.code, _fees_of_case())
        .join(Case, Case.id == Consignment.case_id)
        .where(
            Consignment.manifest_id == manifest_id, Consignment.state != ConsignmentState.REMOVED
        )
        .order_by(Consignment.id)
        .limit(MOST)
    )
    return tuple(Row(each, code, failed(as_packed(each, fees))) for each, code, fees in found)


def as_packed(consignment: Consignment, fees: int) -> Packed:
    """A consignment as its checks look at it."""
    located = addresses.locate(consignment.receiver_address)
    return Packed(
        contents=consignment.contents,
        address=consignment.receiver_address,
        located=located.ward is not None and bool(located.street),
        phone=consignment.receiver_phone,
        to_collect=consignment.to_collect,
        fees=fees + consignment.postage,
        to_withdraw=consignment.to_withdraw,
    )


def _fees_of_case() -> ColumnElement[int]:
    """The fees and charges of the case's version on its channel, together."""
    return func.coalesce(
        select(func.sum(Fee.amount))
        .where(Fee.version_id == Case.version_id, Fee.channel.in_(("", Case.channel)))
        .scalar_subquery(),
        0,
    )


def consignment(session: Session, agency_id: int, consignment_id: int) -> Consignment:
    """A consignment with all that was heard of it; raises NotFound."""
    found = session.scalar(
        select(Consignment)
        .where(
            Consignment.id == consignment_id,
            Consignment.agency_id == agency_id,
            Consignment.direction == Direction.OUTGOING,
        )
        .options(
            joinedload(Consignment.case),
            joinedload(Consignment.carrier),
            joinedload(Consignment.manifest),
            selectinload(Consignment.events).joinedload(TrackingEvent.entered_by),
        )
    )
    if found is None:
        raise NotFound(N_("There is no such consignment here."))
    return found


def by_label(session: Session, agency_id: int, text: str) -> Consignment:
    """The consignment with that item code, or the last one of that case; raises NotFound."""
    code = normal_label(text)
    found = session.scalar(
        select(Consignment)
        .where(
            Consignment.agency_id == agency_id,
            Consignment.item_code == code,
            Consignment.direction == Direction.OUTGOING,
        )
        .order_by(Consignment.id.desc())
        .limit(1)
    )
    if found is None or not code:
        raise NotFound(N_("No consignment has the item code %(text)s."), text=text[:40])
    return found


def of_case(session: Session, case_id: int) -> Sequence[Consignment]:
    """What carried the result of a case, the newest first, with all that was heard of it."""
    return session.scalars(
        select(Consignment)
        .where(
            Consignment.case_id == case_id,
            Consignment.direction == Direction.OUTGOING,
            Consignment.posted_at.is_not(None),
        )
        .order_by(Consignment.id.desc())
        .limit(PAGE)
        .options(joinedload(Consignment.carrier), selectinload(Consignment.events))
    ).all()
