"""Which cases a leader answers for, as conditions that an index serves."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from onestop.accounts.models import Unit
from onestop.accounts.rules import Actor, Role
from onestop.cases.models import Case

Scope = tuple[ColumnElement[bool], ...]


def leads_agency(actor: Actor) -> bool:
    """Whether the person leads the whole agency."""
    return any(post.role is Role.AGENCY_LEADER for post in actor.posts)


def led_units(actor: Actor) -> list[int]:
    """The units that the person leads."""
    leading = (Role.UNIT_LEADER, Role.AGENCY_LEADER)
    return sorted({post.unit_id for post in actor.posts if post.role in leading})


def answered_for(session: Session, actor: Actor) -> Scope:
    """A unit's leader answers for the cases that lie in it, an agency's for those of the agency.

    The head of an agency answers besides for the cases of others that lie in its units: whoever
    settles apologises and is told of the delay (NĐ61 article 19.9). The units are named one by
    one, so that both sides are found by their indexes.
    """
    if not leads_agency(actor):
        return (Case.unit_id.in_(led_units(actor)),)
    units = session.scalars(select(Unit.id).where(Unit.agency_id == actor.agency_id))
    of_agency, is_open = of_agencies([actor.agency_id])
    return (or_(of_agency, Case.unit_id.in_(sorted(units))), is_open)


def of_agencies(agency_ids: Iterable[int]) -> Scope:
    """The open cases of these agencies."""
    return (Case.agency_id.in_(sorted(agency_ids)), Case.closed_at.is_(None))
