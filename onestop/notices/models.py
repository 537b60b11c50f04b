"""The outbox: what is told, once; and how it travels, once for each channel.

Two tables, because one event may go by several ways, each with its own attempts and its own end:
a letter that arrived is not sent again because a webhook still fails.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Time, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from onestop.db import Key, Model, Moment
from onestop.notices.rules import DeliveryStatus

_UNREAD = text("read_at IS NULL AND official_id IS NOT NULL")


class Notice(Model):
    """Something to be told once; its key says of what, so that it is never told twice.

    To an applicant where `official_id` is empty; to that official otherwise, whose bell it is.
    `told` holds what the words need, and no personal data: code, moments, reason.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_agency", "agency_id", "id"),
        Index("ix_notice_official", "official_id", "id"),
        Index("ix_notice_created_at", "created_at"),
        Index("ix_notice_unread", "official_id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[int | None] = mapped_column(Key, index=True)
    official_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    event: Mapped[str] = mapped_column(String(30))
    event_key: Mapped[str] = mapped_column(String(100), unique=True)
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)


class Delivery(Model):
    """A notice on its way by one channel; the address is asked for when it is sent.

    `not_before_at` is when it may be tried next: moved on by quiet hours, by a failure, and by
    whoever takes it to send it, so that nobody else does meanwhile. `attempts` counts the
    takings, and tells a sender that came back too late from the one that has it now.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("notice_id", "channel"),
        Index("ix_delivery_due", "status", "channel", "not_before_at", "id"),
        Index("ix_delivery_agency", "agency_id", "status", "id"),
        Index("ix_delivery_agency_channel", "agency_id", "status", "channel", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    official_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    channel: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10), default=DeliveryStatus.PENDING)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    not_before_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    fault: Mapped[str] = mapped_column(String(20), default="")
    answer: Mapped[str] = mapped_column(String(10), default="")
    """The number that the other side answered with: 550, 500 …; its words may name a person."""

    notice: Mapped[Notice] = relationship()


class NoticeSetting(Model):
    """How an agency tells: its name as sender and its quiet hours, where they are not the usual."""

    __tablename__ = "notice_setting"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    sender_name: Mapped[str] = mapped_column(String(120), default="")
    quiet_from: Mapped[time] = mapped_column(Time)
    quiet_to: Mapped[time] = mapped_column(Time)
