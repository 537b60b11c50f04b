"""Registration: a complete dossier becomes a case with a code, a promise and a way to go.

This is the act of the office that is done most, so it writes with plain inserts, one for each
table, and takes its numbers as late as it can: the number's row stays locked until the commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor, Permission
from onestop.calendars import rules as calendars
from onestop.calendars.models import AgencyCalendar
from onestop.calendars.queries import calendar_as
from onestop.calendars.rules import WorkingCalendar
from onestop.cases.models import (
    Applicant,
    Case,
    CaseComponent,
    CaseStep,
    DueChange,
    JournalEntry,
)
from onestop.cases.operations import papers, telling
from onestop.cases.operations.numbers import CODES, REGISTER, next_numbers
from onestop.cases.operations.rows import (
    Promised,
    applicant_row,
    case_row,
    component_rows,
    first_line_row,
    promise_row,
    step_rows,
)
from onestop.cases.rules import reception
from onestop.cases.rules.codes import case_code
from onestop.cases.rules.paper import PaperKind
from onestop.cases.rules.reception import Registration, ReturnMethod
from onestop.db import insert_all, insert_one
from onestop.errors import N_, NotPermitted, Refused, Stale
from onestop.procedures.models import ProcedureVersion
from onestop.procedures.queries import version_as
from onestop.procedures.rules import Version, plan


@dataclass(frozen=True)
class Registered:
    """The case that came of a registration; `repeated` if it had been registered before."""

    case_id: int
    code: str
    repeated: bool = False


@dataclass(frozen=True)
class Filed:
    """When a dossier was filed before it is registered, and the number of the paper that says so.

    By post it is the moment in which the hand-over record with the postman was signed (C2).
    """

    at: datetime
    paper: str


@dataclass(frozen=True)
class Admitted:
    """An application that may be received: under which version, and what the rules promise."""

    registration: Registration
    version: Version
    promised: Promised
    received_at: datetime
    filing_paper: str = ""


@dataclass(frozen=True)
class Entered:
    """A case as it was written, with its papers."""

    case_id: int
    case: dict[str, Any]
    components: list[dict[str, Any]]


class RegisteredMeanwhile(Stale):
    """The very same form was registered a moment ago by another request: ask again."""

    def __init__(self) -> None:
        super().__init__(N_("This application has just been registered by another request."))


def register(
    session: Session,
    registration: Registration,
    *,
    by: Actor,
    at: datetime,
    filed: Filed | None = None,
) -> Registered:
    """Registers a complete dossier (NĐ61 article 17; rules R1–R3).

    What was filed before runs from that moment, and stands in the register of its year (C2); the
    day in the code is that of the registration, which alone gives a code (R3). The same
    `submission_key` gives the same case again, not a second one. Raises ComponentsMissing,
    Refused, NotPermitted, NotFound for an unknown version, and RegisteredMeanwhile when the same
    form is just being registered by another request.
    """
    if not by.may(Permission.REGISTER_CASES):
        raise NotPermitted(N_("Your post does not allow you to register applications."))
    asked = {
        "agency_id": by.agency_id,
        "version_id": registration.version_id,
        "submission_key": registration.submission_key,
    }
    found = session.execute(_BEFORE, asked).one()
    if found.code is not None:
        return Registered(found.case_id, found.code, repeated=True)
    agency: Agency = found.Agency
    calendar = calendar_as(session, agency.id, found.calendar)
    version = version_as(session, registration.version_id, found.version)
    received_at = filed.at if filed else at
    recorded = filed is not None
    admitted = admit(registration, version, calendar, recorded=recorded, by=by, at=received_at)
    if filed:
        admitted = replace(admitted, filing_paper=filed.paper)
    applicant_id = insert_one(session, Applicant, applicant_row(registration, agency.id))
    day = at.astimezone(calendar.zone).date()
    year = f"{received_at.astimezone(calendar.zone):%Y}"
    number, register_number = next_numbers(
        session, agency.id, ((CODES, f"{day:%y%m%d}"), (REGISTER, year))
    )
    code = case_code(agency.identifier, day=day, number=number)
    known = {
        "code": code,
        "agency_id": agency.id,
        "applicant_id": applicant_id,
        "register_number": register_number,
    }
    (entered,) = enter(session, [admitted], [known], by=by, at=at)
    _issue_receipt(session, agency, admitted, entered, calendar.zone, by=by, at=at)
    return Registered(entered.case_id, code)


_BEFORE = (
    select(
        Agency,
        AgencyCalendar.fingerprint.label("calendar"),
        ProcedureVersion.fingerprint.label("version"),
        Case.id.label("case_id"),
        Case.code,
    )
    .outerjoin(AgencyCalendar, AgencyCalendar.agency_id == Agency.id)
    .outerjoin(ProcedureVersion, ProcedureVersion.id == bindparam("version_id"))
    .outerjoin(
        Case, (Case.agency_id == Agency.id) & (Case.submission_key == bindparam("submission_key"))
    )
    .where(Agency.id == bindparam("agency_id"))
)
"""What a registration must know, in one statement: by what to reckon, and if it was done before."""


def _issue_receipt(
    session: Session,
    agency: Agency,
    admitted: Admitted,
    entered: Entered,
    zone: tzinfo,
    *,
    by: Actor,
    at: datetime,
) -> None:
    receipt = papers.receipt(
        agency,
        admitted.version,
        admitted.registration,
        entered.case,
        entered.components,
        zone=zone,
        by=by,
    )
    papers.store(
        session,
        PaperKind.RECEIPT,
        receipt,
        agency=agency,
        case_id=entered.case_id,
        number=receipt.register_number,
        period=f"{receipt.received_at:%Y}",
        by=by,
        at=at,
    )


def admit(
    registration: Registration,
    version: Version,
    calendar: WorkingCalendar,
    *,
    recorded: bool = False,
    by: Actor,
    at: datetime,
) -> Admitted:
    """The application with its version and its promise, if it may be received.

    `recorded` says that a hand-over record with the postman is signed for it. Raises
    ComponentsMissing, Refused and NotPermitted.
    """
    reception.require_way_in(registration.channel, recorded=recorded)
    _require_receivable(registration, version, by)
    term = version.term_for(registration.channel, registration.variant)
    promised = Promised(
        calendar=calendar,
        due=calendars.due(calendar, term, at, cut_off=version.cut_off),
        steps=plan(calendar, version.steps_for(registration.variant), at),
    )
    return Admitted(registration, version, promised, received_at=at)


def enter(
    session: Session,
    admitted: Sequence[Admitted],
    known: Sequence[dict[str, Any]],
    *,
    by: Actor,
    at: datetime,
) -> list[Entered]:
    """Writes cases with everything that belongs to them, one insert a table.

    `known` holds what the applications do not say of their cases: code, agency, applicant.
    Raises RegisteredMeanwhile.
    """
    entered, steps, lines = list[Entered](), list[dict[str, Any]](), list[dict[str, Any]]()
    for each, given in zip(admitted, known, strict=True):
        registration, version = each.registration, each.version
        case = case_row(registration, version, each.promised, by=by, at=each.received_at) | given
        line = first_line_row(case, registration, version, by=by, at=at, paper=each.filing_paper)
        case_id = _insert_case(session, case | {"journal_hash": line["hash"]})
        entered.append(Entered(case_id, case, component_rows(registration, version, case_id)))
        steps += step_rows(each.promised.steps, case_id, at=each.received_at)
        lines.append(line | {"agency_id": case["agency_id"], "case_id": case_id})
    insert_all(session, CaseComponent, [row for each in entered for row in each.components])
    insert_all(session, CaseStep, steps)
    insert_all(session, JournalEntry, lines)
    insert_all(session, DueChange, [promise_row(each.case, each.case_id) for each in entered])
    for each, written in zip(admitted, entered, strict=True):
        telling.received(session, each.registration, written.case, written.case_id, at=at)
    return entered


def _insert_case(session: Session, case: dict[str, Any]) -> int:
    try:
        return insert_one(session, Case, case)
    except IntegrityError as clash:
        raise RegisteredMeanwhile from clash


def _require_receivable(registration: Registration, version: Version, by: Actor) -> None:
    if version.agency_id != by.agency_id:
        raise NotPermitted(N_("That procedure belongs to another agency."))
    if registration.channel not in version.channels:
        raise Refused(N_("This procedure cannot be filed in that way."))
    if registration.variant and registration.variant not in {v.key for v in version.variants}:
        raise Refused(N_("Choose one of the cases of this procedure."))
    if version.presence_required and registration.return_method is ReturnMethod.POST:
        raise Refused(N_("This result must be collected in person."))
    if registration.sets < 1:
        raise Refused(N_("A dossier has at least one set."))
    reception.require_complete(
        version.components_for(registration.variant), registration.components
    )
