"""Who hears of cases, as sets that a sweep joins: whoever is in charge, and the leaders.

Somebody on leave is replaced by their deputy.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Subquery, func, select, union

from onestop.accounts.models import Delegation, Membership, Official, Unit
from onestop.accounts.queries import held_on, lasts_on
from onestop.accounts.rules import Role

_DAYS = 4
"""For how many days the sets are kept, as a sweep asks for each of them several times."""
_LEADING = (Role.UNIT_LEADER, Role.AGENCY_LEADER)
_WORKING = (Role.CLERK, Role.OFFICIAL, Role.POSTAL_DESK)


def present(official: Any, day: date) -> ColumnElement[int]:
    """The official, or who does the work for them on the day."""
    deputy = select(func.min(Delegation.deputy_id)).where(
        Delegation.official_id == official, lasts_on(day)
    )
    return func.coalesce(deputy.scalar_subquery(), official)


@lru_cache(_DAYS)
def leaders_of_units(day: date) -> Subquery:
    """Units with those who lead them: `unit_id`, `official_id`."""
    leaders: Subquery = _holders(_LEADING, day).subquery()
    return leaders


@lru_cache(_DAYS)
def in_charge_of_units(day: date) -> Subquery:
    """Units with those who answer for work that is nobody's yet: `unit_id`, `official_id`.

    The leaders; everybody who works there where nobody leads.
    """
    led = select(Membership.unit_id).where(Membership.role.in_(_LEADING), _at_work(), held_on(day))
    workers = _holders(_WORKING, day).where(Membership.unit_id.not_in(led))
    return union(_holders(_LEADING, day), workers).subquery()


@lru_cache(_DAYS)
def leaders_of_agencies(day: date) -> Subquery:
    """Units with the leaders of their agency: `unit_id`, `official_id`."""
    where = select(Unit.agency_id, present(Membership.official_id, day).label("official_id"))
    led = where.join(Membership, Membership.unit_id == Unit.id).where(
        Membership.role == Role.AGENCY_LEADER, _at_work(), held_on(day)
    )
    leaders = led.distinct().subquery()
    return (
        select(Unit.id.label("unit_id"), leaders.c.official_id)
        .join(leaders, leaders.c.agency_id == Unit.agency_id)
        .subquery()
    )


def _holders(roles: tuple[Role, ...], day: date) -> Any:
    present_one = present(Membership.official_id, day).label("official_id")
    return (
        select(Membership.unit_id, present_one)
        .where(Membership.role.in_(roles), _at_work(), held_on(day))
        .distinct()
    )


def _at_work() -> ColumnElement[bool]:
    return Membership.official_id.in_(select(Official.id).where(Official.active))
