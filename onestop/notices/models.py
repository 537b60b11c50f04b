"""The outbox: what is to be told, to whom, and whether it has been."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from onestop.db import Key, Model, Moment


class NoticeStatus(StrEnum):
    """Where a notice stands."""

    PENDING = "pending"
    SENT = "sent"
    DEAD = "dead"


class NoticeEvent(StrEnum):
    """What a notice tells of."""

    DUE_AMENDED = "due_amended"


class Notice(Model):
    """Something to be told once; its key says of what, so that it is never told twice.

    `told` holds what the words need, and no personal data: code, moments, reason.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_pending", "status", "not_before_at", "id"),
        Index("ix_notice_agency", "agency_id", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[int | None] = mapped_column(Key, index=True)
    official_id: Mapped[int | None] = mapped_column(ForeignKey("official.id"))
    event: Mapped[str] = mapped_column(String(30))
    event_key: Mapped[str] = mapped_column(String(100), unique=True)
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)
    not_before_at: Mapped[datetime] = mapped_column(Moment)
    status: Mapped[str] = mapped_column(String(20), default=NoticeStatus.PENDING)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str] = mapped_column(Text, default="")
