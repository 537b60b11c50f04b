"""Reading one case, for the eyes that may see it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from onestop.accounts import queries as accounts
from onestop.accounts.models import Unit
from onestop.accounts.rules import Actor, Permission
from onestop.cases.models import (
    Apology,
    Case,
    CaseStep,
    Consultation,
    DueChange,
    HandingOut,
    Handover,
    JournalEntry,
    Result,
    StepState,
    SupplementRequest,
)
from onestop.cases.queries.whereabouts import whereabouts
from onestop.cases.rules import permission
from onestop.cases.rules.codes import normal_code
from onestop.cases.rules.lifecycle import ABOUT_MONEY, Act, Holding
from onestop.errors import N_, NotFound

_NOT_REACHED = (StepState.PLANNED, StepState.DROPPED)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Which cases a person sees: the agency's, or those that have reached one of their units."""
    if actor.may(Permission.SEE_AGENCY_CASES):
        return within_reach(actor)
    return _reached(actor)


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """The cases of the person's agency, and those of others that have reached their units."""
    return or_(Case.agency_id == actor.agency_id, _reached(actor))


def _reached(actor: Actor) -> ColumnElement[bool]:
    step, units = aliased(CaseStep), _units(actor)
    return or_(
        exists().where(
            step.case_id == Case.id,
            step.unit_id.in_(units),
            step.state.not_in(_NOT_REACHED),
        ),
        exists().where(Consultation.case_id == Case.id, Consultation.unit_id.in_(units)),
    )


def _units(actor: Actor) -> Collection[int] | Select[int]:
    """The person's units; all of their agency for its head, who answers for what is settled there.

    Whoever receives the case: they sign the apology for its delay (L1; NĐ61 article 19.9).
    """
    if actor.may(Permission.SIGN_APOLOGIES):
        return select(Unit.id).where(Unit.agency_id == actor.agency_id)
    return actor.unit_ids


def case_for(session: Session, actor: Actor, code: str) -> Case:
    """The case with everything its page shows; NotFound also where it is not for these eyes."""
    case = session.scalar(
        select(Case)
        .where(Case.code == normal_code(code), visible_to(actor))
        .options(
            joinedload(Case.applicant),
            joinedload(Case.procedure),
            joinedload(Case.unit),
            joinedload(Case.assignee),
            joinedload(Case.folder_unit),
            joinedload(Case.received_by),
            selectinload(Case.components),
            selectinload(Case.consultations).options(
                joinedload(Consultation.unit), joinedload(Consultation.ended_by)
            ),
            selectinload(Case.supplements).options(
                joinedload(SupplementRequest.proposed_by), joinedload(SupplementRequest.issued_by)
            ),
            selectinload(Case.apologies).options(
                joinedload(Apology.drafted_by), joinedload(Apology.signed_by)
            ),
            selectinload(Case.steps).options(
                joinedload(CaseStep.unit).joinedload(Unit.agency), joinedload(CaseStep.done_by)
            ),
        )
    )
    if case is None:
        raise NotFound(N_("There is no case %(code)s that you may see."), code=code)
    return case


def own_case_for(session: Session, actor: Actor, code: str) -> Case:
    """The same, and NotFound for a case of another agency: its papers and journal stay there."""
    case = case_for(session, actor, code)
    if case.agency_id != actor.agency_id:
        raise NotFound(N_("There is no case %(code)s that you may see."), code=code)
    return case


def acts_open_to(session: Session, case: Case, actor: Actor) -> tuple[Act, ...]:
    """What the person may do with the case now; forwarding it, where there is somewhere to."""
    acts = permission.open_to(whereabouts(case, open_handover(session, case)), actor)
    if Act.FORWARD in acts and not accounts.other_counters(session, case.agency_id, limit=1):
        return tuple(act for act in acts if act is not Act.FORWARD)
    return acts


def money_acts_open_to(session: Session, case: Case, actor: Actor) -> frozenset[Act]:
    """What the person may do about the fees of the case now."""
    where = whereabouts(case, open_handover(session, case))
    return frozenset(act for act in ABOUT_MONEY if permission.allowed(act, where, actor))


def open_handover(session: Session, case: Case) -> Handover | None:
    """The hand-over that nobody has accepted yet."""
    if case.holding != Holding.OFFERED:
        return None
    return session.scalars(_OPEN_HANDOVER, {"case_id": case.id}).one()


_OPEN_HANDOVER = (
    select(Handover)
    .where(Handover.case_id == bindparam("case_id"), Handover.ended_at.is_(None))
    .options(joinedload(Handover.from_unit), joinedload(Handover.to_unit))
)


def journal(session: Session, case_id: int) -> Sequence[JournalEntry]:
    """The journal of a case, oldest line first."""
    return session.scalars(
        select(JournalEntry).where(JournalEntry.case_id == case_id).order_by(JournalEntry.number)
    ).all()


def due_changes(session: Session, case_id: int) -> Sequence[DueChange]:
    """Every moment that was promised, oldest first."""
    return session.scalars(
        select(DueChange)
        .where(DueChange.case_id == case_id)
        .order_by(DueChange.number)
        .options(joinedload(DueChange.official))
    ).all()


def stood_still_by(session: Session, case: Case) -> JournalEntry | None:
    """The line that tells why the clock stands still; None while it runs."""
    if case.stands_since_at is None:
        return None
    return session.scalar(
        select(JournalEntry)
        .where(JournalEntry.case_id == case.id, JournalEntry.happened_at == case.stands_since_at)
        .order_by(JournalEntry.number.desc())
        .limit(1)
    )


def handovers(session: Session, case_id: int) -> Sequence[Handover]:
    """Every hand-over of a case, oldest first."""
    return session.scalars(
        select(Handover)
        .where(Handover.case_id == case_id)
        .order_by(Handover.id)
        .options(
            joinedload(Handover.from_unit).joinedload(Unit.agency),
            joinedload(Handover.to_unit).joinedload(Unit.agency),
            joinedload(Handover.given_by),
            joinedload(Handover.ended_by),
        )
    ).all()


def result_of(session: Session, case_id: int) -> Result | None:
    """What the case ended in, once it is recorded."""
    return session.scalar(select(Result).where(Result.case_id == case_id))


def handing_out_of(session: Session, case_id: int) -> HandingOut | None:
    """Who got the result, once it was handed out."""
    return session.scalar(
        select(HandingOut)
        .where(HandingOut.case_id == case_id)
        .options(joinedload(HandingOut.handed_by))
    )
