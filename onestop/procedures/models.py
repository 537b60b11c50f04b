"""The catalogue: procedures, and their versions with papers, times, fees and route."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onestop.accounts.models import Official
from onestop.db import Key, Model, Moment


class Procedure(Model):
    """What may be asked for at an agency, under its national code."""

    __tablename__ = "procedure"
    __table_args__ = (UniqueConstraint("agency_id", "code"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(500))
    folded: Mapped[str] = mapped_column(String(600))
    field: Mapped[str] = mapped_column(String(120))
    level: Mapped[str] = mapped_column(String(20))

    versions: Mapped[list[ProcedureVersion]] = relationship(back_populates="procedure")


class ProcedureVersion(Model):
    """A procedure's papers, times, fees and route from a day on; published, it never changes."""

    __tablename__ = "procedure_version"
    __table_args__ = (
        UniqueConstraint("procedure_id", "number"),
        Index("ix_procedure_version_in_force", "agency_id", "status", "valid_from_on"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    number: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(20))
    fingerprint: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the content: says that a remembered copy is still this version."""
    valid_from_on: Mapped[date] = mapped_column(Date)
    valid_to_on: Mapped[date | None] = mapped_column(Date)
    decision: Mapped[str] = mapped_column(String(200), default="")
    presence_required: Mapped[bool] = mapped_column(Boolean, default=False)
    cut_off: Mapped[str] = mapped_column(String(5), default="")
    supplement_policy: Mapped[str] = mapped_column(String(20), default="restart")
    supplement_ask_within: Mapped[str] = mapped_column(String(40), default="3 working days")
    supplement_close_after: Mapped[str] = mapped_column(String(40), default="")
    """How long an applicant may take; then the case closes by itself. Empty: it waits."""
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    """Who published it on the page; empty where it was loaded from a file."""
    results: Mapped[list[str]] = mapped_column(JSON)
    variants: Mapped[list[dict[str, Any]]] = mapped_column(JSON)

    procedure: Mapped[Procedure] = relationship(back_populates="versions")
    published_by: Mapped[Official | None] = relationship()
    terms: Mapped[list[ProcedureTerm]] = relationship(order_by="ProcedureTerm.id")
    components: Mapped[list[DossierComponent]] = relationship(order_by="DossierComponent.position")
    fees: Mapped[list[ProcedureFee]] = relationship(order_by="ProcedureFee.id")
    steps: Mapped[list[RoutingStep]] = relationship(order_by="RoutingStep.position")


class ProcedureDraft(Model):
    """A version while it is being written; one for each procedure, gone once it is published.

    `content` are the tables of a file, however far they are filled in; `version` rises by one with
    every change, so that two people who write at once do not write over each other.
    """

    __tablename__ = "procedure_draft"
    __table_args__ = (UniqueConstraint("agency_id", "code"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    code: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(Integer, default=1)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))

    changed_by: Mapped[Official] = relationship(foreign_keys=[changed_by_id])


class ProcedureTerm(Model):
    """The allotted time for a channel and a variant; empty means every one."""

    __tablename__ = "procedure_term"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"), index=True)
    channel: Mapped[str] = mapped_column(String(20), default="")
    variant: Mapped[str] = mapped_column(String(60), default="")
    term: Mapped[str] = mapped_column(String(40))


class DossierComponent(Model):
    """A paper that the version asks for."""

    __tablename__ = "dossier_component"
    __table_args__ = (UniqueConstraint("version_id", "position"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text)
    originals: Mapped[int] = mapped_column(Integer)
    copies: Mapped[int] = mapped_column(Integer)
    required: Mapped[bool] = mapped_column(Boolean)
    only_shown: Mapped[bool] = mapped_column(Boolean)
    condition: Mapped[str] = mapped_column(Text, default="")
    sample: Mapped[str] = mapped_column(String(200), default="")
    """The name or address of the sample form."""
    variant: Mapped[str] = mapped_column(String(60), default="")


class ProcedureFee(Model):
    """A fee or charge in đồng, for a channel; empty means every one."""

    __tablename__ = "procedure_fee"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(20))
    amount: Mapped[int] = mapped_column(Integer)
    channel: Mapped[str] = mapped_column(String(20), default="")
    per: Mapped[str] = mapped_column(String(10), default="")
    """What the amount is for, each; empty: for the dossier."""
    note: Mapped[str] = mapped_column(Text, default="")
    exemption: Mapped[str] = mapped_column(Text, default="")
    """Who does not pay, or pays less."""


class RoutingStep(Model):
    """A planned step: the unit and role that work, and the time they have."""

    __tablename__ = "routing_step"
    __table_args__ = (UniqueConstraint("version_id", "position"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    allotted: Mapped[str | None] = mapped_column(String(40))
    ends_settlement: Mapped[bool] = mapped_column(Boolean, default=False)
    variant: Mapped[str] = mapped_column(String(60), default="")
    finding: Mapped[str] = mapped_column(String(200), default="")
    branch: Mapped[str] = mapped_column(String(60), default="")
    beside: Mapped[int | None] = mapped_column(Integer)
    joins: Mapped[int | None] = mapped_column(Integer)


class CombinedProcedure(Model):
    """Several procedures that are asked for with one dossier (kết hợp, liên thông; rule S4).

    `version` rises with every change, so that of two administrators at once one is told.
    """

    __tablename__ = "combined_procedure"
    __table_args__ = (UniqueConstraint("agency_id", "code"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(500))
    folded: Mapped[str] = mapped_column(String(600))
    procedures: Mapped[list[str]] = mapped_column(JSON)
    """The codes of its procedures, in the order in which they are received."""
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    """Since when it is offered no longer; empty while it is."""
    version: Mapped[int] = mapped_column(Integer, default=1)
