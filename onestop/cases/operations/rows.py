"""A registration as the rows that it writes, table by table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from onestop.accounts.rules import Actor
from onestop.calendars import wording
from onestop.calendars.rules import Due, WorkingCalendar
from onestop.cases.models import StepState
from onestop.cases.operations import journal
from onestop.cases.rules.codes import new_secret
from onestop.cases.rules.lifecycle import Act, CaseStatus, Holding
from onestop.cases.rules.reception import Registration
from onestop.cases.rules.sealing import first_line, standing_of
from onestop.letters import fold
from onestop.procedures.rules import PlannedStep, Version


@dataclass(frozen=True)
class Promised:
    """What the rules promise: the due moment, and one for each step of the way."""

    calendar: WorkingCalendar
    due: Due
    steps: tuple[PlannedStep, ...]


def applicant_row(registration: Registration, agency_id: int) -> dict[str, Any]:
    """The applicant as given."""
    applicant = registration.applicant
    return {
        "agency_id": agency_id,
        "kind": str(applicant.kind),
        "name": applicant.name,
        "folded_name": fold(applicant.name),
        "identity_number": applicant.identity_number,
        "birth_on": applicant.birth_on,
        "sex": applicant.sex,
        "phone": applicant.phone,
        "email": applicant.email,
        "province_code": applicant.province_code,
        "ward_code": applicant.ward_code,
        "street": applicant.street,
        "address": applicant.address,
    }


def case_row(
    registration: Registration,
    version: Version,
    promised: Promised,
    *,
    by: Actor,
    at: datetime,
) -> dict[str, Any]:
    """The case as it stands after reception, but for its code and who asks."""
    submitter, due, first = registration.submitter, promised.due, promised.steps[0]
    return {
        "secret": new_secret(),
        "submission_key": registration.submission_key,
        "procedure_id": version.procedure_id,
        "version_id": version.id,
        "variant": registration.variant,
        "channel": registration.channel,
        "content": registration.content or version.name,
        "submitter_name": submitter.name if submitter else "",
        "submitter_identity": submitter.identity_number if submitter else "",
        "submitter_phone": submitter.phone if submitter else "",
        "submitter_address": submitter.address if submitter else "",
        "authorisation": submitter.authorisation if submitter else "",
        "sets": registration.sets,
        "return_method": str(registration.return_method),
        "return_address": registration.return_address,
        "note": registration.note,
        "notify_by": str(registration.notify_by),
        "notify_language": registration.notify_language,
        "status": str(CaseStatus.RECEIVED),
        "holding": str(Holding.HELD),
        "unit_id": first.step.unit_id,
        "step_position": first.step.position,
        "step_round": 1,
        "assignee_id": None,
        "act_by_at": first.due_at or due.at,
        "version": 1,
        "term": str(due.term),
        "register_year": at.astimezone(promised.calendar.zone).year,
        "received_at": at,
        "received_by_id": by.official_id,
        "due_at": due.at,
        "due_reason_vi": wording.due_in_words(due, "vi"),
        "due_reason_en": wording.due_in_words(due, "en"),
        "stands_since_at": None,
        "settled_at": None,
        "closed_at": None,
    }


def first_line_row(
    case: dict[str, Any],
    registration: Registration,
    version: Version,
    *,
    by: Actor,
    at: datetime,
    paper: str = "",
) -> dict[str, Any]:
    """The first line of the journal, sealed to the case's own code.

    A dossier that was filed before it is registered happened then; `paper` proves it.
    """
    return journal.line(
        Act.REGISTER,
        number=1,
        by=by,
        at=at,
        details={
            "procedure": version.name,
            "channel": str(registration.channel),
            "due_at": case["due_at"],
            "term": case["term"],
            "papers": sum(each.is_there for each in registration.components.values()),
            "paper": paper,
        },
        standing=standing_of(case),
        previous=first_line(case["code"]),
        happened_at=case["received_at"],
    )


def component_rows(
    registration: Registration, version: Version, case_id: int
) -> list[dict[str, Any]]:
    """The papers that were handed in, under the names they have now."""
    received = registration.components
    return [
        {
            "case_id": case_id,
            "position": component.position,
            "name": component.name,
            "originals": received[component.id].originals,
            "copies": received[component.id].copies,
            "note": received[component.id].note,
        }
        for component in version.components_for(registration.variant)
        if component.id in received and received[component.id].is_there
    ]


def step_rows(
    planned: Sequence[PlannedStep], case_id: int, *, at: datetime
) -> list[dict[str, Any]]:
    """The way with its due moments; the first step is under way."""
    return [
        {
            "case_id": case_id,
            "position": step.position,
            "round": 1,
            "name": step.name,
            "kind": str(step.kind),
            "unit_id": step.unit_id,
            "role": str(step.role),
            "allotted": str(step.allotted) if step.allotted else None,
            "ends_settlement": step.ends_settlement,
            "finding": step.finding,
            "branch": step.branch,
            "beside": step.beside,
            "joins": step.joins,
            "state": StepState.OPEN if first else StepState.PLANNED,
            "planned_due_at": due_at,
            "received_at": at if first else None,
            "due_at": due_at if first else None,
        }
        for first, step, due_at in (
            (number == 0, each.step, each.due_at) for number, each in enumerate(planned)
        )
    ]


def promise_row(case: dict[str, Any], case_id: int) -> dict[str, Any]:
    """The first promised moment."""
    return {
        "case_id": case_id,
        "number": 1,
        "kind": str(Act.REGISTER),
        "changed_at": case["received_at"],
        "old_due_at": None,
        "new_due_at": case["due_at"],
        "reason": case["due_reason_vi"],
        "official_id": case["received_by_id"],
    }
