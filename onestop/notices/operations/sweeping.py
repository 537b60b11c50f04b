"""Writing into the outbox set by set: one statement for what many cases tell at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from onestop.accounts.models import Official
from onestop.notices.models import Delivery, Notice
from onestop.notices.operations.changing import changed
from onestop.notices.rules import TELLING, DeliveryStatus, NoticeChannel, NoticeEvent

Found = Select[*tuple[Any, ...]]
_NOTICE = ("agency_id", "case_id", "official_id", "event_key", "told", "event", "created_at")
_DELIVERY = (
    *("notice_id", "agency_id", "official_id", "channel", "status", "attempts"),
    *("not_before_at", "fault", "answer"),
)


def tell_officials(session: Session, event: NoticeEvent, found: Found, *, at: datetime) -> int:
    """Rings the bells of those found, and writes to those who have an e-mail address.

    `found` selects agency, case, official, key and what is told. A key that stands there already
    is passed over: nobody hears of it twice. Says how many notices there are more.
    """
    many = _enter(session, event, found, at=at)
    if many and NoticeChannel.EMAIL in TELLING[event].by:
        channel = literal(NoticeChannel.EMAIL.value)
        written_to = _deliveries(event, channel, at=at).join(
            Official, Official.id == Notice.official_id
        )
        _send(session, written_to.where(Official.email != ""))
    return many


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
        sent = _deliveries(event, notify_by, at=at).join(way, case_id == Notice.case_id)
        _send(session, sent.where(notify_by.in_([str(each) for each in TELLING[event].by])))
    return many


def _enter(session: Session, event: NoticeEvent, found: Found, *, at: datetime) -> int:
    moment = literal(at, type_=Notice.created_at.type)
    notices = found.add_columns(literal(str(event)), moment)
    return changed(session, _passing_over(session, Notice, _NOTICE, notices))


def _deliveries(event: NoticeEvent, channel: ColumnElement[str], *, at: datetime) -> Found:
    """The notices of that event and moment, as deliveries that they have not yet."""
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
    ).where(Notice.created_at == at, Notice.event == str(event), ~has_one)


def _send(session: Session, deliveries: Found) -> None:
    changed(session, _passing_over(session, Delivery, _DELIVERY, deliveries))


def _passing_over(session: Session, model: Any, columns: tuple[str, ...], rows: Found) -> Any:
    """An insert that passes over what stands there already."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(model).from_select(list(columns), rows).on_conflict_do_nothing()
