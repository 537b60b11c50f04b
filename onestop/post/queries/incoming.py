"""Dossiers that came by post: deliveries, what waits to be registered, who was asked."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from onestop.accounts.rules import Actor
from onestop.cases.models import Case, IssuedPaper
from onestop.cases.queries.papers import numbered
from onestop.cases.rules.paper import PaperKind
from onestop.errors import N_, NotFound
from onestop.post.models import Consignment, Filing, Manifest
from onestop.post.queries.desk import COUNTED_TO
from onestop.post.queries.manifests import MOST
from onestop.post.rules.consignment import Direction
from onestop.post.rules.incoming import OPEN, DossierState

PAGE = 50
RECENT = 10


def delivery(session: Session, actor: Actor, manifest_id: int) -> Manifest:
    """What a postman brought in one go; raises NotFound."""
    found = session.scalar(
        select(Manifest)
        .where(
            Manifest.id == manifest_id,
            Manifest.agency_id == actor.agency_id,
            Manifest.direction == Direction.INCOMING,
        )
        .options(joinedload(Manifest.carrier), joinedload(Manifest.handed_over_by))
    )
    if found is None:
        raise NotFound(N_("There is no such delivery here."))
    return found


def brought(session: Session, manifest_id: int) -> Sequence[Filing]:
    """What lies on a delivery, the last one scanned first."""
    return session.scalars(
        select(Filing)
        .join(Consignment, Consignment.id == Filing.consignment_id)
        .where(Consignment.manifest_id == manifest_id, Consignment.state != DossierState.REMOVED)
        .order_by(Consignment.id.desc())
        .limit(MOST)
        .options(
            joinedload(Filing.consignment).joinedload(Consignment.case),
            joinedload(Filing.procedure),
        )
    ).all()


def listed(session: Session, agency_id: int, carrier_id: int, item_code: str) -> Filing | None:
    """What lies under an item code on the open delivery of a carrier, if it does."""
    return session.scalar(
        select(Filing)
        .join(Consignment, Consignment.id == Filing.consignment_id)
        .where(
            Consignment.agency_id == agency_id,
            Consignment.carrier_id == carrier_id,
            Consignment.item_code == item_code,
            Consignment.state == DossierState.LISTED,
        )
        .options(
            joinedload(Filing.consignment).joinedload(Consignment.manifest),
            joinedload(Filing.procedure),
        )
    )


def papers_of(session: Session, manifest: Manifest) -> dict[int, IssuedPaper]:
    """The hand-over records of a signed delivery, by their number."""
    rows = session.scalars(
        select(IssuedPaper)
        .join(
            Filing,
            (Filing.agency_id == IssuedPaper.agency_id)
            & (Filing.record_period == IssuedPaper.period)
            & (Filing.record_number == IssuedPaper.number),
        )
        .join(Consignment, Consignment.id == Filing.consignment_id)
        .where(IssuedPaper.kind == PaperKind.POST_RECORD, Consignment.manifest_id == manifest.id)
    )
    return {paper.number: paper for paper in rows}


def record_of(session: Session, filing: Filing) -> IssuedPaper | None:
    """The hand-over record of a dossier; None before it is signed."""
    if filing.record_period is None or filing.record_number is None:
        return None
    kind = PaperKind.POST_RECORD
    return numbered(session, filing.agency_id, kind, filing.record_period, filing.record_number)


def dossier(session: Session, actor: Actor, consignment_id: int) -> Filing:
    """A dossier that came by post, with all that belongs to it; raises NotFound."""
    found = session.scalar(
        select(Filing)
        .where(Filing.consignment_id == consignment_id, Filing.agency_id == actor.agency_id)
        .options(
            joinedload(Filing.procedure),
            joinedload(Filing.guidance),
            joinedload(Filing.consignment).options(
                joinedload(Consignment.carrier),
                joinedload(Consignment.manifest).joinedload(Manifest.handed_over_by),
                joinedload(Consignment.case).joinedload(Case.procedure),
            ),
        )
    )
    if found is None:
        raise NotFound(N_("There is no such dossier from the post here."))
    return found


def joined(session: Session, consignment_id: int) -> Sequence[Filing]:
    """The earlier consignments that were laid to this one, the oldest first."""
    return session.scalars(
        select(Filing)
        .where(Filing.joined_to_id == consignment_id)
        .order_by(Filing.consignment_id)
        .limit(PAGE)
        .options(joinedload(Filing.consignment), joinedload(Filing.guidance))
    ).all()


def open_dossiers(
    session: Session, agency_id: int, state: DossierState, *, after: int = 0
) -> tuple[Sequence[Filing], int | None]:
    """The dossiers in a state, the oldest first, and where the list goes on."""
    found = session.scalars(
        select(Filing)
        .join(Consignment, Consignment.id == Filing.consignment_id)
        .where(
            Consignment.agency_id == agency_id, Consignment.state == state, Consignment.id > after
        )
        .order_by(Consignment.id)
        .limit(PAGE + 1)
        .options(
            joinedload(Filing.consignment).joinedload(Consignment.carrier),
            joinedload(Filing.procedure),
            joinedload(Filing.guidance),
        )
    ).all()
    rows = found[:PAGE]
    return rows, rows[-1].consignment_id if len(found) > PAGE else None


def counts(session: Session, agency_id: int) -> dict[DossierState, int]:
    """How many dossiers are open in each state, counted to 1,001 at most."""
    return {state: _count(session, agency_id, state) for state in OPEN}


def _count(session: Session, agency_id: int, state: DossierState) -> int:
    found = select(Consignment.id).where(
        Consignment.agency_id == agency_id, Consignment.state == state
    )
    counted = select(func.count()).select_from(found.limit(COUNTED_TO).subquery())
    return session.scalar(counted) or 0


def asked_alike(session: Session, one: Consignment) -> Sequence[Consignment]:
    """The dossiers for which the same sender, by name or phone, was asked for papers."""
    same = [Consignment.sender_name == one.sender_name]
    if one.sender_phone:
        same.append(Consignment.sender_phone == one.sender_phone)
    return session.scalars(
        select(Consignment)
        .where(
            Consignment.agency_id == one.agency_id,
            Consignment.state == DossierState.ASKED,
            or_(*same),
        )
        .order_by(Consignment.id)
        .limit(RECENT)
    ).all()


def asked_called(session: Session, agency_id: int, item_code: str) -> int:
    """The dossier with that item code whose sender was asked for papers; raises NotFound."""
    found = session.scalar(
        select(Consignment.id).where(
            Consignment.agency_id == agency_id,
            Consignment.state == DossierState.ASKED,
            Consignment.item_code == item_code,
        )
    )
    if found is None:
        raise NotFound(
            N_("No dossier with the item code %(text)s waits for papers."), text=item_code[:40]
        )
    return found


def deliveries(session: Session, agency_id: int) -> list[tuple[Manifest, int]]:
    """The newest deliveries and how many dossiers each brought; the open ones among them."""
    many = (
        select(func.count())
        .where(Consignment.manifest_id == Manifest.id, Consignment.state != DossierState.REMOVED)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Manifest, many)
        .where(Manifest.agency_id == agency_id, Manifest.direction == Direction.INCOMING)
        .order_by(Manifest.id.desc())
        .limit(RECENT)
        .options(joinedload(Manifest.carrier))
    ).all()
    return [(row[0], row[1]) for row in rows]
