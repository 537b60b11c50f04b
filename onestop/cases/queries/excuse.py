"""Whether a late case may go to signature: is an apology on file? (rule L2)"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.accounts.models import Agency
from onestop.cases.models import Case, CaseStep
from onestop.cases.rules import apology
from onestop.cases.rules.apology import ApologyGate, ApologyState
from onestop.procedures.rules import StepKind

_EXCUSED = (ApologyState.SIGNED, ApologyState.APPLIED)


def lacks_excuse(session: Session, case: Case, following: CaseStep, *, at: datetime) -> bool:
    """Whether a late case would go to signature without a signed apology (L2; NĐ61 19.9).

    Raises Refused where the agency's gate is shut to it.
    """
    if at <= case.due_at or following.kind != StepKind.SIGN:
        return False
    gate = session.scalars(select(Agency.apology_gate).where(Agency.id == case.agency_id)).one()
    return apology.passes_unexcused(
        ApologyGate(gate), excused=any(each.state in _EXCUSED for each in case.apologies)
    )
