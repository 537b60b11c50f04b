"""Dossiers that the post brings, and the paper that answers one that cannot be received."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onestop.accounts.models import Official
from onestop.cases.models import Guidance
from onestop.db import Key, Model, Moment
from onestop.post.models.consignment import Consignment
from onestop.procedures.models import Procedure

_JOINED = "joined_to_id IS NOT NULL"
_ANSWERED = "guidance_id IS NOT NULL"
_WAITS = "answer_waits_at IS NOT NULL"


class Filing(Model):
    """A dossier that the post brings: its hand-over record, and what became of it (QĐ45 7.4)."""

    __tablename__ = "filing"
    __table_args__ = (
        UniqueConstraint("agency_id", "record_period", "record_number"),
        CheckConstraint("(filed_at IS NULL) = (record_number IS NULL)", name="recorded"),
        CheckConstraint("answer_waits_at IS NULL OR answer_given_at IS NULL", name="answered_once"),
        Index(
            "uq_filing_guidance",
            "guidance_id",
            unique=True,
            sqlite_where=text(_ANSWERED),
            postgresql_where=text(_ANSWERED),
        ),
        Index(
            "ix_filing_answer_waits",
            *("agency_id", "answer_waits_at", "consignment_id"),
            sqlite_where=text(_WAITS),
            postgresql_where=text(_WAITS),
        ),
        Index(
            "ix_filing_joined",
            "joined_to_id",
            sqlite_where=text(_JOINED),
            postgresql_where=text(_JOINED),
        ),
    )

    consignment_id: Mapped[int] = mapped_column(
        Key, ForeignKey("consignment.id"), primary_key=True, autoincrement=False
    )
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    procedure_id: Mapped[int | None] = mapped_column(ForeignKey("procedure.id"))
    """What is asked for, where the consignment slip says it."""
    filed_at: Mapped[datetime | None] = mapped_column(Moment)
    """When both sides signed the hand-over record: the legal moment of filing (P1, C2)."""
    record_period: Mapped[str | None] = mapped_column(String(10))
    record_number: Mapped[int | None] = mapped_column(Integer)
    guidance_id: Mapped[int | None] = mapped_column(ForeignKey("guidance.id"))
    """The form 02 or 03 that answered it."""
    answer_address: Mapped[str] = mapped_column(String(500), default="")
    """Where that paper goes."""
    answer_waits_at: Mapped[datetime | None] = mapped_column(Moment)
    """Since when it lies at the desk to be sent; empty while a consignment has it."""
    answer_given_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it was given in another way than as an item of the post."""
    answer_given_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    joined_to_id: Mapped[int | None] = mapped_column(ForeignKey("consignment.id"))
    """The later consignment that brought what was missing; always the one that goes on."""

    consignment: Mapped[Consignment] = relationship(foreign_keys=[consignment_id])
    procedure: Mapped[Procedure | None] = relationship()
    guidance: Mapped[Guidance | None] = relationship()
    answer_given_by: Mapped[Official | None] = relationship()
