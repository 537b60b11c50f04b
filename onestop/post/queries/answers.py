"""The form 02 or 03 that answers a dossier: which ones wait to be sent, and what carried them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from onestop.cases.models import Guidance
from onestop.post.models import Consignment, Filing
from onestop.post.rules.consignment import LIVE

PAGE = 50


def waiting(session: Session, agency_id: int) -> Sequence[Filing]:
    """The dossiers whose paper waits to be sent, the longest first."""
    return session.scalars(
        select(Filing)
        .where(Filing.agency_id == agency_id, Filing.answer_waits_at.is_not(None))
        .order_by(Filing.answer_waits_at, Filing.consignment_id)
        .limit(PAGE)
        .options(
            joinedload(Filing.consignment),
            joinedload(Filing.guidance).joinedload(Guidance.procedure),
        )
    ).all()


def called(session: Session, agency_id: int, item_code: str) -> Filing | None:
    """The dossier with that item code whose paper waits, or lies on an open manifest."""
    return session.scalar(
        select(Filing)
        .join(Consignment, Consignment.id == Filing.consignment_id)
        .where(
            Consignment.agency_id == agency_id,
            Consignment.item_code == item_code,
            Filing.guidance_id.is_not(None),
        )
        .order_by(Filing.answer_waits_at.is_(None), Filing.consignment_id.desc())
        .limit(1)
        .options(contains_eager(Filing.consignment))
    )


def carried(session: Session, guidance_id: int) -> Sequence[Consignment]:
    """What carried such a paper, the newest first, with all that was heard of it."""
    return session.scalars(
        select(Consignment)
        .where(Consignment.guidance_id == guidance_id)
        .order_by(Consignment.id.desc())
        .limit(PAGE)
        .options(
            joinedload(Consignment.carrier),
            joinedload(Consignment.manifest),
            selectinload(Consignment.events),
        )
    ).all()


def under_way(session: Session, guidance_id: int) -> Consignment | None:
    """The consignment that has such a paper now; None where it waits, or has arrived."""
    return session.scalar(
        select(Consignment).where(
            Consignment.guidance_id == guidance_id, Consignment.state.in_(LIVE)
        )
    )


def dossier_of(session: Session, guidance_id: int) -> int | None:
    """The dossier that such a paper answers."""
    return session.scalar(select(Filing.consignment_id).where(Filing.guidance_id == guidance_id))
