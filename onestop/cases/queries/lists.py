"""Lists of dossiers handed over together, for the two units between which they pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from onestop.accounts.models import Official
from onestop.accounts.rules import Actor
from onestop.cases.models import Applicant, Case, Handover, HandoverList
from onestop.errors import N_, NotFound
from onestop.procedures.models import Procedure

RECENT = 50


@dataclass(frozen=True)
class ListRow:
    """A list with how many dossiers it holds and how many nobody has confirmed yet."""

    found: HandoverList
    dossiers: int
    to_confirm: int


@dataclass(frozen=True)
class Entry:
    """A dossier of a list, and what became of it."""

    code: str
    version: int
    procedure_name: str
    applicant_name: str
    due_at: datetime
    by_at: datetime
    outcome: str | None
    ended_at: datetime | None
    ended_by: str | None
    reason: str


def recent(session: Session, actor: Actor) -> list[ListRow]:
    """The newest lists given or received by the person's units, the newest first."""
    to_confirm = func.count(Handover.id) - func.count(Handover.ended_at)
    rows = session.execute(
        select(HandoverList, func.count(Handover.id), to_confirm)
        .join(Handover, Handover.list_id == HandoverList.id)
        .where(between(actor))
        .group_by(HandoverList.id)
        .order_by(HandoverList.id.desc())
        .limit(RECENT)
        .options(joinedload(HandoverList.from_unit), joinedload(HandoverList.to_unit))
    )
    return [ListRow(*row) for row in rows]


def one(session: Session, actor: Actor, list_id: int) -> HandoverList:
    """A list of the person's units; raises NotFound."""
    found = session.scalar(
        select(HandoverList)
        .where(HandoverList.id == list_id, between(actor))
        .options(
            joinedload(HandoverList.from_unit),
            joinedload(HandoverList.to_unit),
            joinedload(HandoverList.given_by),
        )
    )
    if found is None:
        raise NotFound(N_("There is no such list in your units."))
    return found


def entries(session: Session, list_id: int) -> Sequence[Entry]:
    """The dossiers of a list, in the order in which they were given."""
    return [Entry(*row) for row in session.execute(_entries(list_id))]


def _entries(list_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Case.code,
            Case.version,
            Procedure.name,
            Applicant.name,
            Case.due_at,
            Handover.due_at,
            Handover.outcome,
            Handover.ended_at,
            Official.full_name,
            Handover.reason,
        )
        .join(Handover, Handover.case_id == Case.id)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(Applicant, Applicant.id == Case.applicant_id)
        .outerjoin(Official, Official.id == Handover.ended_by_id)
        .where(Handover.list_id == list_id)
        .order_by(Handover.id)
    )


def between(actor: Actor) -> Any:
    """The lists given or received by the person's units."""
    units = sorted(actor.unit_ids)
    return or_(HandoverList.from_unit_id.in_(units), HandoverList.to_unit_id.in_(units))
