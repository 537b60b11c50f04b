"""Writing into the outbox set by set: one statement for what many cases tell at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, exists, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from onestop.accounts.models import Official
from onestop.notices.models import Delivery, Notice
from onestop.notices.operations.changing import changed
from onestop.notices.rules import TELLING, Audience, DeliveryStatus, NoticeChannel, NoticeEvent

Found = Select[*tuple[Any, ...]]
_NOTICE = ("agency_id", "case_id", "official_id", "event_key", "told", "event", "created_at")
_DELIVERY = (
    *("notice_id", "agency_id", "official_id", "channel", "status", "attempts"),
    *("not_before_at", "fault", "answer"),
)


def swept(which: Found) -> Subquery:
    """What a sweep is about, found first and once, by its own index, whatever is joined to it.

    Skipping no row is what keeps both databases from dissolving the inner question.
    """
    return which.offset(0).subquery()


def tell_officials(session: Session, event: NoticeEvent, found: Found, *, at: datetime) -> int:
    """Rings the bells of those found; `write_to_officials` afterwards lets letters follow.

    `found` selects agency, case, official, key and what is told. A key that stands there already
    is passed over: nobody hears of it twice. Says how many notices there are more.
    """
    return _enter(session, event, found, at=at)


def write_to_officials(session: Session, *, at: datetime) -> None:
    """Writes what the sweep of that moment told officials to those who have an e-mail address."""
    channel = literal(NoticeChannel.EMAIL.value)
    by_letter = [
        str(event)
        for event, telling in TELLING.items()
        if telling.audience is Audience.OFFICIAL and NoticeChannel.EMAIL in telling.by
    ]
    told = _deliveries(channel, at=at).join(Official, Official.id == Notice.official_id)
    _send(session, told.where(Notice.event.in_(by_letter), Official.email != ""))


def tell_applicants(
    session: Session, event: NoticeEvent, found: Found, ways: Found, *, at: datetime
) -> int:
    """Tells the applicants of the cases found, each in the way chosen at the counter.

    `found` selects as for officials, with no official; `ways` selects cases and that way.
    """
    many = _enter(session, event, found, at=at)
    if many:
        way = ways.subquery()
        case_id, notify_by = way.c
        sent = _deliveries(notify_by, at=at).join(way, case_id == Notice.case_id)
        ours = (
            Notice.event == str(event),
            notify_by.in_([str(each) for each in TELLING[event].by]),
        )
        _send(session, sent.where(*ours))
    return many


def _enter(session: Session, event: NoticeEvent, found: Found, *, at: datetime) -> int:
    moment = literal(at, type_=Notice.created_at.type)
    notices = found.add_columns(literal(str(event)), moment)
    return changed(session, _passing_over(session, Notice, _NOTICE, notices))


def _deliveries(channel: ColumnElement[str], *, at: datetime) -> Found:
    """The notices of that moment, as deliveries that they have not yet."""
    has_one = exists().where(Delivery.notice_id == Notice.id, Delivery.channel == channel)
    return select(
        Notice.id,
        Notice.agency_id,
        Notice.official_id,
        channel,
        literal(DeliveryStatus.PENDING.value),
        literal(0),
        literal(at, type_=Delivery.not_before_at.type),
        literal(""),
        literal(""),
    ).where(Notice.created_at == at, ~has_one)


def _send(session: Session, deliveries: Found) -> None:
    changed(session, _passing_over(session, Delivery, _DELIVERY, deliveries))


def _passing_over(session: Session, model: Any, columns: tuple[str, ...], rows: Found) -> Any:
    """An insert that passes over what stands there already."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(model.__table__).from_select(list(columns), rows).on_conflict_do_nothing()
