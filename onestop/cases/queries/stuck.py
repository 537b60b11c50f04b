"""Finding the cases that got stuck: each kind set-wise, by the horizon that the rules reckon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from onestop.accounts.models import Official, Unit
from onestop.calendars.rules import WorkingCalendar
from onestop.cases.models import Case
from onestop.cases.queries.leading import Scope
from onestop.cases.queries.stuck_kinds import KINDS
from onestop.cases.rules.stuck import StuckKind
from onestop.procedures.models import Procedure

COUNTED_TO = 1001


@dataclass(frozen=True)
class Stuck:
    """A case that lies still: where, with whom, since when."""

    kind: StuckKind
    case_id: int
    agency_id: int
    code: str
    procedure_name: str
    unit_id: int | None
    unit_name: str | None
    official_id: int | None
    official_name: str | None
    since_at: datetime


@dataclass(frozen=True)
class Pile:
    """The stuck cases of one kind, longest first, and how many more there are (to 1,001)."""

    kind: StuckKind
    rows: tuple[Stuck, ...]
    more: int


def stuck(
    session: Session,
    scope: Scope,
    calendar: WorkingCalendar,
    kind: StuckKind,
    *,
    at: datetime,
    limit: int = 50,
) -> tuple[Stuck, ...]:
    """The cases of a kind that are stuck at `at`, the longest first."""
    asked = KINDS[kind]
    assignee = aliased(Official)
    query = asked.join(
        select(
            Case.id,
            Case.agency_id,
            Case.code,
            Procedure.name,
            Case.unit_id,
            Unit.name,
            Case.assignee_id,
            assignee.full_name,
            asked.told,
        )
        .select_from(Case)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .outerjoin(Unit, Unit.id == Case.unit_id)
        .outerjoin(assignee, assignee.id == Case.assignee_id)
    ).where(*scope, *asked.criteria_at(session, calendar, at))
    found = session.execute(query.order_by(asked.compared, Case.id).limit(limit))
    return tuple(Stuck(kind, *row) for row in found)


def got_stuck(
    session: Session,
    scope: Scope,
    calendar: WorkingCalendar,
    kind: StuckKind,
    *,
    since: datetime | None,
    at: datetime,
) -> Select[tuple[int, datetime, int]]:
    """Selects `id`, `judged_at` and `waits_at` of the cases of a kind that got stuck since then.

    All that are stuck at `at` where there was no moment before. What the carrier or the postman
    tells later than it happened counts from when it was entered. `judged_at` is what the horizon
    is compared with, so it tells one time of getting stuck from the next; `waits_at` is the unit,
    or the agency, by which those who are told are found.
    """
    asked = KINDS[kind]
    judged_at = asked.compared.label("judged_at")
    waits_at = asked.waits_at.label("waits_at")
    query = asked.join(select(Case.id, judged_at, waits_at).select_from(Case)).where(
        *scope, *asked.criteria_at(session, calendar, at)
    )
    if since is not None:
        query = query.where(asked.new_since(session, calendar, since))
    return query


def stuck_counts(
    session: Session, scope: Scope, calendar: WorkingCalendar, *, at: datetime
) -> dict[StuckKind, int]:
    """How many cases of each kind are stuck, counted to 1,001 at most, in one statement."""
    counted = {
        kind: select(func.count())
        .select_from(
            asked.join(select(Case.id).select_from(Case))
            .where(*scope, *asked.criteria_at(session, calendar, at))
            .limit(COUNTED_TO)
            .subquery()
        )
        .scalar_subquery()
        for kind, asked in KINDS.items()
    }
    row = session.execute(select(*counted.values())).one()
    return dict(zip(counted, row, strict=True))


def piles(
    session: Session,
    scope: Scope,
    calendar: WorkingCalendar,
    *,
    at: datetime,
    limit: int = 50,
) -> Sequence[Pile]:
    """The kinds of which there are cases, each with its longest ones."""
    counts = stuck_counts(session, scope, calendar, at=at)
    found = []
    for kind, many in counts.items():
        if many:
            rows = stuck(session, scope, calendar, kind, at=at, limit=limit)
            found.append(Pile(kind, rows, many - len(rows)))
    return found
