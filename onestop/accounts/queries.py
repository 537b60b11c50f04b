"""Who works here: the person behind a session, the units of an agency, the people of a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from onestop.accounts.models import Agency, Membership, Official, Unit
from onestop.accounts.rules import Actor, Post, Role


@dataclass(frozen=True)
class Colleague:
    """Somebody who works in a unit."""

    id: int
    full_name: str
    title: str


def held_on(day: date) -> ColumnElement[bool]:
    """Whether a membership is held on the day."""
    return (Membership.from_on <= day) & or_(Membership.to_on.is_(None), Membership.to_on >= day)


def actor(session: Session, official_id: int, session_number: int, *, day: date) -> Actor | None:
    """The person behind a session, with the posts held on the day; None if the session ended.

    One statement.
    """
    rows = session.execute(
        select(
            Official.id,
            Official.agency_id,
            Official.username,
            Official.full_name,
            Official.title,
            Membership.unit_id,
            Membership.role,
            Agency.name.label("agency_name"),
        )
        .join(Agency, Agency.id == Official.agency_id)
        .outerjoin(Membership, (Membership.official_id == Official.id) & held_on(day))
        .where(
            Official.id == official_id,
            Official.active,
            Official.session_number == session_number,
        )
    ).all()
    if not rows:
        return None
    first = rows[0]
    posts = tuple(Post(row.unit_id, Role(row.role)) for row in rows if row.unit_id is not None)
    return Actor(
        official_id=first.id,
        agency_id=first.agency_id,
        username=first.username,
        full_name=first.full_name,
        title=first.title,
        posts=posts,
        agency_name=first.agency_name,
    )


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
