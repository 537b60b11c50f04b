"""Papers as they were issued, and every time that one was printed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onestop.accounts.models import Official
from onestop.db import Key, Model, Moment

OWED: ColumnElement[bool] = literal_column("issued_paper.owed")
"""Whether a paper must come out of a printer and never did, in the very words of its index."""


class IssuedPaper(Model):
    """A paper as issued: its kind, number and the very values that were printed.

    What it says is written once and never changed; each time it is printed leaves a row of its own.
    """

    __tablename__ = "issued_paper"
    __table_args__ = (
        UniqueConstraint("agency_id", "kind", "period", "number"),
        Index("ix_issued_paper_case", "case_id", "kind"),
        Index("ix_issued_paper_issued", "agency_id", "issued_at"),
        Index(
            "ix_issued_paper_owed",
            *("agency_id", "issued_at"),
            sqlite_where=text("owed"),
            postgresql_where=text("owed"),
        ),
        Index(
            "ix_issued_paper_sitting",
            "sitting_id",
            sqlite_where=text("sitting_id IS NOT NULL"),
            postgresql_where=text("sitting_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id"))
    """The sitting whose cases share the paper."""
    kind: Mapped[str] = mapped_column(String(20))
    period: Mapped[str] = mapped_column(String(10))
    number: Mapped[int] = mapped_column(Integer)
    layout: Mapped[int] = mapped_column(Integer, server_default="1")
    """The layout of its kind in which it is set, now and whenever it is printed again."""
    printed: Mapped[dict[str, Any]] = mapped_column(JSON)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    owed: Mapped[bool] = mapped_column(Boolean, server_default=false())
    """Whether it must come out of a printer and never did."""
    voided_at: Mapped[datetime | None] = mapped_column(Moment)
    """Since when it counts for nothing; whoever scans it is told so, and it is printed no more."""


class PaperPrinting(Model):
    """A paper came out of a printer: `count` 0 is the first time, then each reprint."""

    __tablename__ = "paper_printing"
    __table_args__ = (
        UniqueConstraint("paper_id", "count"),
        Index("ix_paper_printing_printed", "agency_id", "printed_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    """Where it was printed."""
    paper_id: Mapped[int] = mapped_column(ForeignKey("issued_paper.id"))
    count: Mapped[int] = mapped_column(Integer)
    printed_at: Mapped[datetime] = mapped_column(Moment)
    printed_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))


class RegisterPrinting(Model):
    """The register, or a part of it, came out of a printer: its number, the part, how many rows.

    The register is a book that grows, of thousands of rows that stand in the cases themselves: it
    is drawn anew whenever it is wanted, so what is kept is that it was printed, not the PDF.
    """

    __tablename__ = "register_printing"
    __table_args__ = (UniqueConstraint("agency_id", "period", "number"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    period: Mapped[str] = mapped_column(String(10))
    """The year in which it was printed, whose series its number is of."""
    number: Mapped[int] = mapped_column(Integer)
    year: Mapped[int] = mapped_column(Integer)
    """The year of the register."""
    field: Mapped[str] = mapped_column(String(120))
    volume: Mapped[int] = mapped_column(Integer)
    rows: Mapped[int] = mapped_column(Integer)
    printed_at: Mapped[datetime] = mapped_column(Moment)
    printed_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))

    printed_by: Mapped[Official] = relationship()


class PaperPicture(Model):
    """A picture that papers name by its digest; it stays as long as a paper may show it."""

    __tablename__ = "paper_picture"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime] = mapped_column(Moment)
