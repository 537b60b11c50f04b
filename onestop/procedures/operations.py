"""Publishing procedures."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from onestop.accounts.models import Unit
from onestop.errors import N_, NotFound
from onestop.letters import fold
from onestop.procedures.files import ProcedureFile
from onestop.procedures.models import (
    DossierComponent,
    Procedure,
    ProcedureFee,
    ProcedureTerm,
    ProcedureVersion,
    RoutingStep,
)
from onestop.procedures.rules import VersionStatus


def publish(session: Session, agency_id: int, content: ProcedureFile) -> ProcedureVersion:
    """Publishes a version from its day on; the version before ends the day before.

    Raises NotFound for a unit that the agency does not have. A version never changes afterwards.
    """
    procedure = session.scalar(
        select(Procedure).where(Procedure.agency_id == agency_id, Procedure.code == content.code)
    ) or Procedure(agency_id=agency_id, code=content.code)
    procedure.name, procedure.field, procedure.level = content.name, content.field, content.level
    procedure.folded = fold(f"{content.name} {content.code}")
    session.add(procedure)
    session.flush()
    number = 1 + (
        session.scalar(
            select(func.max(ProcedureVersion.number)).where(
                ProcedureVersion.procedure_id == procedure.id
            )
        )
        or 0
    )
    session.execute(
        update(ProcedureVersion)
        .where(
            ProcedureVersion.procedure_id == procedure.id,
            ProcedureVersion.valid_to_on.is_(None),
        )
        .values(valid_to_on=content.valid_from_on - timedelta(days=1))
    )
    version = _version(procedure, number, content)
    version.steps = _steps(session, agency_id, content)
    session.add(version)
    session.flush()
    return version


def _version(procedure: Procedure, number: int, content: ProcedureFile) -> ProcedureVersion:
    return ProcedureVersion(
        agency_id=procedure.agency_id,
        procedure_id=procedure.id,
        number=number,
        status=VersionStatus.PUBLISHED,
        fingerprint=hashlib.sha256(repr((procedure.agency_id, content)).encode()).hexdigest(),
        valid_from_on=content.valid_from_on,
        decision=content.decision,
        presence_required=content.presence_required,
        cut_off=content.cut_off,
        supplement_policy=content.supplement.policy,
        supplement_ask_within=content.supplement.ask_within,
        results=list(content.results),
        variants=[asdict(variant) for variant in content.variants],
        terms=[ProcedureTerm(**asdict(term)) for term in content.terms],
        components=[
            DossierComponent(position=position, **asdict(component))
            for position, component in enumerate(content.components, start=1)
        ],
        fees=[ProcedureFee(**asdict(fee)) for fee in content.fees],
    )


def _steps(session: Session, agency_id: int, content: ProcedureFile) -> list[RoutingStep]:
    units = {
        unit.key: unit.id
        for unit in session.scalars(select(Unit).where(Unit.agency_id == agency_id))
    }
    for step in content.steps:
        if step.unit not in units:
            raise NotFound(N_("There is no unit %(key)s."), key=step.unit)
    return [
        RoutingStep(
            position=position,
            name=step.name,
            kind=step.kind,
            unit_id=units[step.unit],
            role=step.role,
            allotted=step.allotted or None,
            ends_settlement=step.ends_settlement,
        )
        for position, step in enumerate(content.steps, start=1)
    ]
