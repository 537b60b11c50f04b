"""The papers of the postal desk: as they were issued last."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onestop.cases.models import IssuedPaper
from onestop.cases.rules.paper import PaperKind
from onestop.post.models import PostalPaper


def of_manifest(session: Session, manifest_id: int) -> IssuedPaper | None:
    """The manifest on paper; None before it was issued."""
    return session.scalar(
        select(IssuedPaper)
        .join(PostalPaper, PostalPaper.paper_id == IssuedPaper.id)
        .where(PostalPaper.manifest_id == manifest_id, IssuedPaper.kind == PaperKind.MANIFEST)
        .order_by(IssuedPaper.id)
        .limit(1)
    )


def newest(
    session: Session, consignment_ids: Sequence[int], kind: PaperKind
) -> dict[int, IssuedPaper]:
    """The newest paper of that kind of each consignment that has one, by consignment."""
    last = (
        select(PostalPaper.consignment_id, func.max(PostalPaper.paper_id).label("paper_id"))
        .join(IssuedPaper, IssuedPaper.id == PostalPaper.paper_id)
        .where(PostalPaper.consignment_id.in_(consignment_ids), IssuedPaper.kind == kind)
        .group_by(PostalPaper.consignment_id)
        .subquery()
    )
    rows = session.execute(
        select(last.c.consignment_id, IssuedPaper).join(
            IssuedPaper, IssuedPaper.id == last.c.paper_id
        )
    )
    return dict(rows.all())
