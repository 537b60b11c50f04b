"""Who works here: the person behind a session, the units of an agency, the people of a unit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Date, Integer, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from onestop.accounts.models import Agency, Delegation, Membership, Official, Unit
from onestop.accounts.rules import Actor, Post, Role, UnitKind

WORKERS = (Role.OFFICIAL, Role.CLERK)
"""Those to whom a unit gives its cases."""


@dataclass(frozen=True)
class Colleague:
    """Somebody who works in a unit."""

    id: int
    full_name: str
    title: str


def held_on(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Whether a membership is held on the day."""
    return (Membership.from_on <= day) & or_(Membership.to_on.is_(None), Membership.to_on >= day)


def actor(session: Session, official_id: int, session_number: int, *, day: date) -> Actor | None:
    """The person behind a session, with the posts held on the day; None if the session ended.

    Whoever stands in for somebody on leave holds that person's posts too, but for those of an
    administrator. One statement.
    """
    asked = {"official_id": official_id, "session_number": session_number, "day": day}
    rows = session.connection().execute(_ACTOR, asked).all()
    if not rows:
        return None
    first = rows[0]
    held = sorted(
        {(row.holder_id != official_id, row.unit_id, row.role) for row in rows if row.unit_id}
    )
    posts = tuple(dict.fromkeys(Post(unit_id, Role(role)) for _, unit_id, role in held))
    others = frozenset(row.holder_id for row in rows if row.holder_id not in (None, official_id))
    return Actor(
        official_id=first.id,
        agency_id=first.agency_id,
        username=first.username,
        full_name=first.full_name,
        title=first.title,
        posts=posts,
        agency_name=first.agency_name,
        stands_in_for=others,
    )


def delegations(session: Session, actor: Actor, *, day: date) -> Sequence[Delegation]:
    """Those that concern the person and have not passed: given, taken, and of one's units."""
    led = [post.unit_id for post in actor.posts if post.role is Role.UNIT_LEADER]
    of_my_people = select(Membership.official_id).where(Membership.unit_id.in_(led), held_on(day))
    return session.scalars(
        select(Delegation)
        .where(
            Delegation.to_on >= day,
            Delegation.ended_at.is_(None),
            or_(
                Delegation.official_id == actor.official_id,
                Delegation.deputy_id == actor.official_id,
                Delegation.official_id.in_(of_my_people),
            ),
        )
        .order_by(Delegation.from_on, Delegation.id)
        .options(joinedload(Delegation.official), joinedload(Delegation.deputy))
    ).all()


def lasts_on(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Whether a delegation is in force on the day."""
    return (Delegation.from_on <= day) & (Delegation.to_on >= day) & Delegation.ended_at.is_(None)


def deputies_of(session: Session, official_ids: Collection[int], *, day: date) -> list[int]:
    """Who stands in on the day for those of these officials who are on leave, by number."""
    if not official_ids:
        return []
    stands_in = Delegation.official_id.in_(official_ids) & lasts_on(day)
    asked = select(Official.id).join(Delegation, Delegation.deputy_id == Official.id)
    chosen = asked.where(stands_in, Official.active).distinct().order_by(Official.id)
    return list(session.scalars(chosen))


def _works_as(official_id: ColumnElement[int], day: ColumnElement[date]) -> ColumnElement[bool]:
    """Whether a membership is the person's on the day: their own, or of somebody on leave."""
    on_leave = select(Delegation.official_id).where(
        Delegation.deputy_id == official_id, lasts_on(day)
    )
    theirs = Membership.official_id.in_(on_leave) & (Membership.role != Role.ADMINISTRATOR)
    return or_(Membership.official_id == Official.id, theirs) & held_on(day)


_OFFICIAL, _MEMBERSHIP = Official.__table__.c, Membership.__table__.c
_ACTOR = (
    select(
        _OFFICIAL.id,
        _OFFICIAL.agency_id,
        _OFFICIAL.username,
        _OFFICIAL.full_name,
        _OFFICIAL.title,
        _MEMBERSHIP.official_id.label("holder_id"),
        _MEMBERSHIP.unit_id,
        _MEMBERSHIP.role,
        Agency.__table__.c.name.label("agency_name"),
    )
    .join_from(Official.__table__, Agency.__table__, Agency.id == Official.agency_id)
    .outerjoin(
        Membership.__table__,
        _works_as(bindparam("official_id", type_=Integer), bindparam("day", type_=Date)),
    )
    .where(
        Official.id == bindparam("official_id", type_=Integer),
        Official.active,
        Official.session_number == bindparam("session_number", type_=Integer),
    )
)
"""Built once: every page of an official asks for it."""


def own_units(session: Session, official_id: int, *, day: date) -> frozenset[int]:
    """The units in which somebody holds a post of their own on the day, not another's."""
    return frozenset(
        session.scalars(
            select(Membership.unit_id).where(Membership.official_id == official_id, held_on(day))
        )
    )


def colleagues(session: Session, actor: Actor, *, day: date) -> list[Colleague]:
    """Everybody else who works in the agency on the day, by name."""
    rows = session.execute(
        select(Official.id, Official.full_name, Official.title)
        .where(
            Official.agency_id == actor.agency_id,
            Official.active,
            Official.id != actor.official_id,
            Official.id.in_(select(Membership.official_id).where(held_on(day))),
        )
        .order_by(Official.full_name)
        .limit(500)
    )
    return [Colleague(*row) for row in rows]


def by_username(session: Session, username: str, *, to_write: bool = False) -> Official | None:
    """The official with that user name, however it was capitalised; locked if it is to change."""
    wanted = select(Official).where(Official.username == username.strip().lower())
    return session.scalar(wanted.with_for_update() if to_write else wanted)


def agency(session: Session, agency_id: int) -> Agency:
    """The agency; raises NoResultFound for an unknown number."""
    return session.get_one(Agency, agency_id)


def units_by_key(session: Session, agency_id: int) -> dict[str, int]:
    """The units that a route may name: the agency's own by their key, others' after their agency.

    `one-stop` is the agency's own, `H29.30/one-stop` that of the agency H29.30.
    """
    rows = session.execute(
        select(Unit.id, Unit.key, Unit.agency_id, Agency.identifier).join(
            Agency, Agency.id == Unit.agency_id
        )
    )
    return {
        row.key if row.agency_id == agency_id else f"{row.identifier}/{row.key}": row.id
        for row in rows
    }


def workers_of(
    session: Session,
    unit_id: int,
    *,
    day: date,
    roles: Collection[Role] = WORKERS,
    on_leave: bool = False,
) -> list[int]:
    """The officials of a unit to whom cases are given, by number; those on leave if asked for."""
    query = (
        select(Official.id)
        .join(Membership)
        .where(
            Membership.unit_id == unit_id,
            Membership.role.in_(roles),
            Official.active,
            held_on(day),
        )
    )
    if not on_leave:
        query = query.where(Official.id.not_in(select(Delegation.official_id).where(lasts_on(day))))
    return list(session.scalars(query.distinct().order_by(Official.id)))


def absentees(
    session: Session, unit_ids: Collection[int], *, day: date
) -> frozenset[tuple[int, int]]:
    """Units with those who have or had a post there and whose work nobody does on the day.

    They left the unit or the office, or the deputy of their leave did. One statement.
    """
    deputy = aliased(Official)
    on_leave = select(Delegation.id).where(Delegation.official_id == Official.id, lasts_on(day))
    stood_in_for = on_leave.join(deputy, deputy.id == Delegation.deputy_id).where(deputy.active)
    done = held_on(day) & or_(stood_in_for.exists(), Official.active.is_(True) & ~on_leave.exists())
    rows = session.execute(
        select(Membership.unit_id, Membership.official_id)
        .join(Official, Official.id == Membership.official_id)
        .where(Membership.unit_id.in_(unit_ids))
        .group_by(Membership.unit_id, Membership.official_id)
        .having(func.max(case((done, 1), else_=0)) == 0)
    )
    return frozenset((row.unit_id, row.official_id) for row in rows)


def other_counters(session: Session, agency_id: int, *, limit: int = 500) -> list[tuple[int, str]]:
    """The one-stop units of every other agency, after the names of their agencies."""
    rows = session.execute(
        select(Unit.id, Unit.name, Agency.name)
        .join(Agency, Agency.id == Unit.agency_id)
        .where(Unit.kind == UnitKind.COUNTER, Unit.agency_id != agency_id)
        .order_by(Agency.name, Unit.id)
        .limit(limit)
    )
    return [(number, f"{agency_name} – {name}") for number, name, agency_name in rows]


def heads_of(session: Session, agency_id: int, *, day: date) -> list[int]:
    """The officials who lead an agency on the day, by number."""
    leads = Membership.role == Role.AGENCY_LEADER
    return _who_hold(session, Official.agency_id == agency_id, leads, day=day)


def holders_of(session: Session, unit_id: int, roles: Sequence[Role], *, day: date) -> list[int]:
    """The officials who hold one of the roles in a unit on the day, by number."""
    asked = {"unit_id": unit_id, "roles": list(roles), "day": day}
    return list(session.connection().scalars(_HOLDERS, asked))


_HOLDERS = (
    select(_OFFICIAL.id)
    .join_from(Official.__table__, Membership.__table__, Membership.official_id == Official.id)
    .where(
        Membership.unit_id == bindparam("unit_id"),
        Membership.role.in_(bindparam("roles", expanding=True)),
        Official.active,
        held_on(bindparam("day", type_=Date)),
    )
    .distinct()
    .order_by(_OFFICIAL.id)
)
"""Built once: every hand-over rings the bells of a unit."""


def clerks_of(session: Session, agency_id: int, *, day: date) -> list[int]:
    """The officials who receive at the counters of an agency on the day, by number."""
    counters = select(Unit.id).where(Unit.agency_id == agency_id, Unit.kind == UnitKind.COUNTER)
    receives = Membership.role == Role.CLERK
    return _who_hold(session, Membership.unit_id.in_(counters), receives, day=day)


def _who_hold(session: Session, *which: ColumnElement[bool], day: date) -> list[int]:
    return list(
        session.scalars(
            select(Official.id)
            .join(Membership)
            .where(*which, Official.active, held_on(day))
            .distinct()
            .order_by(Official.id)
        )
    )


def units_to_ask(session: Session, agency_id: int) -> list[tuple[int, str]]:
    """Every unit with its name, the agency's own first, others with the name of their agency."""
    rows = session.execute(
        select(Unit.id, Unit.name, Unit.agency_id, Agency.name.label("agency_name"))
        .join(Agency, Agency.id == Unit.agency_id)
        .order_by(Unit.agency_id != agency_id, Agency.name, Unit.id)
        .limit(500)
    )
    return [
        (row.id, row.name if row.agency_id == agency_id else f"{row.name} – {row.agency_name}")
        for row in rows
    ]


def units(session: Session, agency_id: int) -> dict[int, Unit]:
    """The units of an agency by their number."""
    rows = session.scalars(select(Unit).where(Unit.agency_id == agency_id).order_by(Unit.id))
    return {unit.id: unit for unit in rows}


def officials_of(session: Session, unit_id: int, *, day: date) -> list[Colleague]:
    """The people who hold a post in a unit on the day, by name."""
    rows = session.execute(
        select(Official.id, Official.full_name, Official.title)
        .join(Membership)
        .where(Membership.unit_id == unit_id, Official.active, held_on(day))
        .distinct()
        .order_by(Official.full_name)
    )
    return [Colleague(*row) for row in rows]
