"""What the public may see of a case (TT01 articles 9, 16, 17; rule V1): never a person."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, bindparam, exists, func, select
from sqlalchemy.orm import Session

from onestop.accounts.models import Agency, Unit
from onestop.calendars.rules import Due
from onestop.cases.models import (
    Apology,
    Case,
    CaseStep,
    DueChange,
    StepState,
    SupplementRequest,
)
from onestop.cases.queries.explained import explained
from onestop.cases.queries.sitting import Sister, together
from onestop.cases.rules import timing
from onestop.cases.rules.apology import ApologyState
from onestop.cases.rules.codes import normal_code, normal_secret
from onestop.cases.rules.lifecycle import Act, CaseStatus
from onestop.cases.rules.supplement import SupplementState
from onestop.db import Prepared
from onestop.procedures.models import Procedure
from onestop.web import limiting
from onestop.web.limiting import Limit, TooManyAttempts

_LEFT_OUT = (StepState.SENT_BACK, StepState.DROPPED)
_PROGRESS = Prepared(
    select(
        Case.__table__.c.code,
        Case.__table__.c.closed_at.is_not(None).label("finished"),
        func.count(CaseStep.id).filter(CaseStep.state == StepState.DONE).label("done"),
        func.count(CaseStep.id)
        .filter(*(CaseStep.state != state for state in _LEFT_OUT))
        .label("planned"),
        limiting.USED_UP_UNTIL.label("used_up_until"),
    )
    .join_from(Case.__table__, CaseStep.__table__, CaseStep.case_id == Case.id)
    .where(Case.code == bindparam("code"))
    .group_by(Case.__table__.c.id)
)
"""The page that most citizens open is the one that must cost least."""


@dataclass(frozen=True)
class Progress:
    """What the code alone shows: how far the case has come, in per cent, and whether it ended."""

    code: str
    percent: int
    finished: bool


@dataclass(frozen=True)
class Passage:
    """A step of the way, as the applicant sees it."""

    name: str
    unit_name: str
    state: StepState
    done_at: datetime | None
    forwarded: bool
    """Whether another one-stop unit is asked; its `name` is then what officials write to them."""


@dataclass(frozen=True)
class Promised:
    """A moment that was promised, and when."""

    changed_at: datetime
    kind: Act
    due_at: datetime


@dataclass(frozen=True)
class Asked:
    """What the applicant is still to bring, and until when; None where the case waits."""

    requirements: tuple[str, ...]
    close_by_at: datetime | None


@dataclass(frozen=True)
class Apologised:
    """The apology for a promise that is not kept: why, the old day and the new one."""

    reason: str
    old_due_at: datetime
    new_due_at: datetime


@dataclass(frozen=True)
class Following:
    """What code and secret show: the status down to the department, the due day and why."""

    code: str
    status: CaseStatus
    procedure_name: str
    unit_name: str | None
    received_at: datetime
    due_at: datetime
    due_reason: dict[str, str]
    settled_at: datetime | None
    closed_at: datetime | None
    return_method: str
    agency_name: str
    agency_address: str
    agency_phone: str
    asked: Asked | None
    lapsed: bool
    """Whether the case closed by itself because the papers were not brought."""
    apology: Apologised | None
    passages: tuple[Passage, ...]
    promised: tuple[Promised, ...]
    explained: Due | None
    together: tuple[Sister, ...]
    """Every case of the same receipt, this one too; empty where it was received alone."""


def by_code(
    reading: Engine, code: str, *, limit: Limit, visitor: str, at: datetime
) -> Progress | None:
    """How far a case has come; None for an unknown code. One indexed statement.

    Raises TooManyAttempts for a known code while the visitor has used up the limit.
    """
    asked = {
        "code": normal_code(code),
        "limit_key": visitor,
        "limit_at": at,
        "limit_failures": limit.failures,
    }
    row = _PROGRESS.first(reading, asked)
    if row is None:
        return None
    if row["used_up_until"] is not None:
        raise TooManyAttempts(row["used_up_until"])
    finished = bool(row["finished"])
    percent = 100 if finished else timing.completion(row["done"], row["planned"])
    return Progress(row["code"], percent, finished)


def by_secret(session: Session, code: str, secret: str) -> Following | None:
    """What the holder of the receipt may see; None unless code and secret belong together."""
    row = session.execute(
        select(Case, Procedure.name, Unit.name, Agency)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .join(Agency, Agency.id == Case.agency_id)
        .outerjoin(Unit, Unit.id == Case.unit_id)
        .where(Case.code == normal_code(code))
    ).first()
    if row is None or not hmac.compare_digest(row[0].secret, normal_secret(secret)):
        return None
    case, procedure_name, unit_name, agency = row
    return Following(
        code=case.code,
        status=CaseStatus(case.status),
        procedure_name=procedure_name,
        unit_name=unit_name,
        received_at=case.received_at,
        due_at=case.due_at,
        due_reason={"vi": case.due_reason_vi, "en": case.due_reason_en},
        settled_at=case.settled_at,
        closed_at=case.closed_at,
        return_method=case.return_method,
        agency_name=agency.one_stop_name,
        agency_address=agency.address,
        agency_phone=agency.phone,
        asked=_asked(session, case),
        lapsed=_lapsed(session, case),
        apology=_apology(session, case),
        passages=_passages(session, case),
        promised=_promised(session, case.id),
        explained=explained(session, case),
        together=together(session, case.sitting_id),
    )


def _asked(session: Session, case: Case) -> Asked | None:
    if case.status != CaseStatus.SUPPLEMENT:
        return None
    requirements, close_by_at = session.execute(
        select(SupplementRequest.requirements, SupplementRequest.close_by_at)
        .where(
            SupplementRequest.case_id == case.id,
            SupplementRequest.state == SupplementState.ISSUED,
        )
        .order_by(SupplementRequest.id.desc())
        .limit(1)
    ).one()
    return Asked(tuple(requirements), close_by_at)


def _lapsed(session: Session, case: Case) -> bool:
    if case.status != CaseStatus.STOPPED or case.closed_at is None:
        return False
    lapsed = exists().where(
        SupplementRequest.case_id == case.id, SupplementRequest.state == SupplementState.LAPSED
    )
    return bool(session.scalar(select(lapsed)))


def _apology(session: Session, case: Case) -> Apologised | None:
    """The apology that the counter has told of, while the result is still awaited."""
    row = session.execute(
        select(Apology.reason, Apology.old_due_at, Apology.new_due_at).where(
            Apology.case_id == case.id, Apology.state == ApologyState.APPLIED
        )
    ).first()
    waits = case.settled_at is None and case.closed_at is None
    return Apologised(*row) if row is not None and waits else None


def _passages(session: Session, case: Case) -> tuple[Passage, ...]:
    rows = session.execute(
        select(CaseStep, Unit, Agency.name)
        .join(Unit, Unit.id == CaseStep.unit_id)
        .join(Agency, Agency.id == Unit.agency_id)
        .where(CaseStep.case_id == case.id, CaseStep.state.not_in(_LEFT_OUT))
        .order_by(CaseStep.position, CaseStep.round)
    )
    return tuple(
        Passage(
            name=step.name,
            unit_name=unit.name if unit.agency_id == case.agency_id else f"{unit.name} – {agency}",
            state=StepState(step.state),
            done_at=step.done_at,
            forwarded=step.forwarded,
        )
        for step, unit, agency in rows
    )


def _promised(session: Session, case_id: int) -> tuple[Promised, ...]:
    rows = session.execute(
        select(DueChange.changed_at, DueChange.kind, DueChange.new_due_at)
        .where(DueChange.case_id == case_id)
        .order_by(DueChange.number)
    )
    return tuple(Promised(changed_at, Act(kind), due_at) for changed_at, kind, due_at in rows)
