"""What is still owed on paper, what was printed lately, and finding a paper."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from onestop.accounts.models import Official
from onestop.accounts.rules import Actor
from onestop.cases.models import Case, HandoverList, IssuedPaper, PaperPrinting
from onestop.cases.models.paper import OWED
from onestop.cases.queries.papers import LISTS, seen_by
from onestop.cases.rules.codes import normal_code
from onestop.cases.rules.paper import PaperKind
from onestop.cases.rules.printing import MUST_BE_PRINTED

Span = tuple[datetime, datetime]
"""From the first moment up to, and without, the second one."""


@dataclass(frozen=True)
class PaperRow:
    """A paper with how often it was printed; `place` is where it stands in the order of its page.

    `whom` is the applicant, or the unit that a hand-over list goes to; `at_home` says whether it
    is about a case of the person's own agency.
    """

    id: int
    kind: PaperKind
    number: str
    code: str | None
    at_home: bool
    whom: str
    issued_at: datetime
    issued_by: str | None
    place: int
    times: int
    printed_at: datetime | None
    printed_by: str | None
    voided_at: datetime | None


@dataclass(frozen=True)
class PaperPage:
    """Some papers, and the place after which the next page goes on."""

    rows: tuple[PaperRow, ...]
    after: int | None


def owed(
    session: Session,
    actor: Actor,
    span: Span | None = None,
    *,
    kinds: Collection[PaperKind] = MUST_BE_PRINTED,
    after: int | None = None,
    limit: int = 50,
) -> PaperPage:
    """A page of the papers never printed: kind by kind, oldest first; of a time, or whenever."""
    asked = _rows(actor, IssuedPaper.id, _first_time()).where(*_owed(actor, span, kinds))
    last = _place(session, _in_turn(), IssuedPaper.id, after)
    if last is not None:
        asked = asked.where(tuple_(*_in_turn()) > last)
    return _page(session, asked.order_by(*_in_turn()), limit)


def owed_ids(
    session: Session,
    actor: Actor,
    span: Span | None,
    *,
    kinds: Collection[PaperKind],
    limit: int,
) -> Sequence[int]:
    """The numbers of those papers, in the same order."""
    asked = select(IssuedPaper.id).where(*_owed(actor, span, kinds))
    return session.scalars(asked.order_by(*_in_turn()).limit(limit)).all()


def owed_counts(session: Session, actor: Actor, span: Span | None) -> dict[PaperKind, int]:
    """How many papers of each kind are owed, in the order of the kinds."""
    found = dict(
        session.execute(
            select(IssuedPaper.kind, func.count())
            .where(*_owed(actor, span, MUST_BE_PRINTED))
            .group_by(IssuedPaper.kind)
        ).all()
    )
    return {kind: found[kind] for kind in MUST_BE_PRINTED if kind in found}


def printed(
    session: Session,
    actor: Actor,
    span: Span,
    *,
    kinds: Collection[PaperKind],
    after: int | None = None,
    limit: int = 50,
) -> PaperPage:
    """A page of what came out of the agency's printers in that time, newest first."""
    from_at, until_at = span
    in_turn = (PaperPrinting.printed_at.expression, PaperPrinting.id.expression)
    asked = _rows(actor, PaperPrinting.id, PaperPrinting.paper_id == IssuedPaper.id).where(
        PaperPrinting.agency_id == actor.agency_id,
        PaperPrinting.printed_at >= from_at,
        PaperPrinting.printed_at < until_at,
        IssuedPaper.kind.in_(kinds),
        seen_by(actor),
    )
    last = _place(session, in_turn, PaperPrinting.id, after)
    if last is not None:
        asked = asked.where(tuple_(*in_turn) < last)
    return _page(session, asked.order_by(*(each.desc() for each in in_turn)), limit)


def find(
    session: Session, actor: Actor, text: str, *, day: date, limit: int = 50
) -> tuple[PaperRow, ...]:
    """The papers about the case of that code, or of that number this year and last, newest first.

    A number is written as on the paper, `12/PBS-TTPVHCC`, or without what follows the stroke.
    """
    about = _about(session, actor, text, day)
    if about is None:
        return ()
    each = aliased(PaperPrinting)
    newest = select(func.max(each.count)).where(each.paper_id == IssuedPaper.id).scalar_subquery()
    last = and_(PaperPrinting.paper_id == IssuedPaper.id, PaperPrinting.count == newest)
    asked = _rows(actor, IssuedPaper.id, last).where(about, seen_by(actor))
    ordered = asked.order_by(IssuedPaper.issued_at.desc(), IssuedPaper.id.desc())
    rows = _page(session, ordered, limit).rows
    written = text.strip().upper()
    return tuple(row for row in rows if "/" not in written or row.number.upper() == written)


def seen_among(session: Session, actor: Actor, paper_ids: Sequence[int]) -> list[int]:
    """Those of the papers that the person may see, in the order given."""
    asked = select(IssuedPaper.id).where(IssuedPaper.id.in_(paper_ids), seen_by(actor))
    seen = set(session.scalars(asked))
    return [paper_id for paper_id in paper_ids if paper_id in seen]


def _about(session: Session, actor: Actor, text: str, day: date) -> ColumnElement[bool] | None:
    found = session.execute(
        select(Case.id, Case.sitting_id).where(Case.code == normal_code(text))
    ).one_or_none()
    if found is not None:
        of_sitting = IssuedPaper.sitting_id == found.sitting_id
        about = IssuedPaper.case_id == found.id
        return about if found.sitting_id is None else or_(about, of_sitting)
    number = text.strip().partition("/")[0]
    if not (number.isascii() and number.isdecimal() and len(number) <= 9):
        return None
    # Chosen apart from their order, which would tempt a database to read all papers by their day.
    of_number = select(IssuedPaper.id).where(
        IssuedPaper.agency_id == actor.agency_id,
        IssuedPaper.kind.in_(PaperKind),
        IssuedPaper.period.in_((f"{day:%Y}", f"{day.year - 1}")),
        IssuedPaper.number == int(number),
    )
    return IssuedPaper.id.in_(session.scalars(of_number).all())


def _owed(
    actor: Actor, span: Span | None, kinds: Collection[PaperKind]
) -> tuple[ColumnElement[bool], ...]:
    """A list is owed by the unit that gives dossiers or results."""
    given = exists().where(
        HandoverList.agency_id == IssuedPaper.agency_id,
        HandoverList.period == IssuedPaper.period,
        HandoverList.number == IssuedPaper.number,
        HandoverList.from_unit_id.in_(sorted(actor.unit_ids)),
    )
    return (
        IssuedPaper.agency_id == actor.agency_id,
        OWED,
        *(_within(span) if span else ()),
        IssuedPaper.kind.in_(kinds),
        or_(IssuedPaper.kind.not_in(LISTS), given),
        seen_by(actor),
    )


def _within(span: Span) -> tuple[ColumnElement[bool], ...]:
    from_at, until_at = span
    return IssuedPaper.issued_at >= from_at, IssuedPaper.issued_at < until_at


def _first_time() -> ColumnElement[bool]:
    return and_(PaperPrinting.paper_id == IssuedPaper.id, PaperPrinting.count == 0)


def _place(
    session: Session, in_turn: Sequence[ColumnElement[Any]], number: Any, after: int | None
) -> Any:
    """Where the last row of the page before stands in the order; None for the first page."""
    if after is None:
        return None
    found = session.execute(select(*in_turn).where(number == after)).one_or_none()
    return None if found is None else tuple_(*map(literal, found))


def _in_turn() -> tuple[ColumnElement[Any], ...]:
    order = {kind: place for place, kind in enumerate(MUST_BE_PRINTED)}
    rank = case(order, value=IssuedPaper.kind, else_=len(order))
    return rank, IssuedPaper.issued_at.expression, IssuedPaper.id.expression


def _rows(actor: Actor, place: Any, printing: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Papers beside one of their printings; the values of the paper stay where they are."""
    printer, about, sister = aliased(Official), aliased(Case), aliased(Case)
    said = IssuedPaper.printed
    of_sitting = (
        select(func.min(sister.code))
        .where(sister.sitting_id == IssuedPaper.sitting_id)
        .scalar_subquery()
    )
    return (
        select(
            IssuedPaper.id,
            IssuedPaper.kind,
            said["number"].as_string(),
            func.coalesce(about.code, of_sitting),
            func.coalesce(about.agency_id, IssuedPaper.agency_id) == actor.agency_id,
            func.coalesce(said["applicant"].as_string(), said["to_unit"].as_string(), ""),
            IssuedPaper.issued_at,
            Official.full_name,
            place,
            func.coalesce(PaperPrinting.count + 1, 0),
            PaperPrinting.printed_at,
            printer.full_name,
            IssuedPaper.voided_at,
        )
        .select_from(IssuedPaper)
        .outerjoin(PaperPrinting, printing)
        .outerjoin(about, about.id == IssuedPaper.case_id)
        .outerjoin(Official, Official.id == IssuedPaper.issued_by_id)
        .outerjoin(printer, printer.id == PaperPrinting.printed_by_id)
    )


def _page(session: Session, asked: Select[*tuple[Any, ...]], limit: int) -> PaperPage:
    found = session.execute(asked.limit(limit + 1)).all()
    rows = tuple(PaperRow(row[0], PaperKind(row[1]), *row[2:]) for row in found[:limit])
    return PaperPage(rows, rows[-1].place if len(found) > limit else None)
