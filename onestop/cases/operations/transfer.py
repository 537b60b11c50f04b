"""Competence moves from one unit to another, and the open cases with it (rule S8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from onestop.accounts.models import Unit
from onestop.accounts.rules import Actor, Permission
from onestop.cases.models import Case, CaseStep, Consultation, Handover, JournalEntry
from onestop.cases.operations import journal
from onestop.cases.queries.transfer import UNFINISHED, concerned
from onestop.cases.rules.lifecycle import Act
from onestop.cases.rules.sealing import STANDING, standing_of
from onestop.db import insert_all
from onestop.errors import N_, NotFound, NotPermitted, Refused, Stale

PORTION = 1000
_CASE = Case.__table__.c
_MOVE = (
    update(cast(Table, Case.__table__))
    .where(_CASE.id == bindparam("of_case"))
    .values(
        unit_id=bindparam("new_unit_id"),
        assignee_id=bindparam("new_assignee_id"),
        version=bindparam("new_version"),
        journal_hash=bindparam("new_journal_hash"),
    )
)


def transfer(
    session: Session,
    *,
    from_unit_id: int,
    to_unit_id: int,
    reason: str,
    shown: int,
    by: Actor,
    at: datetime,
) -> int:
    """Moves every open case of a unit, and every step that it has still to do, to another one.

    Nothing restarts: received moments, due moments and times spent stay as they are. `shown` is
    how many cases were shown beforehand. Returns how many were moved. Raises NotPermitted,
    NotFound, Refused, or Stale when meanwhile there are more or fewer.
    """
    if not by.may(Permission.TRANSFER_CASES):
        raise NotPermitted(N_("Your post does not allow you to transfer cases."))
    if not reason:
        raise Refused(N_("Say by which decision the competence moves."))
    giver, taker = session.get(Unit, from_unit_id), session.get(Unit, to_unit_id)
    if giver is None or taker is None or giver.agency_id != by.agency_id:
        raise NotFound(N_("There is no such unit."))
    if giver.id == taker.id:
        raise Refused(N_("Choose two different units."))
    query = concerned(by.agency_id, giver.id).order_by(Case.id).with_for_update(of=Case)
    ids = session.scalars(query).all()
    if len(ids) != shown:
        raise Stale(N_("Meanwhile there are other cases in the unit; look at them anew."))
    for first in range(0, len(ids), PORTION):
        _move(session, ids[first : first + PORTION], giver, taker, reason=reason, by=by, at=at)
    return len(ids)


def _move(
    session: Session,
    ids: Sequence[int],
    giver: Unit,
    taker: Unit,
    *,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    """A portion of the cases: a handful of statements, each with many rows."""
    names = ("id", "agency_id", "version", "journal_hash", *STANDING)
    rows = session.connection().execute(
        select(*(_CASE[name] for name in names)).where(_CASE.id.in_(ids))
    )
    cases, lines = list[dict[str, Any]](), list[dict[str, Any]]()
    for row in rows.mappings():
        standing: dict[str, Any] = dict(row)
        if row["unit_id"] == giver.id:
            standing |= {"unit_id": taker.id, "assignee_id": None}
        line = journal.line(
            Act.TRANSFER,
            number=row["version"] + 1,
            by=by,
            at=at,
            details={"from_unit": giver.name, "to_unit": taker.name, "reason": reason},
            standing=standing_of(standing),
            previous=row["journal_hash"],
        )
        lines.append(line | {"agency_id": row["agency_id"], "case_id": row["id"]})
        cases.append(
            {
                "of_case": row["id"],
                "new_unit_id": standing["unit_id"],
                "new_assignee_id": standing["assignee_id"],
                "new_version": line["number"],
                "new_journal_hash": line["hash"],
            }
        )
    session.connection().execute(_MOVE, cases)
    insert_all(session, JournalEntry, lines)
    _move_what_is_open(session, ids, giver.id, taker.id)


def _move_what_is_open(session: Session, ids: Sequence[int], giver_id: int, taker_id: int) -> None:
    """Steps that are not done, hand-overs and questions that nobody has ended."""
    open_rows: tuple[tuple[Any, Any, Any], ...] = (
        (CaseStep, CaseStep.unit_id, CaseStep.state.in_(UNFINISHED)),
        (Handover, Handover.to_unit_id, Handover.ended_at.is_(None)),
        (Handover, Handover.from_unit_id, Handover.ended_at.is_(None)),
        (Consultation, Consultation.unit_id, Consultation.ended_at.is_(None)),
    )
    for model, unit, is_open in open_rows:
        session.execute(
            update(model)
            .where(model.case_id.in_(ids), unit == giver_id, is_open)
            .values({unit.key: taker_id})
            .execution_options(synchronize_session=False)
        )
    session.expire_all()
