"""Writing into the outbox set by set: one statement for what many cases tell at once.

A small office is swept as often as a large one, and there the building of a statement costs more
than its rows: whatever can be is built once, and told its moments when it is executed.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Subquery,
    bindparam,
    exists,
    literal,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from onestop.accounts.models import Official
from onestop.db import Moment
from onestop.notices.models import Delivery, Notice
from onestop.notices.operations.changing import changed
from onestop.notices.rules import TELLING, Audience, DeliveryStatus, NoticeChannel, NoticeEvent

Found = Select[*tuple[Any, ...]]
AT: BindParameter[datetime] = bindparam("at", type_=Moment())
"""The moment of a sweep."""
_KEPT = 256
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


def tell_officials(
    session: Session,
    event: NoticeEvent,
    found: Found,
    *,
    at: datetime,
    kept: bool = True,
    **values: Any,
) -> int:
    """Rings the bells of those found; `write_to_officials` afterwards lets letters follow.

    `found` selects agency, case, official, key and what is told, and is built once: `values` are
    what it leaves open. One that is built anew for each sweep is not `kept`. A key that stands
    there already is passed over: nobody hears of it twice. Says how many notices there are more.
    """
    entering = _entering if kept else _notices
    return changed(session, entering(_dialect(session), event, found), at=at, **values)


def write_to_officials(session: Session, *, at: datetime) -> None:
    """Writes what the sweep of that moment told officials to those who have an e-mail address."""
    changed(session, _writing(_dialect(session)), at=at)


def tell_applicants(
    session: Session,
    event: NoticeEvent,
    found: Found,
    ways: Found,
    *,
    at: datetime,
    **values: Any,
) -> int:
    """Tells the applicants of the cases found, each in the way chosen at the counter.

    `found` selects as for officials, with no official, and `values` are what it leaves open;
    `ways` selects cases and that way.
    """
    dialect = _dialect(session)
    many = changed(session, _notices(dialect, event, found), at=at, **values)
    if many:
        way = ways.subquery()
        case_id, notify_by = way.c
        sent = _deliveries(notify_by).join(way, case_id == Notice.case_id)
        ours = (
            Notice.event == str(event),
            notify_by.in_([str(each) for each in TELLING[event].by]),
        )
        changed(session, _passing_over(dialect, Delivery, _DELIVERY, sent.where(*ours)), at=at)
    return many


def _notices(dialect: str, event: NoticeEvent, found: Found) -> Any:
    notices = found.add_columns(literal(str(event)), AT)
    return _passing_over(dialect, Notice, _NOTICE, notices)


_entering = lru_cache(_KEPT)(_notices)


@lru_cache
def _writing(dialect: str) -> Any:
    channel = literal(NoticeChannel.EMAIL.value)
    by_letter = [
        str(event)
        for event, telling in TELLING.items()
        if telling.audience is Audience.OFFICIAL and NoticeChannel.EMAIL in telling.by
    ]
    told = _deliveries(channel).join(Official, Official.id == Notice.official_id)
    letters = told.where(Notice.event.in_(by_letter), Official.email != "")
    return _passing_over(dialect, Delivery, _DELIVERY, letters)


def _deliveries(channel: ColumnElement[str]) -> Found:
    """The notices of that moment, as deliveries that they have not yet."""
    has_one = exists().where(Delivery.notice_id == Notice.id, Delivery.channel == channel)
    return select(
        Notice.id,
        Notice.agency_id,
        Notice.official_id,
        channel,
        literal(DeliveryStatus.PENDING.value),
        literal(0),
        AT,
        literal(""),
        literal(""),
    ).where(Notice.created_at == AT, ~has_one)


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _passing_over(dialect: str, model: Any, columns: tuple[str, ...], rows: Found) -> Any:
    """An insert that passes over what stands there already."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(model.__table__).from_select(list(columns), rows).on_conflict_do_nothing()
