"""Reading the catalogue: finding a procedure, and the version in force on a day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    Select,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from onestop.accounts.rules import Role
from onestop.calendars.rules import Term
from onestop.errors import N_, NotFound
from onestop.letters import fold
from onestop.procedures import rules
from onestop.procedures.models import Procedure, ProcedureVersion
from onestop.procedures.rules import VersionStatus

_MOST_REMEMBERED = 2000
_MOST_VERSIONS = 200
WHOLE = tuple(
    selectinload(each)
    for each in (
        ProcedureVersion.procedure,
        ProcedureVersion.terms,
        ProcedureVersion.components,
        ProcedureVersion.fees,
        ProcedureVersion.steps,
    )
)
"""Everything of a version, a statement for each table."""
_remembered: dict[tuple[int, str], rules.Version] = {}


@dataclass(frozen=True)
class ProcedureRow:
    """A line of the catalogue."""

    code: str
    name: str
    field: str
    version_id: int


def search(
    session: Session, agency_id: int, text: str, *, day: date, limit: int = 20
) -> list[ProcedureRow]:
    """Procedures in force on the day whose code or name holds every word, by name."""
    query = (
        _in_force(agency_id, day)
        .with_only_columns(Procedure.code, Procedure.name, Procedure.field, ProcedureVersion.id)
        .where(*_named(text))
        .order_by(Procedure.folded, ProcedureVersion.id)
        .limit(limit)
    )
    return [ProcedureRow(*row) for row in session.execute(query)]


def not_in_force(
    session: Session, agency_id: int, text: str, *, day: date, limit: int = 20
) -> list[ProcedureRow]:
    """Procedures that are offered later only, or no longer; as `search` finds those in force."""
    offered = _in_force(agency_id, day).with_only_columns(ProcedureVersion.procedure_id)
    newest = (
        select(func.max(ProcedureVersion.id))
        .where(ProcedureVersion.procedure_id == Procedure.id)
        .correlate(Procedure)
        .scalar_subquery()
    )
    query = (
        select(Procedure.code, Procedure.name, Procedure.field, newest)
        .where(Procedure.agency_id == agency_id, Procedure.id.not_in(offered), *_named(text))
        .order_by(Procedure.folded)
        .limit(limit)
    )
    return [ProcedureRow(*row) for row in session.execute(query)]


def _named(text: str) -> list[ColumnElement[bool]]:
    """Every word of the text stands in the name or the code."""
    return [Procedure.folded.contains(word, autoescape=True) for word in fold(text).split()]


def in_force(session: Session, agency_id: int, code: str, *, day: date) -> rules.Version:
    """The version of a procedure in force on the day; raises NotFound."""
    asked = {"agency_id": agency_id, "day": day, "code": code}
    row = session.connection().execute(_NEWEST_IN_FORCE, asked).first()
    if row is None:
        raise NotFound(N_("There is no procedure %(code)s in force."), code=code)
    return version_as(session, row.id, row.fingerprint)


def numbered(session: Session, agency_id: int, code: str, number: int) -> rules.Version:
    """A published version of a procedure by its number; raises NotFound."""
    row = session.execute(
        select(ProcedureVersion.id, ProcedureVersion.fingerprint)
        .join(Procedure)
        .where(
            Procedure.agency_id == agency_id,
            Procedure.code == code,
            ProcedureVersion.number == number,
        )
    ).first()
    if row is None:
        raise NotFound(N_("There is no such version of a procedure."))
    return version_as(session, row.id, row.fingerprint)


def versions_of(session: Session, agency_id: int, code: str) -> Sequence[ProcedureVersion]:
    """The published versions of a procedure, the newest first; raises NotFound if none."""
    found = session.scalars(
        select(ProcedureVersion)
        .join(Procedure)
        .where(Procedure.agency_id == agency_id, Procedure.code == code)
        .order_by(ProcedureVersion.number.desc())
        .options(
            contains_eager(ProcedureVersion.procedure), joinedload(ProcedureVersion.published_by)
        )
        .limit(_MOST_VERSIONS)
    ).all()
    if not found:
        raise NotFound(N_("There is no such version of a procedure."))
    return found


def version(session: Session, version_id: int) -> rules.Version:
    """A version by its number; raises NotFound."""
    fingerprint = session.connection().scalar(_FINGERPRINT, {"id": version_id})
    return version_as(session, version_id, fingerprint)


def versions(session: Session, version_ids: Collection[int]) -> dict[int, rules.Version]:
    """Versions by their numbers, one statement for all that are known; none for none."""
    asked = select(ProcedureVersion.id, ProcedureVersion.fingerprint)
    found = session.execute(asked.where(ProcedureVersion.id.in_(set(version_ids))))
    return {row.id: version_as(session, row.id, row.fingerprint) for row in found}


def version_as(session: Session, version_id: int, fingerprint: str | None) -> rules.Version:
    """A version by its number, for whoever has read its fingerprint already.

    A published version never changes, so its values are read once per process. Raises NotFound
    where there is none.
    """
    if fingerprint is None:
        raise NotFound(N_("There is no such version of a procedure."))
    known = _remembered.get((version_id, fingerprint))
    if known is None:
        if len(_remembered) >= _MOST_REMEMBERED:
            _remembered.clear()
        row = session.scalars(
            select(ProcedureVersion).where(ProcedureVersion.id == version_id).options(*WHOLE)
        ).one()
        known = _remembered[version_id, fingerprint] = values_of(row)
    return known


def _in_force(
    agency_id: int | BindParameter[int], day: date | BindParameter[date]
) -> Select[ProcedureVersion]:
    return (
        select(ProcedureVersion)
        .join(Procedure)
        .where(
            ProcedureVersion.agency_id == agency_id,
            ProcedureVersion.status == VersionStatus.PUBLISHED,
            ProcedureVersion.valid_from_on <= day,
            (ProcedureVersion.valid_to_on.is_(None)) | (ProcedureVersion.valid_to_on >= day),
        )
    )


_NEWEST_IN_FORCE = (
    _in_force(bindparam("agency_id", type_=Integer), bindparam("day", type_=Date))
    .with_only_columns(ProcedureVersion.__table__.c.id, ProcedureVersion.__table__.c.fingerprint)
    .where(Procedure.code == bindparam("code"))
    .order_by(ProcedureVersion.valid_from_on.desc())
    .limit(1)
)
_FINGERPRINT = select(ProcedureVersion.__table__.c.fingerprint).where(
    ProcedureVersion.id == bindparam("id")
)


def values_of(row: ProcedureVersion) -> rules.Version:
    """A version as plain values; raises UnknownTerm for a time that is none."""
    return rules.Version(
        id=row.id,
        procedure_id=row.procedure_id,
        agency_id=row.agency_id,
        code=row.procedure.code,
        name=row.procedure.name,
        field=row.procedure.field,
        decision=row.decision,
        results=tuple(row.results),
        presence_required=row.presence_required,
        cut_off=time.fromisoformat(row.cut_off) if row.cut_off else None,
        supplement_policy=row.supplement_policy,
        supplement_ask_within=Term.parse(row.supplement_ask_within),
        supplement_close_after=(
            Term.parse(row.supplement_close_after) if row.supplement_close_after else None
        ),
        variants=tuple(rules.Variant(**variant) for variant in row.variants),
        terms=tuple(
            rules.AllottedTerm(Term.parse(each.term), each.channel, each.variant)
            for each in row.terms
        ),
        components=_components(row),
        fees=_fees(row),
        steps=_steps(row),
    )


def _fees(row: ProcedureVersion) -> tuple[rules.Fee, ...]:
    return tuple(
        rules.Fee(
            name=fee.name,
            kind=rules.FeeKind(fee.kind),
            amount=fee.amount,
            channel=fee.channel,
            per=rules.FeeBasis(fee.per) if fee.per else None,
            note=fee.note,
            exemption=fee.exemption,
        )
        for fee in row.fees
    )


def _components(row: ProcedureVersion) -> tuple[rules.Component, ...]:
    return tuple(
        rules.Component(
            id=each.id,
            position=each.position,
            name=each.name,
            originals=each.originals,
            copies=each.copies,
            required=each.required,
            only_shown=each.only_shown,
            condition=each.condition,
            variant=each.variant,
            sample=each.sample,
        )
        for each in row.components
    )


def _steps(row: ProcedureVersion) -> tuple[rules.Step, ...]:
    return tuple(
        rules.Step(
            position=each.position,
            name=each.name,
            kind=rules.StepKind(each.kind),
            unit_id=each.unit_id,
            role=Role(each.role),
            allotted=Term.parse(each.allotted) if each.allotted else None,
            ends_settlement=each.ends_settlement,
            variant=each.variant,
            finding=each.finding,
            branch=each.branch,
            beside=each.beside,
            joins=each.joins,
        )
        for each in row.steps
    )


def catalogue(session: Session, agency_id: int, *, day: date) -> Sequence[ProcedureRow]:
    """Every procedure in force on the day, by field and name."""
    query = (
        _in_force(agency_id, day)
        .with_only_columns(Procedure.code, Procedure.name, Procedure.field, ProcedureVersion.id)
        .order_by(Procedure.field, Procedure.folded)
    )
    return [ProcedureRow(*row) for row in session.execute(query)]
