"""Reading the outbox and the bell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, tzinfo

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from onestop.accounts.models import Agency, Official
from onestop.accounts.rules import Actor
from onestop.notices.contacts import Contact
from onestop.notices.models import Delivery, Notice, NoticeSetting
from onestop.notices.rules import QUIET, DeliveryStatus, NoticeChannel, QuietHours

UNREAD_COUNTED_TO = 100
COUNTED_TO = 1001


@dataclass(frozen=True)
class Page:
    """Some rows, newest first, and the number after which the next page goes on."""

    rows: tuple[Delivery, ...]
    after: int | None


NOTHING = Page((), None)


@dataclass(frozen=True)
class BellPage:
    """Some notices to one official, newest first, and where the next page goes on."""

    rows: tuple[Notice, ...]
    after: int | None


def outbox(
    session: Session,
    agency_id: int,
    status: DeliveryStatus,
    *,
    channel: NoticeChannel | None = None,
    after: int | None = None,
    limit: int = 50,
) -> Page:
    """A page of an agency's deliveries in that state, newest first."""
    wanted = select(Delivery).where(Delivery.agency_id == agency_id, Delivery.status == status)
    if channel is not None:
        wanted = wanted.where(Delivery.channel == channel)
    if after is not None:
        wanted = wanted.where(Delivery.id < after)
    ordered = wanted.order_by(Delivery.id.desc()).limit(limit + 1)
    found = session.scalars(ordered.options(joinedload(Delivery.notice))).all()
    rows = tuple(found[:limit])
    return Page(rows, rows[-1].id if len(found) > limit else None)


def of_case(session: Session, agency_id: int, case_id: int, *, limit: int = 200) -> Page:
    """What an agency told of one case by any channel, in every state, newest first."""
    told = select(Notice.id).where(Notice.case_id == case_id)
    found = session.scalars(
        select(Delivery)
        .where(Delivery.notice_id.in_(told), Delivery.agency_id == agency_id)
        .order_by(Delivery.id.desc())
        .limit(limit)
        .options(joinedload(Delivery.notice))
    )
    return Page(tuple(found), None)


def outbox_counts(session: Session, agency_id: int) -> dict[DeliveryStatus, int]:
    """How many deliveries of an agency are in each state, counted to 1,001 at most."""
    counted = {
        status: select(func.count())
        .select_from(
            select(Delivery.id)
            .where(Delivery.agency_id == agency_id, Delivery.status == status)
            .limit(COUNTED_TO)
            .subquery()
        )
        .scalar_subquery()
        for status in DeliveryStatus
    }
    row = session.execute(select(*counted.values())).one()
    return dict(zip(counted, row, strict=True))


def unread(session: Session, official_id: int) -> int:
    """How many notices an official has not read, counted to 100 at most: one indexed look."""
    return session.connection().scalar(_UNREAD, {"official_id": official_id}) or 0


_UNREAD = select(func.count()).select_from(
    select(Notice.__table__.c.id)
    .where(Notice.official_id == bindparam("official_id"), Notice.read_at.is_(None))
    .limit(UNREAD_COUNTED_TO)
    .subquery()
)
"""Built once: every page of an official shows the bell."""


def bell(session: Session, actor: Actor, *, after: int | None = None, limit: int = 50) -> BellPage:
    """A page of what an official was told, newest first."""
    wanted = select(Notice).where(Notice.official_id == actor.official_id)
    if after is not None:
        wanted = wanted.where(Notice.id < after)
    found = session.scalars(wanted.order_by(Notice.id.desc()).limit(limit + 1)).all()
    rows = tuple(found[:limit])
    return BellPage(rows, rows[-1].id if len(found) > limit else None)


def quiet_until(
    session: Session, *, at: datetime, zone: tzinfo
) -> Mapping[datetime, Sequence[int]]:
    """The agencies whose quiet hours it is, by the moment at which these end."""
    rows = session.execute(
        select(Agency.id, NoticeSetting.quiet_from, NoticeSetting.quiet_to).outerjoin(
            NoticeSetting, NoticeSetting.agency_id == Agency.id
        )
    )
    quiet: dict[datetime, list[int]] = defaultdict(list)
    for agency_id, quiet_from, quiet_to in rows:
        ends_at = _hours(quiet_from, quiet_to).ends_at(at, zone)
        if ends_at is not None:
            quiet[ends_at].append(agency_id)
    return quiet


@dataclass(frozen=True)
class Sender:
    """An agency as it signs its letters, and when it sends none."""

    name: str
    identifier: str
    public_url: str
    quiet: QuietHours


def senders(session: Session, agency_ids: Sequence[int]) -> dict[int, Sender]:
    """The agencies as senders: by the name that they set, or that of their one-stop unit."""
    rows = session.execute(
        select(
            Agency.id,
            NoticeSetting.sender_name,
            Agency.one_stop_name,
            Agency.identifier,
            Agency.public_url,
            NoticeSetting.quiet_from,
            NoticeSetting.quiet_to,
        )
        .outerjoin(NoticeSetting, NoticeSetting.agency_id == Agency.id)
        .where(Agency.id.in_(set(agency_ids)))
    )
    return {
        row.id: Sender(
            row.sender_name or row.one_stop_name,
            row.identifier,
            row.public_url,
            _hours(row.quiet_from, row.quiet_to),
        )
        for row in rows
    }


def quiet_hours(session: Session, agency_id: int) -> QuietHours:
    """The quiet hours of an agency."""
    found = session.get(NoticeSetting, agency_id)
    return QuietHours(found.quiet_from, found.quiet_to) if found else QUIET


def _hours(quiet_from: time | None, quiet_to: time | None) -> QuietHours:
    """Those that an agency set, or the usual ones."""
    if quiet_from is None or quiet_to is None:
        return QUIET
    return QuietHours(quiet_from, quiet_to)


def sender_name(session: Session, agency_id: int) -> str:
    """The name under which an agency writes; empty for that of its one-stop unit."""
    found = session.get(NoticeSetting, agency_id)
    return found.sender_name if found else ""


def officials(session: Session, official_ids: Sequence[int]) -> dict[int, Contact]:
    """Officials as readers of letters, by their numbers; those who have left are none."""
    rows = session.execute(
        select(Official.id, Official.full_name, Official.email, Agency.name, Agency.public_url)
        .join(Agency, Agency.id == Official.agency_id)
        .where(Official.id.in_(set(official_ids)), Official.active)
    )
    return {row.id: Contact(row.full_name, row.email, "", row.public_url, row.name) for row in rows}
