"""Which cases a leader answers for, as conditions that an index serves."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement

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


def answered_for(actor: Actor) -> Scope:
    """An agency's leader answers for its open cases, a unit's for those that lie in the unit."""
    if leads_agency(actor):
        return of_agencies([actor.agency_id])
    return (Case.unit_id.in_(led_units(actor)),)


def of_agencies(agency_ids: Iterable[int]) -> Scope:
    """The open cases of these agencies."""
    return (Case.agency_id.in_(sorted(agency_ids)), Case.closed_at.is_(None))
