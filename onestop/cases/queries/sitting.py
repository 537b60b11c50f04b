"""Reading what was received in one sitting: its cases, its shared receipt, its invariants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import distinct, func, or_, select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.cases.models import Case, IssuedPaper, Sitting
from onestop.cases.queries.one_case import visible_to
from onestop.cases.rules.lifecycle import CaseStatus
from onestop.procedures.models import Procedure


@dataclass(frozen=True)
class Sister:
    """A case of a sitting, as a line of its list."""

    code: str
    procedure_code: str
    procedure_name: str
    status: CaseStatus
    due_at: datetime
    due_reason: dict[str, str]
    combined: str
    """The name of the combined procedure, if the sitting is one."""


_SISTERS = (
    select(
        Case.code,
        Procedure.code,
        Procedure.name,
        Case.status,
        Case.due_at,
        Case.due_reason_vi,
        Case.due_reason_en,
        Sitting.name,
    )
    .join(Procedure, Procedure.id == Case.procedure_id)
    .join(Sitting, Sitting.id == Case.sitting_id)
    .order_by(Case.id)
)


def together(session: Session, sitting_id: int | None) -> tuple[Sister, ...]:
    """Every case of a sitting, in the order of their codes; none where there is no sitting."""
    if sitting_id is None:
        return ()
    return _read(session.execute(_SISTERS.where(Case.sitting_id == sitting_id)))


def together_for(session: Session, actor: Actor, sitting_id: int | None) -> tuple[Sister, ...]:
    """Those of them that the person may see."""
    if sitting_id is None:
        return ()
    return _read(session.execute(_SISTERS.where(Case.sitting_id == sitting_id, visible_to(actor))))


def _read(rows: Any) -> tuple[Sister, ...]:
    return tuple(
        Sister(code, asked, name, CaseStatus(status), due_at, {"vi": vi, "en": en}, combined)
        for code, asked, name, status, due_at, vi, en, combined in rows
    )


def broken(session: Session) -> Iterator[tuple[str, str]]:
    """The sittings that do not hold together, each by its first code, and what is wrong."""
    one = select(Sitting.id, func.min(Case.code).label("code")).join(
        Case, Case.sitting_id == Sitting.id, isouter=True
    )
    apart = one.group_by(Sitting.id, Sitting.agency_id, Sitting.received_at).having(
        or_(
            func.count(distinct(Case.secret)) != 1,
            func.min(Case.agency_id) != Sitting.agency_id,
            func.max(Case.agency_id) != Sitting.agency_id,
            func.min(Case.received_at) != Sitting.received_at,
            func.max(Case.received_at) != Sitting.received_at,
        )
    )
    for number, code in session.execute(apart.order_by(Sitting.id)):
        yield (
            code or f"sitting {number}",
            "the cases of a sitting do not share agency, secret and receiving moment",
        )
    receipts = (
        select(IssuedPaper.sitting_id, func.count().label("many"))
        .where(IssuedPaper.kind == "sitting_receipt")
        .group_by(IssuedPaper.sitting_id)
        .subquery()
    )
    without = (
        one.outerjoin(receipts, receipts.c.sitting_id == Sitting.id)
        .where(func.coalesce(receipts.c.many, 0) != 1)
        .group_by(Sitting.id)
        .order_by(Sitting.id)
    )
    for number, code in session.execute(without):
        yield code or f"sitting {number}", "the sitting has not exactly one shared receipt"
