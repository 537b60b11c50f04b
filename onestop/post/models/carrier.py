"""Carriers: how they are reached, what they ask for, and how their files are read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onestop.db import Key, Model, Moment

_OPEN = "seen_at IS NULL"


class Carrier(Model):
    """A postal company of an agency: its postage, its files, and how its service was reached."""

    __tablename__ = "carrier"
    __table_args__ = (
        UniqueConstraint("agency_id", "name"),
        CheckConstraint(
            "postage_in_ward >= 0 AND postage_in_province >= 0 AND postage_elsewhere >= 0",
            name="tariff",
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(40), default="")
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    columns: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Which column of its files means what, as it was mapped last."""
    words: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Which event each of its words for a state means."""
    online: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether orders go to its service and events come from there."""
    postage_in_ward: Mapped[int] = mapped_column(Integer, default=0)
    """The postage of an item within the ward, in đồng; nought where none was named."""
    postage_in_province: Mapped[int] = mapped_column(Integer, default=0)
    postage_elsewhere: Mapped[int] = mapped_column(Integer, default=0)
    heard_until: Mapped[str] = mapped_column(String(100), default="")
    """The mark of its service up to which its events were heard."""
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    """How often in a row its service could not be reached."""
    not_before_at: Mapped[datetime | None] = mapped_column(Moment)
    fault: Mapped[str] = mapped_column(String(20), default="")


class CarrierFile(Model):
    """A file of a carrier as it was read, until it is applied or thrown away."""

    __tablename__ = "carrier_file"
    __table_args__ = (Index("ix_carrier_file_agency", "agency_id", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    carrier_id: Mapped[int] = mapped_column(ForeignKey("carrier.id"))
    name: Mapped[str] = mapped_column(String(200))
    rows: Mapped[list[list[Any]]] = mapped_column(JSON)
    """Its lines with their cells, the headings first; emptied once it is applied."""
    read_at: Mapped[datetime] = mapped_column(Moment)
    read_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))
    applied_at: Mapped[datetime | None] = mapped_column(Moment)
    applied: Mapped[int] = mapped_column(Integer, default=0)
    """How many of its events were new."""

    carrier: Mapped[Carrier] = relationship()


class StrangeEvent(Model):
    """What a carrier's service told and what fits no item of ours, or cannot be right.

    It waits for what would make it fit, and for somebody to look into it.
    """

    __tablename__ = "strange_event"
    __table_args__ = (
        UniqueConstraint("carrier_id", "item_code", "event_key"),
        Index(
            "ix_strange_event_open",
            *("agency_id", "id"),
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    carrier_id: Mapped[int] = mapped_column(ForeignKey("carrier.id"))
    item_code: Mapped[str] = mapped_column(String(40))
    event_key: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20))
    happened_at: Mapped[datetime] = mapped_column(Moment)
    place: Mapped[str] = mapped_column(String(200), default="")
    receiver_name: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    tried_at: Mapped[datetime] = mapped_column(Moment)
    """When it was last found not to fit."""
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    """When somebody had looked into it."""
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))

    carrier: Mapped[Carrier] = relationship()
