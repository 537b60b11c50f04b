"""How every act begins: the case locked, seen as it is now, and the act admitted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from onestop.accounts.models import Membership, Official
from onestop.accounts.queries import held_on
from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.cases.models import (
    Apology,
    Case,
    CaseStep,
    Consultation,
    Handover,
    JournalEntry,
    SupplementRequest,
)
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
    return _taken(session, code, act, seen=seen, by=by)[0]


def take_offered(
    session: Session, code: str, act: Act, *, seen: int | None, by: Actor | None
) -> tuple[Case, Handover]:
    """The same for a case that is on its way between units, with its open hand-over."""
    case, handover = _taken(session, code, act, seen=seen, by=by)
    if handover is None:
        raise LookupError(f"{code} is on its way, but no hand-over is open")
    return case, handover


def _taken(
    session: Session, code: str, act: Act, *, seen: int | None, by: Actor | None
) -> tuple[Case, Handover | None]:
    case = session.scalar(_TAKEN, {"code": code})
    if case is None or not _reaches(session, by, case):
        raise NotFound(N_("There is no case %(code)s."), code=code)
    _load_beside(session, case)
    if seen is not None and seen != case.version:
        raise Stale(
            N_("Somebody else has changed case %(code)s meanwhile."),
            changes=tuple(_since(session, case.id, seen)),
            code=code,
        )
    handover = open_handover(session, case)
    where = whereabouts(case, handover)
    if by is not None:
        permission.require(act, where, by)
    lifecycle.require(act, CaseStatus(case.status), Holding(case.holding), code=code)
    permission.require_ground(act, where)
    return case, handover


_TAKEN = (
    select(Case)
    .where(Case.code == bindparam("code"))
    .options(joinedload(Case.procedure), selectinload(Case.steps).joinedload(CaseStep.unit))
    .with_for_update(of=Case)
    .execution_options(populate_existing=True)
)
_BESIDE: dict[str, Any] = {
    Case.consultations.key: Consultation,
    Case.supplements.key: SupplementRequest,
    Case.apologies.key: Apology,
}
"""What most cases have nothing of."""
_IS_THERE = select(
    *(exists().where(each.case_id == bindparam("case_id")) for each in _BESIDE.values())
)


def _reaches(session: Session, by: Actor | None, case: Case) -> bool:
    """Whether the case is of the person's agency, or has reached one of their units."""
    if by is None or case.agency_id == by.agency_id:
        return True
    return session.scalar(select(Case.id).where(Case.id == case.id, within_reach(by))) is not None


def _load_beside(session: Session, case: Case) -> None:
    """Looks once, under the lock, for all that may lie beside the case; loads what is there."""
    there = session.connection().execute(_IS_THERE, {"case_id": case.id}).one()
    for name, found in zip(_BESIDE, there, strict=True):
        if found:
            session.expire(case, [name])
        else:
            set_committed_value(case, name, [])


def _since(session: Session, case_id: int, seen: int) -> list[JournalEntry]:
    return list(
        session.scalars(
            select(JournalEntry)
            .where(JournalEntry.case_id == case_id, JournalEntry.number > seen)
            .order_by(JournalEntry.number)
            .limit(20)
        )
    )


def member(session: Session, case: Case, official_id: int, *, at: datetime) -> Official:
    """The official who works on that day, by the office's clock, in the unit that has the case.

    Raises Refused for anybody else.
    """
    today = calendar_of(session, case.agency_id).local(at).date()
    official = session.scalar(
        select(Official)
        .join(Membership)
        .where(
            Official.id == official_id,
            Official.active,
            Membership.unit_id == case.unit_id,
            held_on(today),
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
