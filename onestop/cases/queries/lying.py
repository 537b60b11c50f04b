"""What lies in which tray, and in what order, as conditions that are built once.

A statement depends on a person by little more than their permissions, so those who see alike
share it; their units and names are its values.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    bindparam,
    false,
    func,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from onestop.accounts.rules import Actor, Permission
from onestop.cases.models import (
    Apology,
    Case,
    CaseStep,
    Consultation,
    Handover,
    StepState,
    SupplementRequest,
)
from onestop.cases.rules.apology import ApologyState
from onestop.cases.rules.lifecycle import WAITING, CaseStatus, Holding
from onestop.cases.rules.supplement import SupplementState
from onestop.cases.rules.trays import Tray


@dataclass(frozen=True)
class Eyes:
    """Of a person, all that the statements depend on."""

    one_unit: bool
    signs: bool
    at_counter: bool


def eyes_of(actor: Actor, unit_id: int | None) -> Eyes:
    """How a person sees the trays of all their units, or of the one that was chosen."""
    return Eyes(
        one_unit=len(_units(actor, unit_id)) == 1,
        signs=actor.may(Permission.SIGN_APOLOGIES),
        at_counter=actor.may(Permission.REGISTER_CASES),
    )


def _units(actor: Actor, unit_id: int | None) -> list[int]:
    """The unit that was chosen, if it is one of the person's, else all of theirs."""
    return [unit_id] if unit_id in actor.unit_ids else sorted(actor.unit_ids)


def asked(actor: Actor, unit_id: int | None) -> dict[str, Any]:
    """The person's values in the statements that were built for such eyes."""
    units = _units(actor, unit_id)
    return {
        "units": units,
        "unit_id": units[0] if units else None,
        "agency_id": actor.agency_id,
        "people": [actor.official_id, *sorted(actor.stands_in_for)],
    }


def in_tray(eyes: Eyes, part: Tray) -> Iterable[ColumnElement[bool]]:
    """What must hold of a case, or of its branch or consultation, to lie in a tray."""
    units: BindParameter[list[int]] = bindparam("units", expanding=True)
    agency_id: BindParameter[int] = bindparam("agency_id")
    if part is Tray.COORDINATING:
        return (
            CaseStep.branch != "",
            CaseStep.unit_id.in_(units),
            CaseStep.state == StepState.OPEN,
        )
    if part is Tray.CONSULTED:
        return (Consultation.unit_id.in_(units), Consultation.ended_at.is_(None))
    if part is Tray.TO_ISSUE:
        papers = _papers_to_issue(eyes)
        return (Case.id.in_(union_all(*papers)) if papers else false(),)
    if part is Tray.GIVEN:
        given = select(Handover.case_id).where(
            Handover.from_unit_id.in_(units), Handover.ended_at.is_(None)
        )
        return (Case.agency_id == agency_id, Case.id.in_(given))
    lies_here = Case.unit_id == bindparam("unit_id") if eyes.one_unit else Case.unit_id.in_(units)
    offered, held = Case.holding == Holding.OFFERED, Case.holding == Holding.HELD
    at_work = Case.status.in_((CaseStatus.RECEIVED, CaseStatus.PROCESSING))
    conditions: dict[Tray, tuple[ColumnElement[bool], ...]] = {
        Tray.TO_ACCEPT: (lies_here, offered),
        Tray.AT_WORK: (lies_here, held, at_work),
        Tray.MINE: (
            *(lies_here, held, at_work),
            Case.assignee_id.in_(bindparam("people", expanding=True)),
        ),
        Tray.WAITING: (lies_here, Case.status.in_(WAITING)),
        Tray.TO_HAND_OUT: (lies_here, held, Case.status == CaseStatus.SETTLED),
    }
    return conditions[part]


def _papers_to_issue(eyes: Eyes) -> list[Select[int]]:
    """The cases whose unit keeps them while a paper waits elsewhere: for a head, for a counter."""
    agency_id: BindParameter[int] = bindparam("agency_id")
    own = aliased(Case)
    drafted = select(Apology.case_id).where(
        Apology.state == ApologyState.DRAFTED, Apology.agency_id == agency_id
    )
    signed = (
        select(Apology.case_id)
        .join(own, own.id == Apology.case_id)
        .where(Apology.state == ApologyState.SIGNED, own.agency_id == agency_id)
    )
    proposed = select(SupplementRequest.case_id).where(
        SupplementRequest.state == SupplementState.PROPOSED,
        SupplementRequest.agency_id == agency_id,
    )
    return [drafted] * eyes.signs + [signed, proposed] * eyes.at_counter


def order(part: Tray) -> tuple[ColumnElement[Any], ColumnElement[int]]:
    """The moment by which a tray is sorted, and the number that tells equal moments apart."""
    if part is Tray.COORDINATING:
        return func.coalesce(CaseStep.due_at, CaseStep.received_at), CaseStep.id.expression
    if part is Tray.CONSULTED:
        return Consultation.due_at.expression, Consultation.id.expression
    return Case.act_by_at.expression, Case.id.expression
