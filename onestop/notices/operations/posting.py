"""Writing into the outbox, inside the transaction of what is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, insert, literal, select
from sqlalchemy.orm import Session

from onestop.accounts.models import Official
from onestop.db import insert_all, insert_numbered
from onestop.notices.models import Delivery, Notice
from onestop.notices.operations.changing import changed
from onestop.notices.rules import (
    LONGEST_WAIT,
    TELLING,
    DeliveryStatus,
    NoticeChannel,
    NoticeEvent,
    NotifyBy,
    channels_for,
)
from onestop.notices.wording import needed


def post(
    session: Session,
    event: NoticeEvent,
    notices: Sequence[Mapping[str, Any]],
    *,
    agency_id: int,
    at: datetime,
) -> None:
    """Puts notices to applicants into the outbox, in the transaction of what they tell.

    Each has `case_id`, `event_key`, `told`, and `notify_by` as chosen at the counter. Raises
    IntegrityError for a key that stands there already: nothing is told twice; and ValueError
    where `told` lacks what the words need.
    """
    _enter(
        session,
        event,
        [
            (
                {name: each[name] for name in ("case_id", "event_key", "told")},
                channels_for(event, NotifyBy(each.get("notify_by", NotifyBy.NONE))),
            )
            for each in notices
        ],
        agency_id=agency_id,
        at=at,
    )


def post_to_officials(
    session: Session,
    event: NoticeEvent,
    official_ids: Sequence[int],
    *,
    case_id: int | None,
    event_key: str,
    told: Mapping[str, Any],
    agency_id: int,
    at: datetime,
) -> None:
    """Rings the bells of officials, and writes to those who have an e-mail address.

    Raises as `post` does; each official hears of one key once.
    """
    channels: Mapping[int, tuple[NoticeChannel, ...]] = {}
    if TELLING[event].by and official_ids:
        written_to = select(Official.id).where(Official.id.in_(official_ids), Official.email != "")
        ways = channels_for(event, NotifyBy.EMAIL)
        channels = dict.fromkeys(session.scalars(written_to), ways)
    rows = [
        (
            {
                "case_id": case_id,
                "official_id": each,
                "event_key": f"{event_key}-official-{each}",
                "told": told,
            },
            channels.get(each, ()),
        )
        for each in sorted(set(official_ids))
    ]
    _enter(session, event, rows, agency_id=agency_id, at=at)


def _enter(
    session: Session,
    event: NoticeEvent,
    rows: Sequence[tuple[Mapping[str, Any], tuple[NoticeChannel, ...]]],
    *,
    agency_id: int,
    at: datetime,
) -> None:
    if not rows:
        return
    for row, _ in rows:
        lacking = needed(event) - row["told"].keys()
        if lacking:
            raise ValueError(f"{event} is told without {', '.join(sorted(lacking))}")
    given = {"agency_id": agency_id, "official_id": None, "event": str(event)}
    moments = {"created_at": at, "read_at": None}
    noted = [given | moments | dict(row) for row, channels in rows if not channels]
    insert_all(session, Notice, noted)
    sent = [(given | moments | dict(row), channels) for row, channels in rows if channels]
    numbers = insert_numbered(session, Notice, [row for row, _ in sent]) if sent else ()
    deliveries = [
        {
            "notice_id": notice_id,
            "agency_id": agency_id,
            "official_id": row["official_id"],
            "channel": str(channel),
            "status": str(DeliveryStatus.PENDING),
            "attempts": 0,
            "not_before_at": at,
            "fault": "",
            "answer": "",
        }
        for (row, channels), notice_id in zip(sent, numbers, strict=True)
        for channel in channels
    ]
    insert_all(session, Delivery, deliveries)


def spread_to_webhook(session: Session, *, at: datetime) -> int:
    """Lets the webhook have every event of applicants' cases of the last days that it has not yet.

    Written here and not with the event, because only an installation that has one needs it.
    Raises IntegrityError where another sender does the same at that very moment.
    """
    has_it = exists().where(
        Delivery.notice_id == Notice.id, Delivery.channel == NoticeChannel.WEBHOOK
    )
    new = select(
        Notice.id,
        Notice.agency_id,
        literal(NoticeChannel.WEBHOOK.value),
        literal(DeliveryStatus.PENDING.value),
        literal(0),
        literal(at, type_=Delivery.not_before_at.type),
        literal(""),
        literal(""),
    ).where(
        Notice.created_at >= at - LONGEST_WAIT,
        Notice.official_id.is_(None),
        Notice.case_id.is_not(None),
        ~has_it,
    )
    columns = ("notice_id", "agency_id", "channel", "status", "attempts", "not_before_at")
    written = insert(Delivery).from_select([*columns, "fault", "answer"], new)
    return changed(session, written)
