"""The guidance that the counter gave where no case came of it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from onestop.accounts.rules import Actor
from onestop.cases.models import Guidance, IssuedPaper
from onestop.cases.queries.papers import numbered
from onestop.errors import N_, NotFound

PAGE = 50


def given(session: Session, actor: Actor, *, before: int | None = None) -> Sequence[Guidance]:
    """A page of what the person's agency has said, newest first; `before` is the last one seen."""
    query = select(Guidance).where(Guidance.agency_id == actor.agency_id)
    if before is not None:
        query = query.where(Guidance.id < before)
    return session.scalars(
        query.order_by(Guidance.id.desc())
        .limit(PAGE)
        .options(joinedload(Guidance.procedure), joinedload(Guidance.given_by))
    ).all()


def one(session: Session, actor: Actor, guidance_id: int) -> Guidance:
    """One of them; raises NotFound for another agency's."""
    found = session.scalar(
        select(Guidance)
        .where(Guidance.id == guidance_id, Guidance.agency_id == actor.agency_id)
        .options(joinedload(Guidance.procedure), joinedload(Guidance.given_by))
    )
    if found is None:
        raise NotFound(N_("There is no such guidance."))
    return found


def paper_of(session: Session, guidance: Guidance) -> IssuedPaper:
    """The form 02 or 03 that went with it."""
    return numbered(
        session,
        guidance.agency_id,
        guidance.paper_kind,
        guidance.paper_period,
        guidance.paper_number,
    )
