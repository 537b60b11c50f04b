"""The numbers of the day that no tray counts: one statement, whatever the number of cases."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor, Role
from onestop.cases.models import Case, CaseStep
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
    asked = {
        Figure.MINE_LATE: (*_mine(actor), Case.act_by_at < at),
        Figure.MINE_TODAY: (*_mine(actor), Case.act_by_at >= at, Case.act_by_at < day_ends_at),
        Figure.MINE_NEW: (*_mine(actor), CaseStep.received_at >= new_since_at),
        Figure.TO_ASSIGN: (*_held(actor, Role.UNIT_LEADER), Case.assignee_id.is_(None)),
        Figure.TO_SIGN: (
            *_held(actor, Role.AGENCY_LEADER),
            CaseStep.role == Role.AGENCY_LEADER,
        ),
        Figure.TO_SEND: _to_send(actor),
    }
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
    return dict(zip(counted, row, strict=True))


def _mine(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    mine = {actor.official_id, *actor.stands_in_for}
    return (*_at_work(sorted(actor.unit_ids)), Case.assignee_id.in_(mine))


def _held(actor: Actor, role: Role) -> tuple[ColumnElement[bool], ...]:
    """At work in the units in which the person has that role."""
    return _at_work(sorted(post.unit_id for post in actor.posts if post.role is role))


def _at_work(units: list[int]) -> tuple[ColumnElement[bool], ...]:
    if not units:
        return (false(),)
    return (
        Case.unit_id.in_(units),
        Case.holding == Holding.HELD,
        Case.status.in_((CaseStatus.RECEIVED, CaseStatus.PROCESSING)),
    )


def _to_send(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """The agency's results that applicants want by post."""
    if not any(post.role is Role.POSTAL_DESK for post in actor.posts):
        return (false(),)
    return (
        Case.agency_id == actor.agency_id,
        Case.closed_at.is_(None),
        Case.status == CaseStatus.SETTLED,
        Case.return_method == ReturnMethod.POST,
    )
