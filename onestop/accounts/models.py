"""Agencies, their units, and the officials who hold posts in them."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onestop.accounts.rules import UnitKind
from onestop.db import Key, Model, Moment


class Agency(Model):
    """A body with its own identifier, numbering, calendar and one-stop unit."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    identifier: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    superior_name: Mapped[str] = mapped_column(String(200))
    one_stop_name: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(300))
    phone: Mapped[str] = mapped_column(String(40))
    province_code: Mapped[str] = mapped_column(String(10), default="")
    ward_code: Mapped[str] = mapped_column(String(10), default="")
    public_url: Mapped[str] = mapped_column(String(200))
    """The origin that the QR codes on the agency's papers open: that of the settings, each time
    the office opens."""
    paper_suffix: Mapped[str] = mapped_column(String(40), default="TTPVHCC")
    paper_key: Mapped[str] = mapped_column(String(64), default=lambda: secrets.token_hex(32))
    """What the agency's papers are signed with; it leaves the database in no form."""
    regulation_profile: Mapped[str] = mapped_column(String(4), default="")
    """The decree that numbers and titles the forms; empty: the one in force on the day."""
    paper_logo: Mapped[str] = mapped_column(String(64), default="")
    """The digest of the picture in the head of each paper; empty: none."""
    paper_footer: Mapped[str] = mapped_column(String(90), default="")
    paper_copies: Mapped[int] = mapped_column(Integer, default=0)
    """How many copies of papers that have several, at least; never fewer than the annex says."""
    register_volumes: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """How many cases a volume of the register holds, by the year from which on it does; until
    then, and for 0, a year is one volume."""
    paper_signers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Who signs for the agency: by kind of paper, the title and the name."""
    apology_gate: Mapped[str] = mapped_column(String(10), default="warn")
    """Whether a late case may go to signature without a signed apology (rule L2)."""


class Unit(Model):
    """A department or counter of an agency."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("agency_id", "key"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    key: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20), default=UnitKind.DEPARTMENT)

    agency: Mapped[Agency] = relationship()


class Official(Model):
    """A member of staff, who signs in by a user name."""

    __tablename__ = "official"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(120), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    """Where notices go besides the bell; empty: nowhere."""
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    locked_until_at: Mapped[datetime | None] = mapped_column(Moment)
    session_number: Mapped[int] = mapped_column(Integer, default=1)
    """Raised when the password changes: every older session ends."""

    memberships: Mapped[list[Membership]] = relationship(back_populates="official")


class Membership(Model):
    """A role in a unit, held from one day to another."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("official_id", "unit_id", "role"),
        Index("ix_membership_unit_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    official_id: Mapped[int] = mapped_column(ForeignKey("official.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[str] = mapped_column(String(20))
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)

    official: Mapped[Official] = relationship(back_populates="memberships")
    unit: Mapped[Unit] = relationship()


class Delegation(Model):
    """Somebody on leave, and who does their work from one day to another (rule S5)."""

    __tablename__ = "delegation"
    __table_args__ = (
        Index("ix_delegation_deputy", "deputy_id", "to_on"),
        Index("ix_delegation_official", "official_id", "to_on"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    official_id: Mapped[int] = mapped_column(ForeignKey("official.id"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("official.id"))
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(300), default="")
    entered_at: Mapped[datetime] = mapped_column(Moment)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    official: Mapped[Official] = relationship(foreign_keys=[official_id])
    deputy: Mapped[Official] = relationship(foreign_keys=[deputy_id])
