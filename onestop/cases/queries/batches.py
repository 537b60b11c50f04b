"""Papers printed together: whose they are, and their one PDF, read and drawn by portions."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.cases.models import IssuedPaper, PrintBatch
from onestop.cases.queries.papers import pictures
from onestop.errors import N_, NotFound
from onestop.printing.design import Design, binding
from onestop.printing.press import stored_paper

Printing = tuple[int, int]
"""A paper's number, and the count of its printing."""

RECENT = 20
_PORTION = 100


@dataclass(frozen=True)
class BatchRow:
    """Papers that were printed together: when, and how many."""

    id: int
    created_at: datetime
    many: int


def one(session: Session, actor: Actor, batch_id: int) -> PrintBatch:
    """A batch of the person's own; raises NotFound, also once it is forgotten."""
    batch = session.get(PrintBatch, batch_id)
    if batch is None or batch.official_id != actor.official_id:
        raise NotFound(
            N_("These prints are not here any more: what was printed together is kept two days.")
        )
    return batch


def recent(session: Session, actor: Actor) -> list[BatchRow]:
    """The person's own newest batches that are not forgotten yet, the newest first."""
    many = func.json_array_length(PrintBatch.papers)
    rows = session.execute(
        select(PrintBatch.id, PrintBatch.created_at, many)
        .where(PrintBatch.official_id == actor.official_id)
        .order_by(PrintBatch.id.desc())
        .limit(RECENT)
    )
    return [BatchRow(*row) for row in rows]


def pdf_of(session: Session, batch_id: int) -> bytes | None:
    """The PDF of a batch, once it is made."""
    return session.scalar(select(PrintBatch.content).where(PrintBatch.id == batch_id))


def drawing(
    session: Session, printings: Sequence[Printing], day: datetime, into: BinaryIO
) -> Iterator[int]:
    """Draws the papers as one PDF into a stream; gives after each paper how many are drawn.

    `day` is that of the printing by the office's clock; the same papers give the same bytes.
    """
    logos = pictures(session, _logos(session, printings))
    papers = _papers(session, printings)
    first = next(papers)
    title = f"{len(printings)} giấy tờ in ngày {day:%d/%m/%Y}"
    yield from binding(
        into, chain([first], papers), logos, title=title, author=first[1].office.name
    )


def drawn(session: Session, printings: Sequence[Printing], day: datetime) -> bytes:
    """The papers as one PDF, drawn to its end."""
    stream = io.BytesIO()
    for _done in drawing(session, printings, day, stream):
        pass
    return stream.getvalue()


def _papers(session: Session, printings: Sequence[Printing]) -> Iterator[tuple[Design[Any], Any]]:
    asked = select(IssuedPaper.id, IssuedPaper.kind, IssuedPaper.layout, IssuedPaper.printed)
    for start in range(0, len(printings), _PORTION):
        portion = printings[start : start + _PORTION]
        wanted = IssuedPaper.id.in_([paper_id for paper_id, _count in portion])
        found = {row.id: row for row in session.execute(asked.where(wanted))}
        for paper_id, count in portion:
            row = found[paper_id]
            yield stored_paper(row.kind, row.layout, row.printed, reprint=count)


def _logos(session: Session, printings: Sequence[Printing]) -> list[str]:
    logo = IssuedPaper.printed["office"]["logo"].as_string()
    papers = IssuedPaper.id.in_([paper_id for paper_id, _count in printings])
    return [each for each in session.scalars(select(logo).where(papers).distinct()) if each]
