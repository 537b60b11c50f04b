"""What the outbox does not keep for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from onestop.notices.models import Delivery, Notice
from onestop.notices.operations.changing import changed

KEPT = timedelta(days=365)


def forget_read(session: Session, *, at: datetime) -> int:
    """Clears what officials were told and have read more than a year ago; says how much."""
    old = (
        Notice.created_at < at - KEPT,
        Notice.read_at < at - KEPT,
        Notice.official_id.is_not(None),
    )
    letters = delete(Delivery).where(Delivery.notice_id.in_(select(Notice.id).where(*old)))
    changed(session, letters)
    return changed(session, delete(Notice).where(*old))
