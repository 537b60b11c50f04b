"""A sitting: what one applicant files in one go, with one receipt."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from onestop.db import Key, Model, Moment


class Sitting(Model):
    """Several cases received together: one applicant, one receipt, one look-up secret.

    `name` is that of the combined procedure; empty where the cases have nothing else in common.
    """

    __tablename__ = "sitting"
    __table_args__ = (UniqueConstraint("agency_id", "submission_key"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    submission_key: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(500), default="")
    received_at: Mapped[datetime] = mapped_column(Moment)
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
