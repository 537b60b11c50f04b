"""The trays of a unit: who must act next, most urgent first; and finding a case."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from onestop.accounts.models import Official, Unit
from onestop.accounts.rules import Actor, Permission
from onestop.cases.models import (
    Apology,
    Applicant,
    Case,
    CaseStep,
    Consultation,
    Handover,
    StepState,
    SupplementRequest,
)
from onestop.cases.queries.one_case import visible_to
from onestop.cases.rules.apology import ApologyState
from onestop.cases.rules.codes import normal_code
from onestop.cases.rules.lifecycle import WAITING, CaseStatus, Holding
from onestop.cases.rules.supplement import SupplementState
from onestop.letters import fold
from onestop.procedures.models import Procedure

COUNTED_TO = 1001
_PREPARED = (
    select(Apology.id)
    .where(Apology.case_id == Case.id, Apology.state == ApologyState.PREPARED)
    .correlate(Case)
    .exists()
)


class Tray(StrEnum):
    """The parts of a unit's work."""

    TO_ACCEPT = "to_accept"
    AT_WORK = "at_work"
    MINE = "mine"
    COORDINATING = "coordinating"
    CONSULTED = "consulted"
    TO_ISSUE = "to_issue"
    GIVEN = "given"
    WAITING = "waiting"
    TO_HAND_OUT = "to_hand_out"


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
    """Whether an apology was prepared that nobody has looked at yet."""


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
    urgent, number = _order(part)
    query = _rows(part).where(*_in_tray(actor, part, unit_id))
    if absentees is not None:
        query = query.where(_given_to(absentees))
    if after is not None:
        query = query.where(tuple_(urgent, number) > tuple_(*map(literal, after)))
    found = session.execute(query.order_by(urgent, number).limit(limit + 1)).all()
    rows = tuple(_row(each) for each in found[:limit])
    last = rows[-1] if len(found) > limit else None
    return Page(rows, (last.act_by_at, last.id) if last and last.act_by_at else None)


def tray_counts(session: Session, actor: Actor, *, unit_id: int | None = None) -> dict[Tray, int]:
    """How many cases lie in each tray, counted to 1,001 at most."""
    counted = {
        part: select(func.count())
        .select_from(
            select(_order(part)[1])
            .where(*_in_tray(actor, part, unit_id))
            .limit(COUNTED_TO)
            .subquery()
        )
        .scalar_subquery()
        for part in Tray
    }
    row = session.execute(select(*counted.values())).one()
    return dict(zip(counted, row, strict=True))


def left_alone(
    session: Session, actor: Actor, absentees: Absentees, *, unit_id: int | None = None
) -> int:
    """How many cases at work are assigned to somebody absent, counted to 1,001 at most."""
    found = select(Case.id).where(*_in_tray(actor, Tray.AT_WORK, unit_id), _given_to(absentees))
    counted = select(func.count()).select_from(found.limit(COUNTED_TO).subquery())
    return (session.scalar(counted) or 0) if absentees else 0


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


def _in_tray(actor: Actor, part: Tray, unit_id: int | None) -> Iterable[ColumnElement[bool]]:
    units = [unit_id] if unit_id in actor.unit_ids else sorted(actor.unit_ids)
    if part is Tray.COORDINATING:
        return (
            CaseStep.branch != "",
            CaseStep.unit_id.in_(units),
            CaseStep.state == StepState.OPEN,
        )
    if part is Tray.CONSULTED:
        return (Consultation.unit_id.in_(units), Consultation.ended_at.is_(None))
    if part is Tray.TO_ISSUE:
        return (Case.id.in_(_papers_to_issue(actor)),)
    if part is Tray.GIVEN:
        given = select(Handover.case_id).where(
            Handover.from_unit_id.in_(units), Handover.ended_at.is_(None)
        )
        return (Case.agency_id == actor.agency_id, Case.id.in_(given))
    lies_here = Case.unit_id == units[0] if len(units) == 1 else Case.unit_id.in_(units)
    offered, held = Case.holding == Holding.OFFERED, Case.holding == Holding.HELD
    at_work = Case.status.in_((CaseStatus.RECEIVED, CaseStatus.PROCESSING))
    conditions: dict[Tray, tuple[ColumnElement[bool], ...]] = {
        Tray.TO_ACCEPT: (lies_here, offered),
        Tray.AT_WORK: (lies_here, held, at_work),
        Tray.MINE: (
            *(lies_here, held, at_work),
            Case.assignee_id.in_({actor.official_id, *actor.stands_in_for}),
        ),
        Tray.WAITING: (lies_here, Case.status.in_(WAITING)),
        Tray.TO_HAND_OUT: (lies_here, held, Case.status == CaseStatus.SETTLED),
    }
    return conditions[part]


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


def _papers_to_issue(actor: Actor) -> CompoundSelect[int]:
    """The cases whose unit keeps them while a paper waits elsewhere: for a head, for a counter."""
    signs = literal(actor.may(Permission.SIGN_APOLOGIES))
    at_counter = literal(actor.may(Permission.REGISTER_CASES))
    drafted = select(Apology.case_id).where(
        Apology.state == ApologyState.DRAFTED, Apology.agency_id == actor.agency_id, signs
    )
    own = aliased(Case)
    signed = (
        select(Apology.case_id)
        .join(own, own.id == Apology.case_id)
        .where(Apology.state == ApologyState.SIGNED, own.agency_id == actor.agency_id, at_counter)
    )
    proposed = select(SupplementRequest.case_id).where(
        SupplementRequest.state == SupplementState.PROPOSED,
        SupplementRequest.agency_id == actor.agency_id,
        at_counter,
    )
    return union_all(drafted, signed, proposed)


def _order(part: Tray) -> tuple[ColumnElement[Any], ColumnElement[int]]:
    """The moment by which a tray is sorted, and the number that tells equal moments apart."""
    if part is Tray.COORDINATING:
        return func.coalesce(CaseStep.due_at, CaseStep.received_at), CaseStep.id.expression
    if part is Tray.CONSULTED:
        return Consultation.due_at.expression, Consultation.id.expression
    return Case.act_by_at.expression, Case.id.expression


def _rows(part: Tray | None = None) -> Select[*tuple[Any, ...]]:
    """The rows of a tray or a search, with the step that matters there."""
    assignee = aliased(Official)
    branch = part is Tray.COORDINATING
    urgent, number = _order(part or Tray.AT_WORK)
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
            _PREPARED.label("apology_prepared"),
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
