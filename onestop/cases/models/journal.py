"""What is written once and never changed: the journal and the promised days."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onestop.accounts.models import Official
from onestop.db import Key, Model, Moment

_MOVED = "old_due_at IS NOT NULL"
OF_PAST: ColumnElement[bool] = literal_column(
    "(journal_entry.happened_at < journal_entry.entered_at)"
)
"""Whether a line tells of what had happened before it was entered, as its index has it."""
_OF_PAST = text("happened_at < entered_at")


class JournalEntry(Model):
    """One line of a case's history: what happened, when, by whom, and how the case then stood.

    Each line carries the hash of the line before it; database triggers refuse any change.
    """

    __tablename__ = "journal_entry"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        Index("ix_journal_agency", "agency_id", "happened_at"),
        Index(
            "ix_journal_of_past",
            "entered_at",
            sqlite_where=_OF_PAST,
            postgresql_where=_OF_PAST,
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    act: Mapped[str] = mapped_column(String(30))
    happened_at: Mapped[datetime] = mapped_column(Moment)
    entered_at: Mapped[datetime] = mapped_column(Moment)
    official_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    official_name: Mapped[str] = mapped_column(String(120))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    standing: Mapped[dict[str, Any]] = mapped_column(JSON)
    """How the case stands after it: status, holding, unit, step, assignee, due moment."""
    hash: Mapped[str] = mapped_column(String(64))


class DueChange(Model):
    """A typed event that set or moved the promised moment (rule C10)."""

    __tablename__ = "due_change"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        Index(
            "ix_due_change_moved",
            *("case_id", "changed_at"),
            sqlite_where=text(_MOVED),
            postgresql_where=text(_MOVED),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    """The number of the journal entry that tells of it."""
    kind: Mapped[str] = mapped_column(String(30))
    changed_at: Mapped[datetime] = mapped_column(Moment)
    old_due_at: Mapped[datetime | None] = mapped_column(Moment)
    new_due_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text)
    official_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    amendment_id: Mapped[int | None] = mapped_column(
        ForeignKey("calendar_amendment.id"), index=True
    )

    official: Mapped[Official | None] = relationship()
