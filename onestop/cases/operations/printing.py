"""Papers come out of the printer: the first time, and each time that one is printed again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.cases.models import IssuedPaper, PaperPrinting
from onestop.db import insert_all


def print_papers(
    session: Session, paper_ids: Sequence[int], *, by: Actor, at: datetime
) -> dict[int, int]:
    """Notes that the papers are printed; by paper, 0 for the first time, then 1, 2, …

    The papers stay locked until the transaction ends, so that no two printings share a count.
    """
    wanted = sorted(set(paper_ids))
    locked = select(IssuedPaper.id).where(IssuedPaper.id.in_(wanted)).order_by(IssuedPaper.id)
    session.execute(locked.with_for_update())
    before = dict(
        session.execute(
            select(PaperPrinting.paper_id, func.count())
            .where(PaperPrinting.paper_id.in_(wanted))
            .group_by(PaperPrinting.paper_id)
        ).all()
    )
    counts = {paper_id: before.get(paper_id, 0) for paper_id in wanted}
    noted = [
        {
            "paper_id": paper_id,
            "count": count,
            "printed_at": at,
            "printed_by_id": by.official_id,
        }
        for paper_id, count in counts.items()
    ]
    insert_all(session, PaperPrinting, noted)
    return counts
