"""Signing in, passwords, and taking people on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onestop.accounts import queries, rules
from onestop.accounts.models import Agency, Delegation, Membership, Official, Unit
from onestop.accounts.rules import Actor, Role, UnitKind
from onestop.errors import N_, NotFound, NotPermitted, Refused

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_hasher = PasswordHasher()
_NOBODY = _hasher.hash("the password of nobody at all")


@dataclass(frozen=True)
class Attempt:
    """How an attempt to sign in ended: the official, or until when the account is locked."""

    official_id: int | None = None
    session_number: int = 0
    locked_until_at: datetime | None = None


def reach_at(session: Session, public_url: str) -> None:
    """Papers and letters of every agency lead to that address; those of before keep their own."""
    session.execute(
        update(Agency).where(Agency.public_url != public_url).values(public_url=public_url)
    )


def open_unit(
    session: Session, agency_id: int, *, key: str, name: str, kind: UnitKind = UnitKind.DEPARTMENT
) -> Unit:
    """A new unit of an agency; its people are to be appointed."""
    unit = Unit(agency_id=agency_id, key=key, name=name, kind=kind)
    session.add(unit)
    session.flush()
    return unit


def check_password(session: Session, username: str, password: str) -> bool:
    """Whether it is the password of that user name; as much work for a name that nobody has.

    It reads only, and takes long: to be asked outside any transaction.
    """
    official = queries.by_username(session, username)
    right = _verify(official.password_hash if official else _NOBODY, password)
    return right and official is not None


def sign_in(session: Session, username: str, *, right: bool, at: datetime) -> Attempt:
    """Notes an attempt to sign in with a right or a wrong password, and says how it ended.

    Five failures in a row lock the account for a quarter of an hour.
    """
    official = queries.by_username(session, username, to_write=True)
    if official is None or not official.active:
        return Attempt()
    if official.locked_until_at is not None and official.locked_until_at > at:
        return Attempt(locked_until_at=official.locked_until_at)
    if not right:
        official.failures += 1
        official.locked_until_at = rules.locked_until(official.failures, at=at)
        if official.locked_until_at is not None:
            official.failures = 0
        return Attempt(locked_until_at=official.locked_until_at)
    official.failures = 0
    official.locked_until_at = None
    return Attempt(official.id, official.session_number)


def change_password(session: Session, official_id: int, *, old: str, new: str) -> int:
    """Sets a new password and ends every other session; gives the new session number.

    Raises Refused when the old one is wrong or the new one too short.
    """
    official = session.get_one(Official, official_id, with_for_update=True)
    if not _verify(official.password_hash, old):
        raise Refused(N_("The present password is not right."))
    official.password_hash = hash_password(new)
    official.session_number += 1
    return official.session_number


def hash_password(password: str) -> str:
    """The Argon2id hash of a password; raises Refused for one that is too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(
            N_("A password has at least %(number)s characters."), number=SHORTEST_PASSWORD
        )
    return _hasher.hash(password)


def add_official(
    session: Session,
    *,
    agency_id: int,
    username: str,
    full_name: str,
    password_hash: str,
    posts: tuple[tuple[str, Role], ...],
    from_on: date,
    title: str = "",
) -> Official:
    """Takes somebody on, in the units named by their keys.

    Raises Refused for a user name that is taken, NotFound for an unknown unit.
    """
    username = username.strip().lower()
    if queries.by_username(session, username) is not None:
        raise Refused(N_("The user name %(name)s is taken."), name=username)
    official = Official(
        agency_id=agency_id,
        username=username,
        full_name=full_name,
        title=title,
        password_hash=password_hash,
    )
    for key, role in posts:
        unit = session.scalar(select(Unit).where(Unit.agency_id == agency_id, Unit.key == key))
        if unit is None:
            raise NotFound(N_("There is no unit %(key)s."), key=key)
        official.memberships.append(Membership(unit_id=unit.id, role=role, from_on=from_on))
    session.add(official)
    session.flush()
    return official


def set_email(session: Session, username: str, address: str) -> Official:
    """Where an official's notices go besides the bell; an empty address: nowhere.

    Raises NotFound for an unknown user name, Refused for what is no address.
    """
    official = queries.by_username(session, username, to_write=True)
    if official is None:
        raise NotFound(N_("Nobody has the user name %(name)s."), name=username)
    if address and not _ADDRESS.fullmatch(address):
        raise Refused(N_("This is not an e-mail address."))
    official.email = address
    return official


def _verify(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def delegate(
    session: Session,
    *,
    official_id: int,
    deputy_id: int,
    from_on: date,
    to_on: date,
    reason: str,
    by: Actor,
    at: datetime,
    today: date,
) -> Delegation:
    """Lets somebody do another's work from one day to another; it ends by itself (rule S5).

    For oneself, or by the leader of a unit for its people. Raises NotPermitted, or Refused for
    days that are over or in the wrong order, for oneself as one's own deputy, and for a second
    deputy in the same days.
    """
    if official_id != by.official_id and not _leads_one(session, by, official_id, today):
        raise NotPermitted(N_("You can delegate your own work, or that of the people you lead."))
    if deputy_id == official_id:
        raise Refused(N_("Choose somebody else as the deputy."))
    if from_on > to_on or to_on < today:
        raise Refused(N_("The last day lies before the first one, or is over."))
    official, deputy = (session.get_one(Official, each) for each in (official_id, deputy_id))
    if deputy.agency_id != official.agency_id or not deputy.active:
        raise Refused(N_("Choose somebody else as the deputy."))
    overlapping = select(Delegation.id).where(
        Delegation.official_id == official_id,
        Delegation.ended_at.is_(None),
        Delegation.from_on <= to_on,
        Delegation.to_on >= from_on,
    )
    if session.scalar(overlapping.limit(1)) is not None:
        raise Refused(N_("There is a deputy in some of these days already; end that first."))
    added = Delegation(
        official_id=official_id,
        deputy_id=deputy_id,
        from_on=from_on,
        to_on=to_on,
        reason=reason,
        entered_at=at,
        entered_by_id=by.official_id,
    )
    session.add(added)
    session.flush()
    return added


def end_delegation(
    session: Session, delegation_id: int, *, by: Actor, at: datetime, today: date
) -> None:
    """Ends a delegation before its last day; raises NotFound or NotPermitted."""
    found = session.get(Delegation, delegation_id)
    if found is None:
        raise NotFound(N_("There is no such delegation."))
    mine = by.official_id in (found.official_id, found.deputy_id)
    if not mine and not _leads_one(session, by, found.official_id, today):
        raise NotPermitted(N_("You can delegate your own work, or that of the people you lead."))
    found.ended_at = found.ended_at or at


def _leads_one(session: Session, by: Actor, official_id: int, day: date) -> bool:
    """Whether the person leads a unit in which that official works."""
    led = [post.unit_id for post in by.posts if post.role is Role.UNIT_LEADER]
    wanted = select(Membership.id).where(
        Membership.official_id == official_id, Membership.unit_id.in_(led), queries.held_on(day)
    )
    return session.scalar(wanted.limit(1)) is not None
