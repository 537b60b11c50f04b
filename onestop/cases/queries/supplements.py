"""Supplements that end: which of them, and whether papers were brought meanwhile."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from onestop.accounts.models import Unit
from onestop.accounts.rules import UnitKind
from onestop.cases.models import Case, SupplementRequest
from onestop.cases.rules.lifecycle import CaseStatus, Holding
from onestop.cases.rules.supplement import SupplementState

_counter = aliased(Unit)
BROUGHT: ColumnElement[bool] = (
    select(_counter.id)
    .where(
        _counter.id == Case.folder_unit_id,
        _counter.kind == UnitKind.COUNTER,
        Case.folder_since_at > Case.stands_since_at,
    )
    .exists()
)
"""Whether papers were brought that nobody has recorded: the counter confirmed to have the folder
after the clock stood still."""
AWAITED: tuple[ColumnElement[bool], ...] = (
    SupplementRequest.state == SupplementState.ISSUED,
    Case.status == CaseStatus.SUPPLEMENT,
    Case.holding == Holding.HELD,
)
"""What must be true of a request, and of its case, that the applicant has still to answer."""
