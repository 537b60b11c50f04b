"""Whether a late case may go to signature: is an apology on file? (rule L2)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from onestop.accounts.models import Agency
from onestop.cases.models import Case, CaseStep
from onestop.cases.queries.whereabouts import present_step, step_after
from onestop.cases.rules import apology
from onestop.cases.rules.apology import ApologyGate
from onestop.procedures.rules import StepKind


def lacks_excuse(session: Session, case: Case, following: CaseStep, *, at: datetime) -> bool:
    """Whether a late case would go to signature without a signed apology (L2; NĐ61 19.9).

    Raises Refused where the agency's gate is shut to it.
    """
    if not _goes_late_to_signature(case, following, at=at):
        return False
    return apology.passes_unexcused(_gate_of(session, case), excused=_excused(case, at=at))


def waits_for_apology(session: Session, case: Case, following: CaseStep, *, at: datetime) -> bool:
    """Whether the agency's gate is shut to a late case until its apology is signed (L2)."""
    return (
        _goes_late_to_signature(case, following, at=at)
        and not _excused(case, at=at)
        and _gate_of(session, case) is ApologyGate.REQUIRE
    )


def gates_before(session: Session, codes: Sequence[str], *, at: datetime) -> dict[str, ApologyGate]:
    """The gates that late cases without an apology would come to, were their steps finished now.

    By code, for those of the cases of which something is to be told; a few statements for all.
    """
    found = session.scalars(
        select(Case)
        .where(Case.code.in_(codes))
        .options(selectinload(Case.steps), selectinload(Case.apologies))
    ).all()
    late = [case for case in found if _next_is_signature(case, at=at) and not _excused(case, at=at)]
    agency_ids = {case.agency_id for case in late}
    asked = select(Agency.id, Agency.apology_gate).where(Agency.id.in_(agency_ids))
    gates = {row.id: ApologyGate(row.apology_gate) for row in session.execute(asked)}
    shown = {each for each, gate in gates.items() if gate is not ApologyGate.OFF}
    return {case.code: gates[case.agency_id] for case in late if case.agency_id in shown}


def _next_is_signature(case: Case, *, at: datetime) -> bool:
    step = present_step(case)
    following = step_after(case, step) if step else None
    return following is not None and _goes_late_to_signature(case, following, at=at)


def _goes_late_to_signature(case: Case, following: CaseStep, *, at: datetime) -> bool:
    return at > case.due_at and following.kind == StepKind.SIGN


def _gate_of(session: Session, case: Case) -> ApologyGate:
    gate = select(Agency.apology_gate).where(Agency.id == case.agency_id)
    return ApologyGate(session.scalars(gate).one())


def _excused(case: Case, *, at: datetime) -> bool:
    return any(apology.excuses(each.state, each.new_due_at, at=at) for each in case.apologies)
