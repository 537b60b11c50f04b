"""The case itself, who asks, and the papers as handed in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Date,
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

from onestop.accounts.models import Official, Unit
from onestop.cases.models.clock import Apology, SupplementRequest
from onestop.cases.models.consultation import Consultation
from onestop.cases.models.way import CaseStep
from onestop.db import Key, Model, Moment
from onestop.notices.rules import NotifyBy
from onestop.procedures.models import Procedure

_RUNNING = "status IN ('received', 'processing')"
_SETTLED = "status = 'settled'"
_BY_METHOD = "return_method = 'post'"
_BY_POST = f"{_SETTLED} AND {_BY_METHOD}"
_WITH_POST = "holding = 'with_post'"
_IN_REGISTER = "register_number > 0"
RUNNING: ColumnElement[bool] = literal_column(f"case_file.{_RUNNING}")
"""Whether the clock of a case runs, in the very words of its index, so that sweeps find it."""

WITH_POST: ColumnElement[bool] = literal_column(f"case_file.{_WITH_POST}")
"""Whether the post has the result, in the very words of its index."""
IN_REGISTER: ColumnElement[bool] = literal_column(f"case_file.{_IN_REGISTER}")
"""Whether a case has its number in the register, in the very words of its index."""
TO_POST: ColumnElement[bool] = literal_column(f"(case_file.{_SETTLED} AND case_file.{_BY_METHOD})")
"""Whether there is a result that the applicant wants by post, in the very words of its index."""


class Applicant(Model):
    """The person or body that asks, with a history of cases."""

    __tablename__ = "applicant"
    __table_args__ = (
        Index("ix_applicant_identity", "agency_id", "identity_number"),
        Index("ix_applicant_folded", "agency_id", "folded_name"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    folded_name: Mapped[str] = mapped_column(String(200))
    identity_number: Mapped[str] = mapped_column(String(20), default="")
    birth_on: Mapped[date | None] = mapped_column(Date)
    sex: Mapped[str] = mapped_column(String(10), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    province_code: Mapped[str] = mapped_column(String(10), default="")
    ward_code: Mapped[str] = mapped_column(String(10), default="")
    street: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(500), default="")


class Case(Model):
    """One application being handled, from reception to result.

    `version` rises by one with every act and equals the number of its newest journal entry.
    `unit_id` is the unit that must act next; it is empty once nobody must.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        UniqueConstraint("agency_id", "submission_key"),
        Index("ix_case_tray", "unit_id", "holding", "act_by_at", "id"),
        Index("ix_case_unit_status", "unit_id", "status", "act_by_at", "id"),
        Index("ix_case_assignee", "assignee_id", "act_by_at", "id"),
        Index("ix_case_agency_due", "agency_id", "closed_at", "due_at"),
        Index(
            "ix_case_agency_open",
            *("agency_id", "status", "holding", "due_at"),
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_case_agency_received", "agency_id", "received_at", "id"),
        Index(
            "ix_case_running",
            *("due_at", "overdue_since_at"),
            sqlite_where=text(_RUNNING),
            postgresql_where=text(_RUNNING),
        ),
        Index(
            "ix_case_settled",
            "settled_at",
            sqlite_where=text(_SETTLED),
            postgresql_where=text(_SETTLED),
        ),
        Index(
            "ix_case_by_post",
            *("agency_id", "due_at", "id"),
            sqlite_where=text(_BY_POST),
            postgresql_where=text(_BY_POST),
        ),
        Index(
            "ix_case_post_by",
            *("agency_id", "post_by_at"),
            sqlite_where=text(_WITH_POST),
            postgresql_where=text(_WITH_POST),
        ),
        Index(
            "ix_case_post_since",
            *("agency_id", "post_since_at"),
            sqlite_where=text("post_since_at IS NOT NULL"),
            postgresql_where=text("post_since_at IS NOT NULL"),
        ),
        Index(
            "ix_case_register",
            *("agency_id", "register_year", "register_number"),
            unique=True,
            sqlite_where=text(_IN_REGISTER),
            postgresql_where=text(_IN_REGISTER),
        ),
        Index("ix_case_applicant", "applicant_id"),
        Index("ix_case_folder", "folder_unit_id", "closed_at", "id"),
        Index("ix_case_procedure", "procedure_id", "received_at"),
        Index(
            "ix_case_sitting",
            "sitting_id",
            sqlite_where=text("sitting_id IS NOT NULL"),
            postgresql_where=text("sitting_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    code: Mapped[str] = mapped_column(String(60), unique=True)
    secret: Mapped[str] = mapped_column(String(16))
    submission_key: Mapped[str] = mapped_column(String(64))
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id"))
    """The sitting in which it was received with others; empty: it was received alone."""
    register_year: Mapped[int] = mapped_column(Integer, server_default="0")
    """The year of the register in which it stands: that of its reception."""
    register_number: Mapped[int] = mapped_column(Integer, server_default="0")
    """Its number in the register of the year (form 07), continuous through the year."""
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    variant: Mapped[str] = mapped_column(String(60), default="")
    channel: Mapped[str] = mapped_column(String(20))
    content: Mapped[str] = mapped_column(Text)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicant.id"))
    submitter_name: Mapped[str] = mapped_column(String(200), default="")
    submitter_identity: Mapped[str] = mapped_column(String(20), default="")
    submitter_phone: Mapped[str] = mapped_column(String(40), default="")
    submitter_address: Mapped[str] = mapped_column(String(500), default="")
    authorisation: Mapped[str] = mapped_column(String(300), default="")
    sets: Mapped[int] = mapped_column(Integer, default=1)
    return_method: Mapped[str] = mapped_column(String(20))
    return_address: Mapped[str] = mapped_column(String(500), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    notify_by: Mapped[str] = mapped_column(String(10), default=NotifyBy.NONE)
    """How the applicant wants to be told, as chosen at the counter."""
    notify_language: Mapped[str] = mapped_column(String(5), default="vi")

    status: Mapped[str] = mapped_column(String(20))
    holding: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    step_position: Mapped[int | None] = mapped_column(Integer)
    step_round: Mapped[int | None] = mapped_column(Integer)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    act_by_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(Integer)
    journal_hash: Mapped[str] = mapped_column(String(64))

    term: Mapped[str] = mapped_column(String(40))
    received_at: Mapped[datetime] = mapped_column(Moment)
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    due_at: Mapped[datetime] = mapped_column(Moment)
    due_reason_vi: Mapped[str] = mapped_column(String(500))
    due_reason_en: Mapped[str] = mapped_column(String(500))
    stands_since_at: Mapped[datetime | None] = mapped_column(Moment)
    overdue_since_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    item_code: Mapped[str] = mapped_column(String(40), default="")
    """The item code under which its result was posted last; empty: it never was."""
    post_since_at: Mapped[datetime | None] = mapped_column(Moment)
    """Since when its result is with the post, back from it or lost: `holding` tells which."""
    post_by_at: Mapped[datetime | None] = mapped_column(Moment)
    """By when the post is to be heard of again (rules P2, P3)."""
    folder_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    """The unit that confirmed the paper folder last; empty: it has not left the counter."""
    folder_since_at: Mapped[datetime | None] = mapped_column(Moment)
    folder_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))

    applicant: Mapped[Applicant] = relationship()
    procedure: Mapped[Procedure] = relationship()
    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])
    folder_unit: Mapped[Unit | None] = relationship(foreign_keys=[folder_unit_id])
    assignee: Mapped[Official | None] = relationship(foreign_keys=[assignee_id])
    received_by: Mapped[Official | None] = relationship(foreign_keys=[received_by_id])
    components: Mapped[list[CaseComponent]] = relationship(order_by="CaseComponent.position")
    consultations: Mapped[list[Consultation]] = relationship(order_by="Consultation.id")
    supplements: Mapped[list[SupplementRequest]] = relationship(order_by="SupplementRequest.id")
    apologies: Mapped[list[Apology]] = relationship(
        order_by="Apology.id", cascade="all, delete-orphan"
    )
    steps: Mapped[list[CaseStep]] = relationship(order_by="(CaseStep.position, CaseStep.round)")


class CaseComponent(Model):
    """A paper as actually handed in, under the name it had then."""

    __tablename__ = "case_component"
    __table_args__ = (UniqueConstraint("case_id", "position"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text)
    originals: Mapped[int] = mapped_column(Integer)
    copies: Mapped[int] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(String(300), default="")


class ReturnChange(Model):
    """The way of return, or the address, as it was before somebody changed it."""

    __tablename__ = "return_change"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    """The number of the journal entry that tells of it."""
    old_method: Mapped[str] = mapped_column(String(20))
    old_address: Mapped[str] = mapped_column(String(500))
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))


class NumberSeries(Model):
    """The last number given in a series of an agency: codes by day, the register by year."""

    __tablename__ = "number_series"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)
