"""Opinions asked of other bodies while the lead keeps the case."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onestop.accounts.models import Official, Unit
from onestop.db import Key, Model, Moment


class Silence(StrEnum):
    """What it means when no answer comes in time (rule S2)."""

    CONSENT = "consent"
    NOTHING = "nothing"


class Opinion(StrEnum):
    """How a consultation ended."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    CALLED_OFF = "called_off"


class Consultation(Model):
    """A question to one body, with its content and deadline (rule S2)."""

    __tablename__ = "consultation"
    __table_args__ = (
        Index("ix_consultation_unit", "unit_id", "ended_at", "due_at", "id"),
        Index("ix_consultation_case", "case_id", "id"),
        Index(
            "ix_consultation_due",
            *("due_at", "overdue_since_at"),
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    asking_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))
    content: Mapped[str] = mapped_column(Text)
    silence: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    overdue_since_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    outcome: Mapped[str | None] = mapped_column(String(20))
    answer: Mapped[str] = mapped_column(Text, default="")
    verdict: Mapped[str | None] = mapped_column(String(20))

    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    ended_by: Mapped[Official | None] = relationship(foreign_keys=[ended_by_id])
