"""Papers that were printed together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from onestop.db import Key, Model, Moment


class PrintBatch(Model):
    """Papers chosen to be printed as one PDF, which is made once and forgotten after some days."""

    __tablename__ = "print_batch"
    __table_args__ = (
        UniqueConstraint("official_id", "submission_key"),
        Index("ix_print_batch_created", "created_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    official_id: Mapped[int] = mapped_column(ForeignKey("official.id"))
    submission_key: Mapped[str] = mapped_column(String(64))
    """Which sending of which form asked for it; sent again, it leads to the same batch."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    papers: Mapped[list[tuple[int, int]]] = mapped_column(JSON)
    """Each paper with the count of its printing, in the order in which they come out."""
    made_at: Mapped[datetime | None] = mapped_column(Moment)
    """Empty while the PDF is not made."""
    size: Mapped[int] = mapped_column(Integer, default=0)
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
