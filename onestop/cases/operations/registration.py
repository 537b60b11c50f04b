"""Registration: a complete dossier becomes a case with a code, a promise and a way to go.

This is the act of the office that is done most, so it writes with plain inserts, one for each
table, and takes its numbers as late as it can: the number's row stays locked until the commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor, Permission
from onestop.calendars import rules as calendars
from onestop.calendars import wording
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import Due
from onestop.cases.models import (
    Applicant,
    Case,
    CaseComponent,
    CaseStep,
    DueChange,
    JournalEntry,
    StepState,
)
from onestop.cases.operations import journal, papers
from onestop.cases.operations.numbers import CODES, REGISTER, next_numbers
from onestop.cases.rules import reception, timing
from onestop.cases.rules.codes import case_code, new_secret
from onestop.cases.rules.lifecycle import Act, CaseStatus, Holding
from onestop.cases.rules.reception import Registration
from onestop.cases.rules.sealing import first_line, standing_of
from onestop.cases.rules.timing import PlannedStep
from onestop.errors import N_, NotPermitted, Refused, Stale
from onestop.letters import fold
from onestop.procedures import queries as procedures
from onestop.procedures.rules import Version


@dataclass(frozen=True)
class Registered:
    """The case that came of a registration; `repeated` if it had been registered before."""

    case_id: int
    code: str
    repeated: bool = False


class RegisteredMeanwhile(Stale):
    """The very same form was registered a moment ago by another request: ask again."""


def register(
    session: Session, registration: Registration, *, by: Actor, at: datetime
) -> Registered:
    """Registers a complete dossier (NĐ61 article 17; rules R1–R3).

    The same `submission_key` gives the same case again, not a second one. Raises
    ComponentsMissing, Refused, NotPermitted, NotFound for an unknown version, and
    RegisteredMeanwhile when the same form is just being registered by another request.
    """
    if not by.may(Permission.REGISTER_CASES):
        raise NotPermitted(N_("Your post does not allow you to register applications."))
    earlier = _registered_before(session, registration, by)
    if earlier is not None:
        return earlier
    version = procedures.version(session, registration.version_id)
    _require_receivable(registration, version, by)
    agency = session.get_one(Agency, by.agency_id)
    calendar = calendar_of(session, agency.id)
    term = version.term_for(registration.channel, registration.variant)
    due = calendars.due(calendar, term, at, cut_off=version.cut_off)
    planned = timing.plan(calendar, version.steps, at)
    applicant_id = _insert(session, Applicant, _applicant(registration, agency.id))
    day = at.astimezone(calendar.zone).date()
    number, register_number = next_numbers(
        session, agency.id, ((CODES, f"{day:%y%m%d}"), (REGISTER, f"{day:%Y}"))
    )
    code = case_code(agency.identifier, day=day, number=number)
    case = _case(registration, version, due, planned[0], by=by, at=at)
    case |= {"code": code, "agency_id": agency.id, "applicant_id": applicant_id}
    entry = _first_entry(case, registration, version, by=by, at=at)
    case["journal_hash"] = entry["hash"]
    try:
        case_id = _insert(session, Case, case)
    except IntegrityError as clash:
        raise RegisteredMeanwhile(
            N_("This application has just been registered by another request.")
        ) from clash
    components = _components(registration, version, case_id)
    if components:
        session.execute(insert(CaseComponent), components)
    session.execute(insert(CaseStep), _steps(planned, case_id, at=at))
    session.execute(insert(JournalEntry), [entry | {"agency_id": agency.id, "case_id": case_id}])
    session.execute(insert(DueChange), [_promise(case, case_id)])
    papers.issue_receipt(
        session,
        agency=agency,
        version=version,
        registration=registration,
        case=case | {"id": case_id},
        components=components,
        register_number=register_number,
        zone=calendar.zone,
        by=by,
        at=at,
    )
    return Registered(case_id, code)


def _registered_before(
    session: Session, registration: Registration, by: Actor
) -> Registered | None:
    row = session.execute(
        select(Case.id, Case.code).where(
            Case.agency_id == by.agency_id, Case.submission_key == registration.submission_key
        )
    ).first()
    return Registered(row.id, row.code, repeated=True) if row else None


def _require_receivable(registration: Registration, version: Version, by: Actor) -> None:
    if version.agency_id != by.agency_id:
        raise NotPermitted(N_("That procedure belongs to another agency."))
    if registration.channel not in version.channels:
        raise Refused(N_("This procedure cannot be filed in that way."))
    if registration.variant and registration.variant not in {v.key for v in version.variants}:
        raise Refused(N_("Choose one of the cases of this procedure."))
    if registration.sets < 1:
        raise Refused(N_("A dossier has at least one set."))
    reception.require_complete(
        version.components_for(registration.variant), registration.components
    )


def _insert(session: Session, model: type[Any], values: dict[str, Any]) -> int:
    return int(session.execute(insert(model).returning(model.id), [values]).scalar_one())


def _applicant(registration: Registration, agency_id: int) -> dict[str, Any]:
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


def _case(
    registration: Registration,
    version: Version,
    due: Due,
    first: PlannedStep,
    *,
    by: Actor,
    at: datetime,
) -> dict[str, Any]:
    submitter = registration.submitter
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
        "status": str(CaseStatus.RECEIVED),
        "holding": str(Holding.HELD),
        "unit_id": first.step.unit_id,
        "step_position": first.step.position,
        "step_round": 1,
        "assignee_id": None,
        "act_by_at": first.due_at or due.at,
        "version": 1,
        "term": str(due.term),
        "received_at": at,
        "received_by_id": by.official_id,
        "due_at": due.at,
        "due_reason_vi": wording.due_in_words(due, "vi"),
        "due_reason_en": wording.due_in_words(due, "en"),
        "stands_since_at": None,
        "settled_at": None,
        "closed_at": None,
    }


def _first_entry(
    case: dict[str, Any],
    registration: Registration,
    version: Version,
    *,
    by: Actor,
    at: datetime,
) -> dict[str, Any]:
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
        },
        standing=standing_of(case),
        previous=first_line(case["code"]),
    )


def _components(registration: Registration, version: Version, case_id: int) -> list[dict[str, Any]]:
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


def _steps(planned: Sequence[PlannedStep], case_id: int, *, at: datetime) -> list[dict[str, Any]]:
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
            "state": StepState.OPEN if first else StepState.PLANNED,
            "planned_due_at": due_at,
            "received_at": at if first else None,
            "due_at": due_at if first else None,
        }
        for first, step, due_at in (
            (number == 0, each.step, each.due_at) for number, each in enumerate(planned)
        )
    ]


def _promise(case: dict[str, Any], case_id: int) -> dict[str, Any]:
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
