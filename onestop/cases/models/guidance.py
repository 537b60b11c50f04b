"""Guidance given at the counter where no case came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onestop.accounts.models import Official
from onestop.db import Key, Model, Moment
from onestop.procedures.models import Procedure


class Guidance(Model):
    """What was said to an applicant whose dossier was not received, and what they had brought."""

    __tablename__ = "guidance"
    __table_args__ = (Index("ix_guidance_agency", "agency_id", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    kind: Mapped[str] = mapped_column(String(20))
    applicant_name: Mapped[str] = mapped_column(String(200))
    identity_number: Mapped[str] = mapped_column(String(20))
    phone: Mapped[str] = mapped_column(String(40))
    requirements: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    typed: Mapped[dict[str, str]] = mapped_column(JSON)
    """The fields of the counter's form, so that it can be opened again where it was left."""
    paper_kind: Mapped[str] = mapped_column(String(20))
    paper_period: Mapped[str] = mapped_column(String(10))
    paper_number: Mapped[int] = mapped_column(Integer)
    given_at: Mapped[datetime] = mapped_column(Moment)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))

    procedure: Mapped[Procedure] = relationship()
    given_by: Mapped[Official] = relationship()
