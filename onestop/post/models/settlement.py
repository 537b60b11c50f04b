"""What is settled with a carrier for a period, and the consignments that it holds."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onestop.accounts.models import Official
from onestop.db import Key, Model, Moment
from onestop.post.models.carrier import Carrier

_OPEN = "closed_at IS NULL"


class Settlement(Model):
    """What a carrier and the office owe each other for a period: reckoned, stated and closed.

    Open until it is closed, which gives it its number; then it never changes.
    """

    __tablename__ = "settlement"
    __table_args__ = (
        UniqueConstraint("agency_id", "period", "number"),
        UniqueConstraint("carrier_id", "from_on"),
        CheckConstraint("from_on <= to_on", name="in_order"),
        CheckConstraint("(closed_at IS NULL) = (number IS NULL)", name="numbered"),
        CheckConstraint(
            "closed_at IS NULL OR (stated_postage IS NOT NULL AND stated_collected IS NOT NULL)",
            name="stated",
        ),
        Index("ix_settlement_agency", "agency_id", "id"),
        Index(
            "uq_settlement_open",
            "carrier_id",
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    carrier_id: Mapped[int] = mapped_column(ForeignKey("carrier.id"))
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date] = mapped_column(Date)
    """The last day that it covers."""
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))
    stated_postage: Mapped[int | None] = mapped_column(BigInteger)
    """The postage that the carrier's statement asks for; None before it was entered."""
    stated_collected: Mapped[int | None] = mapped_column(BigInteger)
    """What it says that its postmen collected for the office."""
    note: Mapped[str] = mapped_column(String(1000), default="")
    """How a difference was cleared up."""
    stated_at: Mapped[datetime | None] = mapped_column(Moment)
    stated_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    period: Mapped[str | None] = mapped_column(String(10))
    number: Mapped[int | None] = mapped_column(Integer)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))

    carrier: Mapped[Carrier] = relationship()
    opened_by: Mapped[Official] = relationship(foreign_keys=[opened_by_id])
    stated_by: Mapped[Official | None] = relationship(foreign_keys=[stated_by_id])
    closed_by: Mapped[Official | None] = relationship(foreign_keys=[closed_by_id])


class SettledConsignment(Model):
    """A consignment in the one settlement that it belongs to, with the sums that were settled."""

    __tablename__ = "settled_consignment"
    __table_args__ = (Index("ix_settled_consignment_settlement", "settlement_id"),)

    consignment_id: Mapped[int] = mapped_column(ForeignKey("consignment.id"), primary_key=True)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlement.id"))
    postage: Mapped[int] = mapped_column(Integer)
    collected: Mapped[int] = mapped_column(Integer)
