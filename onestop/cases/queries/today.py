"""The numbers of the day that no tray counts: one statement, whatever the number of cases."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor, Role
from onestop.cases.models import Case, CaseStep
from onestop.cases.queries.leading import of_agencies
from onestop.cases.queries.trays import COUNTED_TO
from onestop.cases.rules.lifecycle import CaseStatus, Holding
from onestop.cases.rules.reception import ReturnMethod


class Figure(StrEnum):
    """What is counted for a person's day beside the trays."""

    MINE_LATE = "mine_late"
    MINE_TODAY = "mine_today"
    MINE_NEW = "mine_new"
    TO_ASSIGN = "to_assign"
    TO_SIGN = "to_sign"
    TO_SEND = "to_send"


def figures(
    session: Session, actor: Actor, *, at: datetime, day_ends_at: datetime, new_since_at: datetime
) -> dict[Figure, int]:
    """The numbers of a person's day, each counted to 1,001 at most.

    Cases assigned to the person are late at `at`, due until the day ends, or new since that
    moment; a step of an agency's leader is to be signed.
    """
    mine = _at_work(actor, *Role) + (Case.assignee_id.in_(_mine(actor)),)
    roles = {post.role for post in actor.posts}
    asked = {
        Figure.MINE_LATE: (*mine, Case.act_by_at < at),
        Figure.MINE_TODAY: (*mine, Case.act_by_at >= at, Case.act_by_at < day_ends_at),
        Figure.MINE_NEW: (*mine, CaseStep.received_at >= new_since_at),
    }
    if Role.UNIT_LEADER in roles:
        led = _at_work(actor, Role.UNIT_LEADER)
        asked[Figure.TO_ASSIGN] = (*led, Case.assignee_id.is_(None))
    if Role.AGENCY_LEADER in roles:
        led = _at_work(actor, Role.AGENCY_LEADER)
        asked[Figure.TO_SIGN] = (*led, CaseStep.role == Role.AGENCY_LEADER)
    if Role.POSTAL_DESK in roles:
        asked[Figure.TO_SEND] = _to_send(actor)
    counted = {
        figure: select(func.count())
        .select_from(
            select(Case.id)
            .outerjoin(
                CaseStep,
                (CaseStep.case_id == Case.id)
                & (CaseStep.position == Case.step_position)
                & (CaseStep.round == Case.step_round),
            )
            .where(*conditions)
            .limit(COUNTED_TO)
            .subquery()
        )
        .scalar_subquery()
        for figure, conditions in asked.items()
    }
    row = session.execute(select(*counted.values())).one()
    return dict.fromkeys(Figure, 0) | dict(zip(counted, row, strict=True))


def _mine(actor: Actor) -> set[int]:
    return {actor.official_id, *actor.stands_in_for}


def _at_work(actor: Actor, *roles: Role) -> tuple[ColumnElement[bool], ...]:
    """At work in the units in which the person has one of those roles."""
    units = {post.unit_id for post in actor.posts if post.role in roles}
    return (
        Case.unit_id.in_(sorted(units)),
        Case.holding == Holding.HELD,
        Case.status.in_((CaseStatus.RECEIVED, CaseStatus.PROCESSING)),
    )


def _to_send(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """The agency's results that applicants want by post."""
    return (
        *of_agencies([actor.agency_id]),
        Case.status == CaseStatus.SETTLED,
        Case.holding == Holding.HELD,
        Case.return_method == ReturnMethod.POST,
        Case.post_since_at.is_(None),
    )
