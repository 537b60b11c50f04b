"""Paper folders that are not where their case is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from onestop.accounts.models import Official, Unit
from onestop.accounts.rules import Actor
from onestop.cases.models import Case
from onestop.cases.rules.lifecycle import Holding
from onestop.procedures.models import Procedure

MOST = 200


@dataclass(frozen=True)
class Strayed:
    """A case and its folder, in two different places."""

    code: str
    procedure_name: str
    case_unit: str
    folder_unit: str
    since_at: datetime | None
    confirmed_by: str


def strayed(session: Session, actor: Actor) -> Sequence[Strayed]:
    """The folders that the person's units have without the case, or miss; the oldest first.

    A case on its way between two units is left out: its folder is on the way, too.
    """
    units = sorted(actor.unit_ids)
    here, there = aliased(Unit), aliased(Unit)
    rows = session.execute(
        select(
            Case.code,
            Procedure.name,
            here.name,
            there.name,
            Case.folder_since_at,
            Official.full_name,
        )
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(here, here.id == Case.unit_id)
        .join(there, there.id == Case.folder_unit_id)
        .join(Official, Official.id == Case.folder_by_id)
        .where(
            Case.closed_at.is_(None),
            Case.holding == Holding.HELD,
            Case.folder_unit_id != Case.unit_id,
            or_(Case.unit_id.in_(units), Case.folder_unit_id.in_(units)),
        )
        .order_by(Case.folder_since_at, Case.id)
        .limit(MOST)
    )
    return [Strayed(*row) for row in rows]
