"""Taking deliveries out of the outbox, and noting how each of them went.

Nothing is sent in here. Whoever sends takes deliveries in one short transaction, sends them
outside any, and notes each in another: a sender that dies in between has told at most once more
than it noted, under the same number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onestop.notices import queries
from onestop.notices.models import Delivery, Notice
from onestop.notices.operations.changing import changed
from onestop.notices.rules import (
    LEASE,
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    DeliveryStatus,
    Fault,
    NoticeChannel,
    NoticeEvent,
    next_attempt,
)


@dataclass(frozen=True)
class Claimed:
    """A delivery that a sender has for itself until `until_at`."""

    id: int
    attempts: int
    channel: NoticeChannel
    until_at: datetime
    agency_id: int
    case_id: int | None
    official_id: int | None
    event: NoticeEvent
    event_key: str
    told: Mapping[str, Any]
    happened_at: datetime

    @property
    def disturbs(self) -> bool:
        """Whether an applicant hears it, whom nobody disturbs at night."""
        return self.official_id is None and self.channel is not NoticeChannel.WEBHOOK


def hold_over_night(
    session: Session, channels: Sequence[NoticeChannel], *, at: datetime, zone: tzinfo
) -> int:
    """Lets what is due for applicants by those channels wait, where it is night; says how much."""
    disturbing = [each for each in channels if each is not NoticeChannel.WEBHOOK]
    held = 0
    for ends_at, agency_ids in queries.quiet_until(session, at=at, zone=zone).items():
        waiting = update(Delivery).where(
            Delivery.status == DeliveryStatus.PENDING,
            Delivery.channel.in_(disturbing),
            Delivery.not_before_at <= at,
            Delivery.official_id.is_(None),
            Delivery.agency_id.in_(agency_ids),
        )
        held += changed(session, waiting.values(not_before_at=ends_at))
    return held


def give_up(session: Session, channels: Sequence[NoticeChannel], *, at: datetime) -> int:
    """Buries what is no news any more, and what was taken too often without a word; how many."""
    pending = (Delivery.status == DeliveryStatus.PENDING, Delivery.channel.in_(channels))
    old = (*pending, Delivery.not_before_at < at - LONGEST_WAIT)
    silent = (*pending, Delivery.not_before_at <= at, Delivery.attempts >= MOST_ATTEMPTS)
    return sum(
        changed(
            session,
            update(Delivery).where(*which).values(status=DeliveryStatus.DEAD, fault=fault),
        )
        for which, fault in ((old, Fault.TOO_OLD), (silent, Fault.INTERRUPTED))
    )


def claim(
    session: Session, channels: Sequence[NoticeChannel], *, at: datetime, limit: int
) -> list[Claimed]:
    """Takes some of what is due by those channels, the longest waiting first, for a while.

    Until then nobody else takes it; if it has not been noted by then, it is due again.
    """
    due = (
        select(Delivery)
        .where(
            Delivery.status == DeliveryStatus.PENDING,
            Delivery.channel.in_(channels),
            Delivery.not_before_at <= at,
        )
        .order_by(Delivery.not_before_at, Delivery.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    taken = session.scalars(due).all()
    found = select(Notice).where(Notice.id.in_([each.notice_id for each in taken]))
    notices = {notice.id: notice for notice in session.scalars(found)}
    for each in taken:
        each.attempts += 1
        each.not_before_at = at + LEASE
    session.flush()
    return [_claimed(each, notices[each.notice_id]) for each in taken]


def _claimed(delivery: Delivery, notice: Notice) -> Claimed:
    return Claimed(
        id=delivery.id,
        attempts=delivery.attempts,
        channel=NoticeChannel(delivery.channel),
        until_at=delivery.not_before_at,
        agency_id=notice.agency_id,
        case_id=notice.case_id,
        official_id=notice.official_id,
        event=NoticeEvent(notice.event),
        event_key=notice.event_key,
        told=notice.told,
        happened_at=notice.created_at,
    )


def note_sent(session: Session, claimed: Claimed, *, at: datetime) -> None:
    """It arrived: it is never sent again, whoever took it meanwhile."""
    arrived = update(Delivery).where(
        Delivery.id == claimed.id, Delivery.status != DeliveryStatus.SENT
    )
    values = {"status": DeliveryStatus.SENT, "sent_at": at, "fault": "", "answer": ""}
    changed(session, arrived.values(values))


def note_failed(
    session: Session,
    claimed: Claimed,
    fault: Fault,
    answer: str = "",
    *,
    for_good: bool = False,
    at: datetime,
) -> None:
    """It did not arrive: it is tried again later, or given up. Nothing if another has it now."""
    again_at = None if for_good else next_attempt(claimed.attempts, at=at)
    values: dict[str, Any] = {"fault": fault, "answer": answer}
    if again_at is None:
        values["status"] = DeliveryStatus.DEAD
    else:
        values["not_before_at"] = again_at
    changed(session, update(Delivery).where(*_still_theirs(claimed)).values(values))


def put_back(session: Session, claimed: Claimed, *, at: datetime) -> None:
    """It was taken and not tried: it is due again at once, and that was no attempt."""
    back = update(Delivery).where(*_still_theirs(claimed))
    changed(session, back.values(not_before_at=at, attempts=claimed.attempts - 1))


def _still_theirs(claimed: Claimed) -> tuple[Any, ...]:
    return (
        Delivery.id == claimed.id,
        Delivery.status == DeliveryStatus.PENDING,
        Delivery.attempts == claimed.attempts,
    )
