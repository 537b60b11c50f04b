"""Publishing procedures."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from onestop.accounts.queries import units_by_key
from onestop.accounts.rules import Actor
from onestop.errors import N_, NotFound
from onestop.letters import fold
from onestop.procedures import queries, rules
from onestop.procedures.files import ProcedureFile
from onestop.procedures.models import (
    DossierComponent,
    Procedure,
    ProcedureFee,
    ProcedureTerm,
    ProcedureVersion,
    RoutingStep,
)
from onestop.procedures.reading import BadProcedureFile
from onestop.procedures.rules import VersionStatus, blocking
from onestop.procedures.stored import canonical, changed_lines, newest


def publish(
    session: Session,
    agency_id: int,
    content: ProcedureFile,
    *,
    by: Actor | None = None,
    at: datetime | None = None,
) -> ProcedureVersion:
    """Publishes a version from its day on; the version before ends the day before.

    `by` and `at` are None where it is loaded from a file. Raises NotFound for a unit that the
    agency does not have. A version never changes afterwards.
    """
    procedure = _named(
        session.scalar(
            select(Procedure).where(
                Procedure.agency_id == agency_id, Procedure.code == content.code
            )
        )
        or Procedure(agency_id=agency_id, code=content.code),
        content,
    )
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
    version.steps = _steps(content, units_by_key(session, agency_id))
    version.published_at, version.published_by_id = at, by.official_id if by else None
    session.add(version)
    session.flush()
    return version


def as_if_published(
    agency_id: int, content: ProcedureFile, unit_ids: Mapping[str, int]
) -> rules.Version:
    """The version that the content would be, as plain values that are stored nowhere.

    Raises NotFound for a unit that is not among `unit_ids`.
    """
    procedure = _named(Procedure(agency_id=agency_id, code=content.code), content)
    version = _version(procedure, 0, content)
    version.steps = _steps(content, unit_ids)
    version.procedure = procedure
    return queries.values_of(version)


def _named(procedure: Procedure, content: ProcedureFile) -> Procedure:
    procedure.name, procedure.field, procedure.level = content.name, content.field, content.level
    procedure.folded = fold(f"{content.name} {content.code}")
    return procedure


@dataclass(frozen=True)
class Loaded:
    """What loading files did to a procedure."""

    code: str
    name: str
    how: str
    """`new`, `changed` or `unchanged`."""
    differences: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def load(session: Session, agency_id: int, contents: Sequence[ProcedureFile]) -> tuple[Loaded, ...]:
    """Publishes what is new or has changed among these contents, all of them or none.

    Raises BadProcedureFile that lists every fault of every procedure: a unit that does not exist,
    a changed version that would be valid from no later day than the one in force.
    """
    units = frozenset(units_by_key(session, agency_id))
    there = newest(session, agency_id)
    wrong, loaded, to_publish = [], [], []
    for content in map(canonical, contents):
        old = there.get(content.code)
        found = content.faults(units)
        wrong += [f"{content.code}: {each}" for each in blocking(found)]
        same = old is not None and replace(content, valid_from_on=old.valid_from_on) == old
        how = "unchanged" if same else "changed" if old else "new"
        if how == "changed" and old and content.valid_from_on <= old.valid_from_on:
            wrong.append(
                f"{content.code}: valid_from_on: the version in force is valid from"
                f" {old.valid_from_on}; a changed one needs a later day"
            )
        if how != "unchanged":
            to_publish.append(content)
        warnings = tuple(str(each) for each in found if each.warning)
        told = () if same else changed_lines(old, content)
        loaded.append(Loaded(content.code, content.name, how, told, warnings))
    if wrong:
        raise BadProcedureFile(tuple(wrong))
    for content in to_publish:
        publish(session, agency_id, content)
    return tuple(loaded)


def retire(session: Session, agency_id: int, code: str, *, last_on: date) -> None:
    """The procedure is offered up to that day and no longer; cases go on as they were filed.

    Raises NotFound when no version of it is in force.
    """
    ended = session.execute(
        update(ProcedureVersion)
        .where(
            ProcedureVersion.agency_id == agency_id,
            ProcedureVersion.procedure_id.in_(
                select(Procedure.id).where(Procedure.agency_id == agency_id, Procedure.code == code)
            ),
            ProcedureVersion.valid_to_on.is_(None),
        )
        .values(valid_to_on=last_on)
    )
    if not cast("CursorResult[object]", ended).rowcount:
        raise NotFound(N_("There is no procedure %(code)s in force."), code=code)


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
        supplement_close_after=content.supplement.close_after,
        results=list(content.results),
        variants=[asdict(variant) for variant in content.variants],
        terms=[ProcedureTerm(**asdict(term)) for term in content.terms],
        components=[
            DossierComponent(position=position, **asdict(component))
            for position, component in enumerate(content.components, start=1)
        ],
        fees=[ProcedureFee(**asdict(fee)) for fee in content.fees],
    )


def _steps(content: ProcedureFile, units: Mapping[str, int]) -> list[RoutingStep]:
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
            variant=step.variant,
            finding=step.finding,
            branch=step.branch,
            beside=step.beside or None,
            joins=step.joins or None,
        )
        for position, step in enumerate(content.steps, start=1)
    ]
