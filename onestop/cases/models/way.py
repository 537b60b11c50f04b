"""The way of a case: its steps, the hand-overs between units, its result and who got it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onestop.accounts.models import Official, Unit
from onestop.db import Key, Model, Moment


class StepState(StrEnum):
    """Where a step stands; a step that is sent back is visited again in a new round."""

    PLANNED = "planned"
    OFFERED = "offered"
    OPEN = "open"
    DONE = "done"
    SENT_BACK = "sent_back"
    DROPPED = "dropped"


class CaseStep(Model):
    """One visit to a step of the route: when it was planned, received, due and done, by whom."""

    __tablename__ = "case_step"
    __table_args__ = (
        UniqueConstraint("case_id", "position", "round"),
        Index("ix_case_step_unit", "unit_id", "case_id"),
        Index(
            "ix_case_step_open",
            *("due_at", "overdue_since_at"),
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_case_step_branch",
            *("unit_id", "state", "due_at", "id"),
            sqlite_where=text("branch <> ''"),
            postgresql_where=text("branch <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    position: Mapped[int] = mapped_column(Integer)
    round: Mapped[int] = mapped_column(Integer, default=1)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[str] = mapped_column(String(20))
    allotted: Mapped[str | None] = mapped_column(String(40))
    ends_settlement: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(String(20))
    planned_due_at: Mapped[datetime | None] = mapped_column(Moment)
    received_at: Mapped[datetime | None] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    verdict: Mapped[str | None] = mapped_column(String(20))
    overdue_since_at: Mapped[datetime | None] = mapped_column(Moment)
    finding: Mapped[str] = mapped_column(String(200), default="")
    """What must be found for the step to be taken; empty: it is always taken."""
    branch: Mapped[str] = mapped_column(String(60), default="")
    """The coordinating branch that it belongs to; empty for the lead's own line."""
    beside: Mapped[int | None] = mapped_column(Integer)
    joins: Mapped[int | None] = mapped_column(Integer)
    deadline_at: Mapped[datetime | None] = mapped_column(Moment)
    """By when another one-stop unit hands a forwarded case back; empty for steps of the route."""

    unit: Mapped[Unit] = relationship()
    done_by: Mapped[Official | None] = relationship()

    @property
    def forwarded(self) -> bool:
        """Whether it is a visit to another one-stop unit beside the route (H2)."""
        return self.deadline_at is not None


class HandoverList(Model):
    """Dossiers handed over together from one unit to another, on one list in two copies."""

    __tablename__ = "handover_list"
    __table_args__ = (
        UniqueConstraint("agency_id", "period", "number"),
        Index("ix_handover_list_to", "to_unit_id", "id"),
        Index("ix_handover_list_from", "from_unit_id", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    number: Mapped[int] = mapped_column(Integer)
    period: Mapped[str] = mapped_column(String(10))
    from_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    to_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    given_at: Mapped[datetime] = mapped_column(Moment)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))

    from_unit: Mapped[Unit] = relationship(foreign_keys=[from_unit_id])
    to_unit: Mapped[Unit] = relationship(foreign_keys=[to_unit_id])
    given_by: Mapped[Official] = relationship()


class Handover(Model):
    """A dossier passing from unit to unit, signed by giver and receiver (NĐ61 article 18)."""

    __tablename__ = "handover"
    __table_args__ = (
        Index("ix_handover_case", "case_id", "id"),
        Index("ix_handover_open", "from_unit_id", "ended_at", "due_at"),
        Index(
            "ix_handover_due",
            *("due_at", "overdue_since_at"),
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    from_step_id: Mapped[int] = mapped_column(ForeignKey("case_step.id"))
    to_step_id: Mapped[int] = mapped_column(ForeignKey("case_step.id"))
    from_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    to_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    given_at: Mapped[datetime] = mapped_column(Moment)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))
    due_at: Mapped[datetime] = mapped_column(Moment)
    overdue_since_at: Mapped[datetime | None] = mapped_column(Moment)
    previous_verdict: Mapped[str | None] = mapped_column(String(20))
    """How the giver's own step ended, as the receiver's confirmation records it (form 06)."""
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    outcome: Mapped[str | None] = mapped_column(String(20))
    leg_verdict: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    list_id: Mapped[int | None] = mapped_column(ForeignKey("handover_list.id"), index=True)

    from_unit: Mapped[Unit] = relationship(foreign_keys=[from_unit_id])
    to_unit: Mapped[Unit] = relationship(foreign_keys=[to_unit_id])
    given_by: Mapped[Official] = relationship(foreign_keys=[given_by_id])
    ended_by: Mapped[Official | None] = relationship(foreign_keys=[ended_by_id])


class Result(Model):
    """What the case ended in: granted or refused, with its document."""

    __tablename__ = "result"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), unique=True)
    granted: Mapped[bool] = mapped_column(Boolean)
    name: Mapped[str] = mapped_column(String(300))
    number: Mapped[str] = mapped_column(String(60))
    signed_on: Mapped[date] = mapped_column(Date)
    signer: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))


class HandingOut(Model):
    """The result given to the applicant or to somebody authorised."""

    __tablename__ = "handing_out"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), unique=True)
    method: Mapped[str] = mapped_column(String(20))
    receiver_name: Mapped[str] = mapped_column(String(200))
    receiver_identity: Mapped[str] = mapped_column(String(20))
    authorisation: Mapped[str] = mapped_column(String(300), default="")
    originals_returned: Mapped[str] = mapped_column(Text, default="")
    handed_at: Mapped[datetime] = mapped_column(Moment)
    handed_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))
    handed_by: Mapped[Official] = relationship()
