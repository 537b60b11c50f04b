"""What moves a promise: supplements asked of the applicant, and apologies with a new day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onestop.accounts.models import Official
from onestop.cases.models.paper import IssuedPaper
from onestop.db import Key, Model, Moment


class SupplementRequest(Model):
    """A request for papers: proposed by the unit, issued by the counter, and what came of it."""

    __tablename__ = "supplement_request"
    __table_args__ = (
        Index("ix_supplement_request_case", "case_id", "id"),
        Index("ix_supplement_request_waiting", "state", "agency_id"),
        Index("ix_supplement_request_closing", "state", "close_by_at", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    """The agency whose counter asks."""
    number: Mapped[int] = mapped_column(Integer)
    """Which request to the applicant it is, the first or the second."""
    state: Mapped[str] = mapped_column(String(20))
    requirements: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    override_reason: Mapped[str] = mapped_column(Text, default="")
    """Why a leader allowed a second request."""
    override_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    proposed_at: Mapped[datetime | None] = mapped_column(Moment)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    issued_at: Mapped[datetime | None] = mapped_column(Moment)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    ask_by_at: Mapped[datetime | None] = mapped_column(Moment)
    """Until when the procedure allowed to ask, as the calendar then was."""
    within_limit: Mapped[bool | None] = mapped_column(Boolean)
    counts_late: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether the case counts as late for it, whatever the clock says (QĐ766)."""
    close_by_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    sent_back_reason: Mapped[str] = mapped_column(Text, default="")
    """What the counter wanted otherwise, where it sent the proposal back."""

    proposed_by: Mapped[Official | None] = relationship(foreign_keys=[proposed_by_id])
    issued_by: Mapped[Official | None] = relationship(foreign_keys=[issued_by_id])


class Apology(Model):
    """An apology for a late case: drafted by its unit, signed by the head, told by the counter.

    One that was prepared by itself has no author until the unit sends it to the head.
    """

    __tablename__ = "apology"
    __table_args__ = (
        Index("ix_apology_case", "case_id", "id"),
        Index("ix_apology_waiting", "state", "agency_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    """The settling agency, whose head signs."""
    state: Mapped[str] = mapped_column(String(20))
    circumstances: Mapped[str] = mapped_column(Text)
    """How far the case has come."""
    reason: Mapped[str] = mapped_column(Text)
    old_due_at: Mapped[datetime] = mapped_column(Moment)
    new_due_at: Mapped[datetime] = mapped_column(Moment)
    drafted_at: Mapped[datetime] = mapped_column(Moment)
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    signed_at: Mapped[datetime | None] = mapped_column(Moment)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("issued_paper.id"))
    """Form 04, once it is signed."""
    late: Mapped[bool | None] = mapped_column(Boolean)
    """Whether it was signed later than a day before the due day."""
    applied_at: Mapped[datetime | None] = mapped_column(Moment)
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_back_reason: Mapped[str] = mapped_column(Text, default="")

    drafted_by: Mapped[Official | None] = relationship(foreign_keys=[drafted_by_id])
    signed_by: Mapped[Official | None] = relationship(foreign_keys=[signed_by_id])
    paper: Mapped[IssuedPaper | None] = relationship()
