"""Papers come out of the printer: the first time, and each time that one is printed again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from onestop.accounts.models import Official
from onestop.accounts.rules import Actor
from onestop.cases.models import IssuedPaper, PaperPrinting, PrintBatch
from onestop.cases.rules.printing import BATCH_KEPT, require_batch
from onestop.db import insert_all
from onestop.errors import N_, Refused
from onestop.notices.operations.changing import changed


def print_papers(
    session: Session,
    paper_ids: Sequence[int],
    *,
    first_only: bool = False,
    by: Actor,
    at: datetime,
) -> dict[int, int]:
    """Notes that the papers are printed; by paper, 0 for the first time, then 1, 2, …

    With `first_only`, those that somebody has printed meanwhile are left out. The papers stay
    locked until the transaction ends, so that no two printings share a count. Raises Refused for
    a paper that is void.
    """
    wanted = sorted(set(paper_ids))
    locked = select(IssuedPaper.id).where(IssuedPaper.id.in_(wanted)).order_by(IssuedPaper.id)
    session.execute(locked.with_for_update())
    _require_valid(session, wanted)
    before = dict(
        session.execute(
            select(PaperPrinting.paper_id, func.count())
            .where(PaperPrinting.paper_id.in_(wanted))
            .group_by(PaperPrinting.paper_id)
        ).all()
    )
    counts = {
        paper_id: before.get(paper_id, 0)
        for paper_id in wanted
        if not (first_only and paper_id in before)
    }
    noted = [
        {
            "agency_id": by.agency_id,
            "paper_id": paper_id,
            "count": count,
            "printed_at": at,
            "printed_by_id": by.official_id,
        }
        for paper_id, count in counts.items()
    ]
    insert_all(session, PaperPrinting, noted)
    first = [paper_id for paper_id, count in counts.items() if not count]
    session.execute(update(IssuedPaper).where(IssuedPaper.id.in_(first)).values(owed=False))
    return counts


def _require_valid(session: Session, paper_ids: Sequence[int]) -> None:
    void = IssuedPaper.voided_at.is_not(None)
    asked = select(IssuedPaper.printed).where(IssuedPaper.id.in_(paper_ids), void)
    if printed := session.scalar(asked.order_by(IssuedPaper.id).limit(1)):
        raise Refused(
            N_("Paper %(number)s is void: it counts for nothing and is printed no more."),
            number=printed["number"],
        )


def print_together(
    session: Session,
    paper_ids: Sequence[int],
    *,
    submission_key: str,
    first_only: bool = False,
    by: Actor,
    at: datetime,
) -> PrintBatch:
    """Notes that the papers are printed as one PDF, in that order; the PDF is still to be made.

    The same `submission_key` gives the same batch again, and notes nothing. Raises Refused for
    none, or too many.
    """
    before = _printed_before(session, submission_key, by)
    if before is not None:
        return before
    wanted = list(dict.fromkeys(paper_ids))
    require_batch(len(wanted))
    counts = print_papers(session, wanted, first_only=first_only, by=by, at=at)
    require_batch(len(counts))
    batch = PrintBatch(
        agency_id=by.agency_id,
        official_id=by.official_id,
        submission_key=submission_key,
        created_at=at,
        papers=[(paper_id, counts[paper_id]) for paper_id in wanted if paper_id in counts],
        size=0,
    )
    session.add(batch)
    session.flush()
    return batch


def _printed_before(session: Session, submission_key: str, by: Actor) -> PrintBatch | None:
    """The batch of that sending; a second one at the same moment waits until the first is noted."""
    own = select(Official.id).where(Official.id == by.official_id)
    session.execute(own.with_for_update(key_share=True))
    return session.scalar(
        select(PrintBatch).where(
            PrintBatch.official_id == by.official_id, PrintBatch.submission_key == submission_key
        )
    )


def keep_pdf(session: Session, batch_id: int, pdf: bytes, *, at: datetime) -> None:
    """Keeps the PDF of a batch; one that is there already stays."""
    open_one = (PrintBatch.id == batch_id, PrintBatch.made_at.is_(None))
    kept = {"content": pdf, "size": len(pdf), "made_at": at}
    session.execute(update(PrintBatch).where(*open_one).values(**kept))


def forget_batches(session: Session, *, at: datetime) -> int:
    """Clears the PDFs of batches after two days; that their papers were printed stays noted."""
    return changed(session, delete(PrintBatch).where(PrintBatch.created_at < at - BATCH_KEPT))
