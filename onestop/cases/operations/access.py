"""How every act begins: the case locked, seen as it is now, and the act admitted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from onestop.accounts.models import Membership, Official
from onestop.accounts.rules import Actor
from onestop.cases.models import Case, CaseStep, Consultation, JournalEntry
from onestop.cases.queries.one_case import open_handover, within_reach
from onestop.cases.queries.whereabouts import present_step, whereabouts
from onestop.cases.rules import lifecycle, permission
from onestop.cases.rules.lifecycle import Act, CaseStatus, Holding
from onestop.errors import N_, NotFound, Refused, Stale


def take(session: Session, code: str, act: Act, *, seen: int | None, by: Actor | None) -> Case:
    """The case, locked until the transaction ends, if the act is possible and permitted.

    `seen` is the version that the person saw; None where nothing was seen (the scheduler). `by`
    is None for what a carrier reports by itself: it needs nobody's permission. Raises NotFound,
    NotPermitted, Stale with the journal lines since then, or Refused.
    """
    reach = (within_reach(by),) if by is not None else ()
    case = session.scalar(
        select(Case)
        .where(Case.code == code, *reach)
        .options(
            joinedload(Case.procedure),
            selectinload(Case.steps).joinedload(CaseStep.unit),
            selectinload(Case.consultations).joinedload(Consultation.unit),
            selectinload(Case.supplements),
            selectinload(Case.apologies),
        )
        .with_for_update(of=Case)
        .execution_options(populate_existing=True)
    )
    if case is None:
        raise NotFound(N_("There is no case %(code)s."), code=code)
    if seen is not None and seen != case.version:
        raise Stale(
            N_("Somebody else has changed case %(code)s meanwhile."),
            changes=tuple(_since(session, case.id, seen)),
            code=code,
        )
    where = whereabouts(case, open_handover(session, case))
    if by is not None:
        permission.require(act, where, by)
    lifecycle.require(act, CaseStatus(case.status), Holding(case.holding), code=code)
    permission.require_ground(act, where)
    return case


def _since(session: Session, case_id: int, seen: int) -> list[JournalEntry]:
    return list(
        session.scalars(
            select(JournalEntry)
            .where(JournalEntry.case_id == case_id, JournalEntry.number > seen)
            .order_by(JournalEntry.number)
            .limit(20)
        )
    )


def member(session: Session, unit_id: int | None, official_id: int, *, at: datetime) -> Official:
    """The official who works in that unit; raises Refused for anybody else."""
    official = session.scalar(
        select(Official)
        .join(Membership)
        .where(
            Official.id == official_id,
            Official.active,
            Membership.unit_id == unit_id,
            Membership.from_on <= at.date(),
            or_(Membership.to_on.is_(None), Membership.to_on >= at.date()),
        )
        .limit(1)
    )
    if official is None:
        raise Refused(N_("That official does not work in this unit."))
    return official


def present(case: Case) -> CaseStep:
    """The step that the case is in; raises LookupError where it is in none."""
    step = present_step(case)
    if step is None:
        raise LookupError(f"{case.code} is in no step")
    return step
