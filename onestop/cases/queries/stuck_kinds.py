"""The kinds of stuck cases as conditions: what is compared with which horizon, and what is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Subquery,
    case,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from onestop.calendars.rules import Term, WorkingCalendar
from onestop.cases.models import (
    WITH_POST,
    Apology,
    Case,
    CaseStep,
    Handover,
    JournalEntry,
    SupplementRequest,
)
from onestop.cases.queries.recipients import AT_COUNTERS, HEADS_OF_AGENCIES, IN_CHARGE_OF_UNITS
from onestop.cases.queries.supplements import BROUGHT
from onestop.cases.rules.apology import ApologyState
from onestop.cases.rules.lifecycle import CaseStatus, Holding
from onestop.cases.rules.stuck import (
    DUTY_ANSWER,
    FETCHING,
    STOP,
    SUPPLEMENT_ANSWER,
    UNSEEN,
    USUAL_WITHOUT_LIMIT,
    StuckKind,
    gone_by,
    received_too_long_ago,
    usual_time,
)
from onestop.cases.rules.supplement import SupplementState
from onestop.db import Moment
from onestop.procedures.models import ProcedureVersion, RoutingStep

MOST_TERMS = 200
"""A catalogue allots a few dozen different times; any beyond these counts as without limit."""


@dataclass(frozen=True)
class Kind:
    """How a kind is found: the moment that is compared, the one that is told, and where.

    `begun` is a moment that is cheaper to read and never later than the one that is compared. One
    that is `heard_later` may lie before the moment at which the office came to know of it. Told
    are those of `people` whose unit, or agency, is the one at which the case or paper waits.
    """

    compared: ColumnElement[Any]
    told: ColumnElement[Any]
    criteria: tuple[ColumnElement[bool], ...]
    horizon: Callable[[Session, WorkingCalendar, datetime], ColumnElement[datetime]]
    join: Callable[[Select[Any]], Select[Any]] = lambda query: query
    begun: ColumnElement[Any] | None = None
    people: Subquery = IN_CHARGE_OF_UNITS
    waits_at: ColumnElement[Any] = Case.unit_id.expression
    heard_later: bool = False

    def criteria_at(
        self, session: Session, calendar: WorkingCalendar, at: datetime
    ) -> tuple[ColumnElement[bool], ...]:
        """What is true of the cases that lie still at `at`."""
        horizon = self.horizon(session, calendar, at)
        early = () if self.begun is None else (self.begun < horizon,)
        return (*self.criteria, *early, self.compared < horizon)

    def new_since(
        self, session: Session, calendar: WorkingCalendar, since: datetime
    ) -> ColumnElement[bool]:
        """What did not lie still yet at that moment, or was not known then to do so."""
        passed = self.compared >= self.horizon(session, calendar, since)
        return or_(passed, _entered_at >= since - UNSEEN) if self.heard_later else passed


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


def _with_apology(query: Select[Any]) -> Select[Any]:
    return query.join(Apology, Apology.case_id == Case.id)


def _of_the_last_line(column: ColumnElement[datetime]) -> ScalarSelect[datetime]:
    """No join: the journal must never be the table that a search begins with."""
    last = (JournalEntry.case_id == Case.id, JournalEntry.number == Case.version)
    return select(column).where(*last).scalar_subquery()


_touched_at = _of_the_last_line(JournalEntry.happened_at.expression)
"""When somebody did something to the case last."""
_entered_at = _of_the_last_line(JournalEntry.entered_at.expression)
"""When the journal was told so: later, where it had happened elsewhere."""

KINDS: dict[StuckKind, Kind] = {
    StuckKind.NOT_HANDED_OVER: Kind(
        compared=Case.received_at.expression,
        told=Case.received_at.expression,
        criteria=(Case.status == CaseStatus.RECEIVED, Case.holding == Holding.HELD),
        horizon=_fixed(lambda calendar, at: received_too_long_ago(calendar, at=at)),
        heard_later=True,
    ),
    StuckKind.NOT_ACCEPTED: Kind(
        compared=Handover.due_at.expression,
        told=Handover.given_at.expression,
        criteria=(
            Case.status.in_((CaseStatus.RECEIVED, CaseStatus.PROCESSING)),
            Case.holding == Holding.OFFERED,
            Handover.ended_at.is_(None),
        ),
        horizon=_fixed(lambda _calendar, at: at),
        join=lambda query: query.join(Handover, Handover.case_id == Case.id),
        heard_later=True,
    ),
    StuckKind.UNTOUCHED: Kind(
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
        begun=CaseStep.received_at.expression,
    ),
    StuckKind.SUPPLEMENT_NOT_ISSUED: Kind(
        compared=SupplementRequest.proposed_at.expression,
        told=SupplementRequest.proposed_at.expression,
        criteria=(SupplementRequest.state == SupplementState.PROPOSED,),
        horizon=_fixed(lambda calendar, at: received_too_long_ago(calendar, at=at)),
        join=lambda query: query.join(SupplementRequest, SupplementRequest.case_id == Case.id),
        people=AT_COUNTERS,
        waits_at=SupplementRequest.agency_id.expression,
    ),
    StuckKind.APOLOGY_NOT_SIGNED: Kind(
        compared=Apology.drafted_at.expression,
        told=Apology.drafted_at.expression,
        criteria=(Apology.state == ApologyState.DRAFTED,),
        horizon=_fixed(lambda calendar, at: received_too_long_ago(calendar, at=at)),
        join=_with_apology,
        people=HEADS_OF_AGENCIES,
        waits_at=Apology.agency_id.expression,
    ),
    StuckKind.APOLOGY_NOT_TOLD: Kind(
        compared=Apology.signed_at.expression,
        told=Apology.signed_at.expression,
        criteria=(Apology.state == ApologyState.SIGNED,),
        horizon=_fixed(lambda calendar, at: received_too_long_ago(calendar, at=at)),
        join=_with_apology,
        people=AT_COUNTERS,
        waits_at=Case.agency_id.expression,
    ),
    StuckKind.PAPERS_BROUGHT: Kind(
        compared=Case.folder_since_at.expression,
        told=Case.folder_since_at.expression,
        criteria=(Case.status == CaseStatus.SUPPLEMENT, Case.holding == Holding.HELD, BROUGHT),
        horizon=_fixed(lambda calendar, at: received_too_long_ago(calendar, at=at)),
    ),
    StuckKind.SUPPLEMENT_UNANSWERED: Kind(
        compared=Case.stands_since_at.expression,
        told=Case.stands_since_at.expression,
        criteria=(Case.status == CaseStatus.SUPPLEMENT, Case.holding == Holding.HELD),
        horizon=_unanswered_before,
        join=lambda query: query.join(ProcedureVersion, ProcedureVersion.id == Case.version_id),
    ),
    StuckKind.DUTY_UNANSWERED: Kind(
        compared=Case.stands_since_at.expression,
        told=Case.stands_since_at.expression,
        criteria=(Case.status == CaseStatus.FINANCIAL_DUTY, Case.holding == Holding.HELD),
        horizon=_after(DUTY_ANSWER),
    ),
    StuckKind.NOT_RESUMED: Kind(
        compared=Case.stands_since_at.expression,
        told=Case.stands_since_at.expression,
        criteria=(Case.status == CaseStatus.STOPPED, Case.holding == Holding.HELD),
        horizon=_after(STOP),
    ),
    StuckKind.WITH_POST: Kind(
        compared=Case.post_by_at.expression,
        told=Case.post_since_at.expression,
        criteria=(Case.status == CaseStatus.SETTLED, WITH_POST),
        horizon=_fixed(lambda _calendar, at: at),
        heard_later=True,
    ),
    StuckKind.CAME_BACK: Kind(
        compared=Case.post_since_at.expression,
        told=Case.post_since_at.expression,
        criteria=(
            Case.status == CaseStatus.SETTLED,
            Case.holding == Holding.HELD,
            Case.post_since_at.is_not(None),
        ),
        horizon=_fixed(lambda _calendar, at: at),
        heard_later=True,
    ),
    StuckKind.LOST: Kind(
        compared=Case.post_since_at.expression,
        told=Case.post_since_at.expression,
        criteria=(Case.status == CaseStatus.SETTLED, Case.holding == Holding.LOST),
        horizon=_fixed(lambda _calendar, at: at),
        heard_later=True,
    ),
    StuckKind.NOT_RETURNED: Kind(
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
