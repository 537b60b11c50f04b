"""Finding the cases that got stuck: each kind set-wise, by the horizon that the rules reckon."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.orm import Session, aliased

from onestop.accounts.models import Official, Unit
from onestop.calendars.rules import Term, WorkingCalendar
from onestop.cases.models import WITH_POST, Case, CaseStep, Handover, JournalEntry
from onestop.cases.queries.leading import Scope
from onestop.cases.queries.supplements import BROUGHT
from onestop.cases.rules.lifecycle import CaseStatus, Holding
from onestop.cases.rules.stuck import (
    DUTY_ANSWER,
    FETCHING,
    STOP,
    SUPPLEMENT_ANSWER,
    USUAL_WITHOUT_LIMIT,
    StuckKind,
    gone_by,
    received_too_long_ago,
    usual_time,
)
from onestop.db import Moment
from onestop.procedures.models import Procedure, ProcedureVersion, RoutingStep

COUNTED_TO = 1001
MOST_TERMS = 200
"""A catalogue allots a few dozen different times; any beyond these counts as without limit."""


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


@dataclass(frozen=True)
class _Kind:
    """How a kind is found: the moment that is compared, the one that is told, and where."""

    compared: ColumnElement[Any]
    told: ColumnElement[Any]
    criteria: tuple[ColumnElement[bool], ...]
    horizon: Callable[[Session, WorkingCalendar, datetime], ColumnElement[datetime]]
    join: Callable[[Select[Any]], Select[Any]] = lambda query: query


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
    asked = _KINDS[kind]
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
    ).where(*scope, *asked.criteria, asked.compared < asked.horizon(session, calendar, at))
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
) -> Select[tuple[int, datetime]]:
    """Selects `id` and `judged_at` of the cases of a kind that got stuck since a moment.

    All that are stuck at `at` where there was no moment before. `judged_at` is what the horizon
    is compared with, so it tells one time of getting stuck from the next.
    """
    asked = _KINDS[kind]
    judged_at = asked.compared.label("judged_at")
    query = asked.join(select(Case.id, judged_at).select_from(Case)).where(
        *scope, *asked.criteria, asked.compared < asked.horizon(session, calendar, at)
    )
    if since is not None:
        query = query.where(asked.compared >= asked.horizon(session, calendar, since))
    return query


def stuck_counts(
    session: Session, scope: Scope, calendar: WorkingCalendar, *, at: datetime
) -> dict[StuckKind, int]:
    """How many cases of each kind are stuck, counted to 1,001 at most, in one statement."""
    counted = {
        kind: select(func.count())
        .select_from(
            asked.join(select(Case.id).select_from(Case))
            .where(*scope, *asked.criteria, asked.compared < asked.horizon(session, calendar, at))
            .limit(COUNTED_TO)
            .subquery()
        )
        .scalar_subquery()
        for kind, asked in _KINDS.items()
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


def _fixed(
    reckon: Callable[[WorkingCalendar, datetime], datetime],
) -> Callable[[Session, WorkingCalendar, datetime], ColumnElement[datetime]]:
    """The same horizon for every case."""
    return lambda _session, calendar, at: literal(reckon(calendar, at), Moment())


def _after(
    term: Term,
) -> Callable[[Session, WorkingCalendar, datetime], ColumnElement[datetime]]:
    return _fixed(lambda calendar, at: gone_by(calendar, term, at=at))


def _untouched_before(
    session: Session, calendar: WorkingCalendar, at: datetime
) -> ColumnElement[datetime]:
    """By the step's own usual time."""
    allotted = _terms_of(session, RoutingStep.allotted)
    usual = {written: usual_time(term) for written, term in allotted.items()}
    return _by_term(calendar, at, CaseStep.allotted.expression, usual, USUAL_WITHOUT_LIMIT)


def _unanswered_before(
    session: Session, calendar: WorkingCalendar, at: datetime
) -> ColumnElement[datetime]:
    """By the day on which the procedure would close the case."""
    column = ProcedureVersion.supplement_close_after
    terms = _terms_of(session, column)
    return _by_term(calendar, at, column.expression, terms, SUPPLEMENT_ANSWER)


def _terms_of(session: Session, column: Any) -> dict[str, Term]:
    """The different times that the catalogue writes in a column."""
    written = session.scalars(
        select(column).where(column.is_not(None), column != "").distinct().limit(MOST_TERMS)
    )
    return {each: Term.parse(each) for each in written}


def _by_term(
    calendar: WorkingCalendar,
    at: datetime,
    column: ColumnElement[Any],
    terms: dict[str, Term],
    otherwise: Term,
) -> ColumnElement[datetime]:
    """The horizon of each case by the time written in a column."""
    default = literal(gone_by(calendar, otherwise, at=at), Moment())
    if not terms:
        return default
    horizons = {
        written: literal(gone_by(calendar, term, at=at), Moment())
        for written, term in sorted(terms.items())
    }
    return case(horizons, value=column, else_=default)


_touched_at = (
    select(JournalEntry.happened_at)
    .where(JournalEntry.case_id == Case.id, JournalEntry.number == Case.version)
    .scalar_subquery()
)
"""When somebody did something to the case last. No join: the journal must never be the table
that a search begins with."""

_KINDS: dict[StuckKind, _Kind] = {
    StuckKind.NOT_HANDED_OVER: _Kind(
        compared=Case.received_at.expression,
        told=Case.received_at.expression,
        criteria=(Case.status == CaseStatus.RECEIVED, Case.holding == Holding.HELD),
        horizon=_fixed(lambda calendar, at: received_too_long_ago(calendar, at=at)),
    ),
    StuckKind.NOT_ACCEPTED: _Kind(
        compared=Handover.due_at.expression,
        told=Handover.given_at.expression,
        criteria=(
            Case.status.in_((CaseStatus.RECEIVED, CaseStatus.PROCESSING)),
            Case.holding == Holding.OFFERED,
            Handover.ended_at.is_(None),
        ),
        horizon=_fixed(lambda _calendar, at: at),
        join=lambda query: query.join(Handover, Handover.case_id == Case.id),
    ),
    StuckKind.UNTOUCHED: _Kind(
        compared=_touched_at,
        told=_touched_at,
        criteria=(Case.status == CaseStatus.PROCESSING, Case.holding == Holding.HELD),
        horizon=_untouched_before,
        join=lambda query: query.join(
            CaseStep,
            (CaseStep.case_id == Case.id)
            & (CaseStep.position == Case.step_position)
            & (CaseStep.round == Case.step_round),
        ),
    ),
    StuckKind.PAPERS_BROUGHT: _Kind(
        compared=Case.folder_since_at.expression,
        told=Case.folder_since_at.expression,
        criteria=(Case.status == CaseStatus.SUPPLEMENT, Case.holding == Holding.HELD, BROUGHT),
        horizon=_fixed(lambda calendar, at: received_too_long_ago(calendar, at=at)),
    ),
    StuckKind.SUPPLEMENT_UNANSWERED: _Kind(
        compared=Case.stands_since_at.expression,
        told=Case.stands_since_at.expression,
        criteria=(Case.status == CaseStatus.SUPPLEMENT, Case.holding == Holding.HELD),
        horizon=_unanswered_before,
        join=lambda query: query.join(ProcedureVersion, ProcedureVersion.id == Case.version_id),
    ),
    StuckKind.DUTY_UNANSWERED: _Kind(
        compared=Case.stands_since_at.expression,
        told=Case.stands_since_at.expression,
        criteria=(Case.status == CaseStatus.FINANCIAL_DUTY, Case.holding == Holding.HELD),
        horizon=_after(DUTY_ANSWER),
    ),
    StuckKind.NOT_RESUMED: _Kind(
        compared=Case.stands_since_at.expression,
        told=Case.stands_since_at.expression,
        criteria=(Case.status == CaseStatus.STOPPED, Case.holding == Holding.HELD),
        horizon=_after(STOP),
    ),
    StuckKind.WITH_POST: _Kind(
        compared=Case.post_by_at.expression,
        told=Case.post_since_at.expression,
        criteria=(Case.status == CaseStatus.SETTLED, WITH_POST),
        horizon=_fixed(lambda _calendar, at: at),
    ),
    StuckKind.CAME_BACK: _Kind(
        compared=Case.post_since_at.expression,
        told=Case.post_since_at.expression,
        criteria=(
            Case.status == CaseStatus.SETTLED,
            Case.holding == Holding.HELD,
            Case.post_since_at.is_not(None),
        ),
        horizon=_fixed(lambda _calendar, at: at),
    ),
    StuckKind.LOST: _Kind(
        compared=Case.post_since_at.expression,
        told=Case.post_since_at.expression,
        criteria=(Case.status == CaseStatus.SETTLED, Case.holding == Holding.LOST),
        horizon=_fixed(lambda _calendar, at: at),
    ),
    StuckKind.NOT_RETURNED: _Kind(
        compared=Case.settled_at.expression,
        told=Case.settled_at.expression,
        criteria=(
            Case.status == CaseStatus.SETTLED,
            Case.holding.in_((Holding.HELD, Holding.PACKED)),
            Case.post_since_at.is_(None),
        ),
        horizon=_after(FETCHING),
    ),
}
"""Each kind of stuck case. A case that takes the counter's own steps is `untouched` once the
reception is done; papers that were brought are known only from the folder, which the counter
confirmed to have after the clock stood still."""
