"""Which agency settles a case, where it is not the one that received it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.accounts.models import Agency, Unit
from onestop.cases.models import CaseStep


def settling_agencies(session: Session, case_ids: Sequence[int]) -> dict[int, str]:
    """The names of the agencies in which these cases are decided: by the lead, not a branch."""
    decided = (
        select(CaseStep.case_id, Agency.name)
        .join(Unit, Unit.id == CaseStep.unit_id)
        .join(Agency, Agency.id == Unit.agency_id)
        .where(CaseStep.case_id.in_(case_ids), CaseStep.ends_settlement, CaseStep.branch == "")
        .order_by(CaseStep.position, CaseStep.round)
    )
    return dict(session.execute(decided).all())
