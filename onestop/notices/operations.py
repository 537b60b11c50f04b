"""Writing into the outbox, inside the transaction of what is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from onestop.db import insert_all
from onestop.notices.models import Notice, NoticeEvent, NoticeStatus


def post(
    session: Session,
    event: NoticeEvent,
    notices: Sequence[Mapping[str, Any]],
    *,
    agency_id: int,
    at: datetime,
) -> None:
    """Puts notices to applicants into the outbox: each with `case_id`, `event_key` and `told`.

    Raises IntegrityError for a key that stands there already: nothing is told twice.
    """
    rows = [
        {
            "agency_id": agency_id,
            "case_id": each["case_id"],
            "official_id": None,
            "event": str(event),
            "event_key": each["event_key"],
            "told": each["told"],
            "created_at": at,
            "not_before_at": at,
            "status": str(NoticeStatus.PENDING),
            "attempts": 0,
            "last_error": "",
        }
        for each in notices
    ]
    insert_all(session, Notice, rows)
