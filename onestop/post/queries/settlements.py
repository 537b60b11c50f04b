"""Settlements with the carriers: what they come to, manifest by manifest and item by item."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, exists, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from onestop.cases.models import Case
from onestop.errors import N_, NotFound
from onestop.post.models import Consignment, Filing, Manifest, SettledConsignment, Settlement
from onestop.post.queries.collecting import booked
from onestop.post.rules.consignment import ConsignmentState, Direction
from onestop.post.rules.settlement import COLLECTED as HAS_COLLECTED
from onestop.post.rules.settlement import SETTLES, Sums

PAGE = 50
MOST_LINES = 1_000
READ_AT_ONCE = 1_000
MOST_SHOWN = 100

COLLECTED: ColumnElement[int] = case(
    (Consignment.state.in_(HAS_COLLECTED), Consignment.to_collect), else_=0
)
"""What the postman collected: nothing where he could not deliver."""


@dataclass(frozen=True)
class Line:
    """What the consignments of one manifest come to; none where they lay on no manifest."""

    manifest_id: int | None
    written: str
    day_on: date | None
    direction: Direction
    delivered: int
    sums: Sums


@dataclass(frozen=True)
class NotEntered:
    """A sum that was collected, and is not among the fees that were paid for its case."""

    consignment_id: int
    direction: Direction
    item_code: str
    code: str
    """The code of the case; empty for a dossier that never became one."""
    collected: int


def settlements(
    session: Session, agency_id: int, *, before: int | None = None, limit: int = PAGE
) -> tuple[list[tuple[Settlement, Sums]], int | None]:
    """The settlements with what the closed ones came to, newest first, and where it goes on."""
    query = (
        select(Settlement, *_settled_sums())
        .outerjoin(SettledConsignment, SettledConsignment.settlement_id == Settlement.id)
        .where(Settlement.agency_id == agency_id)
        .group_by(Settlement.id)
        .options(joinedload(Settlement.carrier))
    )
    if before is not None:
        query = query.where(Settlement.id < before)
    found = session.execute(query.order_by(Settlement.id.desc()).limit(limit + 1)).all()
    rows = [(row[0], Sums(*map(int, row[1:]))) for row in found[:limit]]
    return rows, rows[-1][0].id if len(found) > limit else None


def settlement(session: Session, agency_id: int, settlement_id: int) -> Settlement:
    """A settlement of the agency; raises NotFound."""
    found = session.scalar(
        select(Settlement)
        .where(Settlement.id == settlement_id, Settlement.agency_id == agency_id)
        .options(
            joinedload(Settlement.carrier),
            joinedload(Settlement.opened_by),
            joinedload(Settlement.stated_by),
            joinedload(Settlement.closed_by),
        )
    )
    if found is None:
        raise NotFound(N_("There is no such settlement here."))
    return found


def settled_to(session: Session, carrier_id: int) -> date | None:
    """The last day that a settlement of the carrier covers; None before the first one."""
    return session.scalar(
        select(func.max(Settlement.to_on)).where(Settlement.carrier_id == carrier_id)
    )


def unsettled(one: Settlement, zone: tzinfo) -> tuple[ColumnElement[bool], ...]:
    """What an open settlement holds: all that ended by its last day and is in none yet.

    So that what is heard late of an earlier period falls into this one.
    """
    until_at = datetime.combine(one.to_on + timedelta(days=1), time(), zone)
    return (
        Consignment.carrier_id == one.carrier_id,
        Consignment.ended_at < until_at,
        Consignment.state.in_(SETTLES),
        ~exists().where(SettledConsignment.consignment_id == Consignment.id),
    )


def lines(session: Session, one: Settlement, zone: tzinfo) -> tuple[Line, ...]:
    """What the settlement comes to, manifest by manifest, the oldest first."""
    postage, collected = _amounts(one)
    delivered = case((Consignment.state == ConsignmentState.DELIVERED, 1), else_=0)
    rows = session.execute(
        _within(
            one,
            zone,
            Consignment.manifest_id,
            Consignment.direction,
            Manifest.number,
            Manifest.period,
            Manifest.day_on,
            func.sum(delivered),
            func.count(),
            func.sum(postage),
            func.sum(collected),
        )
        .outerjoin(Manifest, Manifest.id == Consignment.manifest_id)
        .group_by(
            Consignment.manifest_id,
            Consignment.direction,
            Manifest.number,
            Manifest.period,
            Manifest.day_on,
        )
        .order_by(Manifest.day_on, Consignment.manifest_id, Consignment.direction)
        .limit(MOST_LINES)
    )
    return tuple(
        Line(
            manifest_id,
            f"{number}/{period}" if number else "",
            day_on,
            Direction(direction),
            int(many),
            Sums(*map(int, sums)),
        )
        for manifest_id, direction, number, period, day_on, many, *sums in rows
    )


def sums(session: Session, one: Settlement, zone: tzinfo) -> Sums:
    """What the settlement comes to."""
    postage, collected = _amounts(one)
    row = session.execute(
        _within(one, zone, func.count(), func.sum(postage), func.sum(collected))
    ).one()
    return Sums(*(int(each or 0) for each in row))


def settled_sums(session: Session, settlement_id: int) -> Sums:
    """What the consignments come to that were put into the settlement as it was closed."""
    row = session.execute(
        select(*_settled_sums()).where(SettledConsignment.settlement_id == settlement_id)
    ).one()
    return Sums(*map(int, row))


def consignments(session: Session, one: Settlement, zone: tzinfo) -> Iterable[Row[Any]]:
    """Every consignment of the settlement with its manifest, its case and its sums, as read."""
    postage, collected = _amounts(one)
    return session.execute(
        _within(
            one,
            zone,
            Consignment.direction,
            Manifest.number,
            Manifest.period,
            Consignment.item_code,
            Case.code,
            Consignment.state,
            Consignment.posted_at,
            Consignment.ended_at,
            postage.label("postage"),
            collected.label("collected"),
        )
        .outerjoin(Manifest, Manifest.id == Consignment.manifest_id)
        .outerjoin(Case, Case.id == Consignment.case_id)
        .order_by(Consignment.ended_at, Consignment.id)
    ).yield_per(READ_AT_ONCE)


def not_entered(session: Session, one: Settlement, zone: tzinfo) -> tuple[NotEntered, ...]:
    """What was collected, going out or coming in, and stands in no payment of its case (P3).

    The postage alone is no fee. What came with an earlier dossier is paid with the later one.
    """
    later = aliased(Consignment)
    _postage, collected = _amounts(one)
    rows = session.execute(
        _within(
            one,
            zone,
            Consignment.id,
            Consignment.direction,
            Consignment.item_code,
            Case.code,
            collected,
        )
        .outerjoin(Case, Case.id == Consignment.case_id)
        .outerjoin(Filing, Filing.consignment_id == Consignment.id)
        .outerjoin(later, later.id == Filing.joined_to_id)
        .where(
            collected > 0,
            collected != Consignment.postage,
            ~booked(Consignment.case_id, Consignment.item_code, later.item_code),
        )
        .order_by(Consignment.id)
        .limit(MOST_SHOWN)
    )
    return tuple(
        NotEntered(number, Direction(direction), item_code, code or "", many)
        for number, direction, item_code, code, many in rows
    )


def _within(one: Settlement, zone: tzinfo, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Those columns of what the settlement holds: as closed, or as it stands while it is open."""
    query = select(*columns).select_from(Consignment)
    if one.number is None:
        return query.where(*unsettled(one, zone))
    settled = SettledConsignment.consignment_id == Consignment.id
    return query.join(SettledConsignment, settled).where(SettledConsignment.settlement_id == one.id)


def _amounts(one: Settlement) -> tuple[ColumnElement[int], ColumnElement[int]]:
    if one.number is None:
        return Consignment.postage.expression, COLLECTED
    return SettledConsignment.postage.expression, SettledConsignment.collected.expression


def _settled_sums() -> tuple[ColumnElement[int], ...]:
    return (
        func.count(SettledConsignment.consignment_id),
        func.coalesce(func.sum(SettledConsignment.postage), 0),
        func.coalesce(func.sum(SettledConsignment.collected), 0),
    )
