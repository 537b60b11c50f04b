"""Fees and charges as they were paid, and what was later cancelled or given back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onestop.accounts.models import Official
from onestop.db import Key, Model, Moment


class Payment(Model):
    """What somebody paid for a case at once, under the number of its receipt; never changed."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("agency_id", "period", "number"),
        Index("ix_payment_case", "case_id", "id"),
        Index("ix_payment_agency_paid", "agency_id", "paid_at", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    period: Mapped[str] = mapped_column(String(10))
    number: Mapped[int] = mapped_column(Integer)
    receipt_number: Mapped[str] = mapped_column(String(60))
    """The number as the receipt writes it."""
    method: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(String(100), default="")
    """By what a transfer or a consignment is found again."""
    payer_name: Mapped[str] = mapped_column(String(200))
    total: Mapped[int] = mapped_column(BigInteger)
    paid_at: Mapped[datetime] = mapped_column(Moment)
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))

    lines: Mapped[list[PaymentLine]] = relationship(order_by="PaymentLine.position")
    reversal: Mapped[PaymentReversal | None] = relationship()
    taken_by: Mapped[Official] = relationship()


class PaymentLine(Model):
    """One fee or charge within a payment, as the version named it; nothing where it is exempt."""

    __tablename__ = "payment_line"
    __table_args__ = (UniqueConstraint("payment_id", "position"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"))
    position: Mapped[int] = mapped_column(Integer)
    """The place of the fee among those of the case's version."""
    name: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(20))
    rate: Mapped[int] = mapped_column(Integer)
    per: Mapped[str] = mapped_column(String(10), default="")
    quantity: Mapped[int] = mapped_column(Integer)
    exempt_ground: Mapped[str] = mapped_column(String(300), default="")
    """Why nothing is paid; empty: it is paid."""
    amount: Mapped[int] = mapped_column(BigInteger)


class PaymentReversal(Model):
    """A payment that counts no more: its receipt cancelled, or the money given back."""

    __tablename__ = "payment_reversal"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    reversed_at: Mapped[datetime] = mapped_column(Moment)
    reversed_by_id: Mapped[int] = mapped_column(ForeignKey("official.id"))

    reversed_by: Mapped[Official] = relationship()
