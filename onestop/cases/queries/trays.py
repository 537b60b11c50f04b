"""The trays of a unit: who must act next, most urgent first; and finding a case."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from onestop.accounts.models import Official, Unit
from onestop.accounts.rules import Actor
from onestop.cases.models import (
    Apology,
    Applicant,
    Case,
    CaseStep,
    Consultation,
)
from onestop.cases.queries import lying
from onestop.cases.queries.lying import Eyes
from onestop.cases.queries.one_case import visible_to
from onestop.cases.rules.apology import ApologyState
from onestop.cases.rules.codes import normal_code
from onestop.cases.rules.lifecycle import CaseStatus, Holding
from onestop.cases.rules.trays import Tray
from onestop.letters import fold
from onestop.procedures.models import Procedure

COUNTED_TO = 1001
_PREPARED = (
    select(Apology.id)
    .where(Apology.case_id == Case.id, Apology.state == ApologyState.PREPARED)
    .correlate(Case)
    .exists()
)


@dataclass(frozen=True)
class TrayRow:
    """A line of a tray or of a search; `id` is the place in its order, a case's or a step's."""

    id: int
    code: str
    procedure_name: str
    applicant_name: str
    unit_name: str | None
    step_name: str | None
    assignee_name: str | None
    act_by_at: datetime | None
    due_at: datetime
    received_at: datetime
    status: CaseStatus
    holding: Holding
    version: int
    unit_id: int | None
    assignee_id: int | None
    step_role: str | None
    apology_prepared: bool
    """Whether an apology was prepared that nobody has looked at yet; not of a case that another
    agency forwarded here: it apologises itself."""


Cursor = tuple[datetime, int]
Absentees = Collection[tuple[int, int]]
"""Units with officials of theirs whose work nobody does today."""


@dataclass(frozen=True)
class Page:
    """Some rows, and the place after the last one; None where nothing follows."""

    rows: tuple[TrayRow, ...]
    after: Cursor | None


def tray(
    session: Session,
    actor: Actor,
    part: Tray,
    *,
    unit_id: int | None = None,
    absentees: Absentees | None = None,
    after: Cursor | None = None,
    limit: int = 50,
) -> Page:
    """A page of one tray of the person's units, the most urgent case first.

    With `absentees`, only the cases that are assigned to one of them.
    """
    query = _paging(part, lying.eyes_of(actor, unit_id))
    if absentees is not None:
        query = query.where(_given_to(absentees))
    if after is not None:
        query = query.where(tuple_(*lying.order(part)) > tuple_(*map(literal, after)))
    found = session.execute(query, lying.asked(actor, unit_id) | {"many": limit + 1}).all()
    rows = tuple(_row(each) for each in found[:limit])
    last = rows[-1] if len(found) > limit else None
    return Page(rows, (last.act_by_at, last.id) if last and last.act_by_at else None)


def tray_counts(session: Session, actor: Actor, *, unit_id: int | None = None) -> dict[Tray, int]:
    """How many cases lie in each tray, counted to 1,001 at most."""
    row = session.execute(
        _counting(lying.eyes_of(actor, unit_id)), lying.asked(actor, unit_id)
    ).one()
    return dict(zip(Tray, row, strict=True))


def left_alone(
    session: Session, actor: Actor, absentees: Absentees, *, unit_id: int | None = None
) -> int:
    """How many cases at work are assigned to somebody absent, counted to 1,001 at most."""
    if not absentees:
        return 0
    lies_here = lying.in_tray(lying.eyes_of(actor, unit_id), Tray.AT_WORK)
    found = select(Case.id).where(*lies_here, _given_to(absentees)).limit(COUNTED_TO)
    counted = select(func.count()).select_from(found.subquery())
    return session.scalar(counted, lying.asked(actor, unit_id)) or 0


def find(session: Session, actor: Actor, text: str, *, limit: int = 50) -> tuple[TrayRow, ...]:
    """Cases by code, by words of the applicant's name, by identity number or by phone.

    Newest first; a code or its beginning in capitals finds by code.
    """
    text = text.strip()
    if not text:
        return ()
    query = _rows().where(visible_to(actor), _matches(actor, text))
    found = session.execute(query.order_by(Case.received_at.desc(), Case.id.desc()).limit(limit))
    return tuple(_row(each) for each in found)


def by_codes(session: Session, actor: Actor, codes: tuple[str, ...]) -> tuple[TrayRow, ...]:
    """Those of the cases that the person may see, the most urgent first."""
    found = session.execute(
        _rows()
        .where(Case.code.in_(codes), visible_to(actor))
        .order_by(Case.act_by_at, Case.id)
        .limit(len(codes))
    )
    return tuple(_row(each) for each in found)


def _matches(actor: Actor, text: str) -> ColumnElement[bool]:
    applicants = Applicant.agency_id == actor.agency_id
    if any(letter.isdigit() for letter in text):
        code = normal_code(text)
        digits = "".join(letter for letter in text if letter.isdigit())
        by_number = and_(
            applicants, or_(Applicant.identity_number == digits, Applicant.phone == digits)
        )
        return or_(Case.code == code, Case.code.startswith(code, autoescape=True), by_number)
    words = [Applicant.folded_name.contains(word, autoescape=True) for word in fold(text).split()]
    return and_(applicants, *words)


@cache
def _counting(eyes: Eyes) -> Select[*tuple[int, ...]]:
    """The statement that counts every tray at once."""
    counted = (
        select(func.count())
        .select_from(
            select(lying.order(part)[1])
            .where(*lying.in_tray(eyes, part))
            .limit(COUNTED_TO)
            .subquery()
        )
        .scalar_subquery()
        for part in Tray
    )
    return select(*counted)


@cache
def _paging(part: Tray, eyes: Eyes) -> Select[*tuple[Any, ...]]:
    """The statement of a page of a tray, the most urgent case first."""
    return (
        _rows(part)
        .where(*lying.in_tray(eyes, part))
        .order_by(*lying.order(part))
        .limit(bindparam("many", type_=Integer))
    )


def _given_to(absentees: Absentees) -> ColumnElement[bool]:
    """By unit, so that the few cases of the absent are found by their assignee's index."""
    of_units: dict[int, list[int]] = {}
    for unit_id, official_id in sorted(absentees):
        of_units.setdefault(unit_id, []).append(official_id)
    return or_(
        false(),
        *(
            and_(Case.unit_id == unit_id, Case.assignee_id.in_(official_ids))
            for unit_id, official_ids in of_units.items()
        ),
    )


def _rows(part: Tray | None = None) -> Select[*tuple[Any, ...]]:
    """The rows of a tray or a search, with the step that matters there."""
    assignee = aliased(Official)
    branch = part is Tray.COORDINATING
    urgent, number = lying.order(part or Tray.AT_WORK)
    step = (
        CaseStep.case_id == Case.id
        if branch
        else (CaseStep.case_id == Case.id)
        & (CaseStep.position == Case.step_position)
        & (CaseStep.round == Case.step_round)
    )
    rows = (
        select(
            number.label("id"),
            Case.code,
            Procedure.name.label("procedure_name"),
            Applicant.name.label("applicant_name"),
            Unit.name.label("unit_name"),
            CaseStep.name.label("step_name"),
            assignee.full_name.label("assignee_name"),
            urgent.label("act_by_at"),
            Case.due_at,
            Case.received_at,
            Case.status,
            Case.holding,
            Case.version,
            Case.unit_id,
            Case.assignee_id,
            CaseStep.role.label("step_role"),
            and_(_PREPARED, CaseStep.deadline_at.is_(None)).label("apology_prepared"),
        )
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(Applicant, Applicant.id == Case.applicant_id)
        .outerjoin(Unit, Unit.id == Case.unit_id)
        .outerjoin(CaseStep, step)
        .outerjoin(assignee, assignee.id == Case.assignee_id)
    )
    if part is Tray.CONSULTED:
        rows = rows.join(Consultation, Consultation.case_id == Case.id)
    return rows


def _row(found: Any) -> TrayRow:
    values = found._asdict()
    values["status"] = CaseStatus(values["status"])
    values["holding"] = Holding(values["holding"])
    return TrayRow(**values)
