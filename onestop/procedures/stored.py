"""Versions in the database as the contents of files, to be exported and compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.accounts.queries import units_by_key
from onestop.procedures.files import (
    ComponentFile,
    FeeFile,
    ProcedureFile,
    StepFile,
    SupplementFile,
    TermFile,
    VariantFile,
)
from onestop.procedures.models import Procedure, ProcedureVersion, RoutingStep
from onestop.procedures.queries import WHOLE
from onestop.procedures.rules import StepKind, VersionStatus

UNTIMED = frozenset({StepKind.RETURN, StepKind.DUTY})


def newest(session: Session, agency_id: int, code: str = "") -> dict[str, ProcedureFile]:
    """The newest published version of every procedure of an agency, or of one, by code."""
    keys = {unit_id: key for key, unit_id in units_by_key(session, agency_id).items()}
    query = (
        select(ProcedureVersion)
        .where(
            ProcedureVersion.agency_id == agency_id,
            ProcedureVersion.status == VersionStatus.PUBLISHED,
            ProcedureVersion.valid_to_on.is_(None),
        )
        .order_by(ProcedureVersion.procedure_id, ProcedureVersion.number)
        .options(*WHOLE)
    )
    if code:
        query = query.join(Procedure).where(Procedure.code == code)
    return {row.procedure.code: content_of(row, keys) for row in session.scalars(query)}


def content_of(row: ProcedureVersion, keys: dict[int, str]) -> ProcedureFile:
    """A version as the content of a file; `keys` names the units."""
    return ProcedureFile(
        code=row.procedure.code,
        name=row.procedure.name,
        field=row.procedure.field,
        level=row.procedure.level,
        valid_from_on=row.valid_from_on,
        results=tuple(row.results),
        terms=tuple(_as(TermFile, each) for each in row.terms),
        steps=tuple(_step(each, keys) for each in row.steps),
        components=tuple(_as(ComponentFile, each) for each in row.components),
        fees=tuple(_as(FeeFile, each) for each in row.fees),
        variants=tuple(VariantFile(**each) for each in row.variants),
        supplement=SupplementFile(
            row.supplement_policy, row.supplement_ask_within, row.supplement_close_after
        ),
        decision=row.decision,
        presence_required=row.presence_required,
        cut_off=row.cut_off,
    )


def canonical(content: ProcedureFile) -> ProcedureFile:
    """The content as it comes back from the database: what says nothing more is left out."""
    steps = tuple(
        replace(step, unlimited=not step.allotted and step.kind not in UNTIMED)
        for step in content.steps
    )
    return replace(content, steps=steps)


@dataclass(frozen=True)
class Difference:
    """What one content says otherwise than another: a value, or a row that came or went.

    `sign` is `+` for a row that came, `-` for one that went, `~` for a value (or the order of rows)
    that changed from `was` to `is_`; `name` is the field or table.
    """

    sign: str
    name: str
    was: Any = None
    is_: Any = None

    @property
    def reordered(self) -> bool:
        """Whether only the order of the rows changed."""
        return self.sign == "~" and isinstance(self.was, tuple)

    def __str__(self) -> str:
        if self.reordered:
            return f"~ {self.name}: in another order"
        if self.sign == "~":
            return f"~ {self.name}: {_told(self.was)} → {_told(self.is_)}"
        return f"{self.sign} {self.name}: {_told(self.is_ if self.sign == '+' else self.was)}"


def differences(old: ProcedureFile, new: ProcedureFile) -> Iterator[Difference]:
    """What changes from one content to the other, field by field and row by row."""
    for each in fields(ProcedureFile):
        was, is_ = getattr(old, each.name), getattr(new, each.name)
        if was == is_:
            continue
        if isinstance(was, tuple):
            yield from (Difference("-", each.name, was=row) for row in was if row not in is_)
            yield from (Difference("+", each.name, is_=row) for row in is_ if row not in was)
            if sorted(map(repr, was)) == sorted(map(repr, is_)):
                yield Difference("~", each.name, was, is_)
        else:
            yield Difference("~", each.name, was, is_)


def changed_lines(old: ProcedureFile | None, new: ProcedureFile) -> tuple[str, ...]:
    """The same as lines of text; one line for a procedure that is new."""
    if old is None:
        return (f"+ {new.code} {new.name}",)
    return tuple(map(str, differences(old, new)))


def _told(value: object) -> str:
    names = getattr(value, "__dataclass_fields__", None)
    if names is None:
        return str(value)
    told = ((name, getattr(value, name)) for name in names)
    return ", ".join(f"{name} {each}" for name, each in told if each not in ("", 0, False))


def _as(kind: type[Any], row: object) -> Any:
    return kind(**{each.name: getattr(row, each.name) for each in fields(kind)})


def _step(row: RoutingStep, keys: dict[int, str]) -> StepFile:
    return StepFile(
        name=row.name,
        kind=row.kind,
        unit=keys[row.unit_id],
        role=row.role,
        allotted=row.allotted or "",
        ends_settlement=row.ends_settlement,
        unlimited=row.allotted is None and row.kind not in UNTIMED,
        variant=row.variant,
        finding=row.finding,
        branch=row.branch,
        beside=row.beside or 0,
        joins=row.joins or 0,
    )
