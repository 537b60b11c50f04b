"""Manifests, what lies on them, and single consignments."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from onestop.cases import addresses
from onestop.cases.models import Guidance
from onestop.cases.queries import payment
from onestop.errors import N_, NotFound
from onestop.post.models import Consignment, Manifest, TrackingEvent
from onestop.post.rules.consignment import ConsignmentState, Direction, normal_label
from onestop.post.rules.packing import Check, Packed, failed
from onestop.post.rules.proposing import Proposed, proposed

PAGE = 50
MOST = 500
"""So many consignments lie on a manifest at most."""


@dataclass(frozen=True)
class Row:
    """A consignment of a manifest, and what is still to be done about it."""

    consignment: Consignment
    code: str
    """The code of its case, or the order number of a form 02 or 03."""
    failed: tuple[Check, ...]
    proposed: Proposed
    """What would be proposed to be collected now."""


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
    found = session.scalars(
        select(Consignment)
        .where(
            Consignment.manifest_id == manifest_id, Consignment.state != ConsignmentState.REMOVED
        )
        .order_by(Consignment.id)
        .limit(MOST)
        .options(joinedload(Consignment.case))
    ).all()
    return as_rows(session, found)


def rows_of(session: Session, consignment_ids: Collection[int | None]) -> tuple[Row, ...]:
    """Some consignments as the page of a manifest shows them."""
    found = session.scalars(
        select(Consignment)
        .where(Consignment.id.in_([each for each in consignment_ids if each is not None]))
        .order_by(Consignment.id)
        .options(joinedload(Consignment.case))
    ).all()
    return as_rows(session, found)


def as_rows(session: Session, found: Sequence[Consignment]) -> tuple[Row, ...]:
    """Consignments as the page of a manifest shows them."""
    proposals = proposed_for(session, found)
    return tuple(
        Row(
            each, called(each), failed(as_packed(each, proposals[each.id].fees)), proposals[each.id]
        )
        for each in found
    )


def called(consignment: Consignment) -> str:
    """What an outgoing consignment is called: by its case, or by its order number."""
    return consignment.case.code if consignment.case else consignment.order_number


def proposed_for(session: Session, found: Sequence[Consignment]) -> dict[int, Proposed]:
    """What is proposed to be collected with each consignment, by its number."""
    cases = [each.case for each in found if each.case is not None]
    owed = payment.owed_lines(session, cases) if cases else {}
    return {
        each.id: proposed(owed[each.case_id], each.postage) if each.case_id else Proposed()
        for each in found
    }


@dataclass(frozen=True)
class Progress:
    """How far an open manifest is: how many lie on it, how many lack their label, and the sums."""

    many: int
    unlabelled: int
    postage: int
    to_collect: int


def progress(session: Session, manifest_id: int) -> Progress:
    """How far a manifest is, in one statement."""
    without = case((Consignment.item_code == "", 1), else_=0)
    sums = (func.sum(without), func.sum(Consignment.postage), func.sum(Consignment.to_collect))
    row = session.execute(
        select(func.count(), *sums).where(
            Consignment.manifest_id == manifest_id, Consignment.state != ConsignmentState.REMOVED
        )
    ).one()
    return Progress(*(int(each or 0) for each in row))


def next_to_label(session: Session, manifest_id: int) -> int | None:
    """The consignment of an open manifest that was packed first of those without a label."""
    return session.scalar(
        select(Consignment.id)
        .where(
            Consignment.manifest_id == manifest_id,
            Consignment.state == ConsignmentState.PACKED,
            Consignment.item_code == "",
        )
        .order_by(Consignment.id)
        .limit(1)
    )


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
        result=consignment.case_id is not None,
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
            joinedload(Consignment.guidance).joinedload(Guidance.procedure),
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


def contradicted(session: Session, consignment_id: int) -> bool:
    """Whether what was heard last of a consignment contradicts what was known."""
    return bool(
        session.scalar(
            select(TrackingEvent.contradicts)
            .where(TrackingEvent.consignment_id == consignment_id)
            .order_by(TrackingEvent.id.desc())
            .limit(1)
        )
    )


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
