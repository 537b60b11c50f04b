"""The paper folder of a case has a holder of its own: the unit that confirmed it last."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from onestop.accounts.models import Unit
from onestop.accounts.rules import Actor, Permission
from onestop.cases.models import Case
from onestop.cases.operations import journal
from onestop.cases.queries.one_case import within_reach
from onestop.cases.rules.codes import normal_code
from onestop.cases.rules.lifecycle import Act
from onestop.errors import N_, NotFound, NotPermitted, Refused


def find_folder(session: Session, code: str, *, unit_id: int, by: Actor, at: datetime) -> Case:
    """The folder lies in that unit: somebody there has scanned it.

    Raises NotFound, NotPermitted, or Refused where the unit is known to have it.
    """
    if not by.may_in(unit_id, Permission.MOVE_CASES):
        raise NotPermitted(N_("Confirm a folder in a unit in which you work."))
    case = session.scalar(
        select(Case)
        .where(Case.code == normal_code(code), within_reach(by))
        .options(selectinload(Case.steps))
        .with_for_update(of=Case)
        .execution_options(populate_existing=True)
    )
    if case is None:
        raise NotFound(N_("There is no case %(code)s."), code=code)
    if case.folder_unit_id == unit_id:
        raise Refused(N_("Your unit has this folder already; nothing changed."))
    unit = session.get_one(Unit, unit_id)
    lay(case, unit_id, by=by, at=at)
    journal.write(session, case, Act.FIND_FOLDER, by=by, at=at, unit=unit.name)
    return case


def lay(case: Case, unit_id: int | None, *, by: Actor, at: datetime) -> None:
    """The folder is with that unit from now on, as that person says."""
    case.folder_unit_id, case.folder_since_at, case.folder_by_id = unit_id, at, by.official_id
