"""Reading drafts: what is written, what is wrong with it, and how far its route can be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from onestop.accounts.rules import Actor, Role
from onestop.calendars.rules import Term, UnknownTerm
from onestop.errors import N_, NotFound
from onestop.procedures.checking import assembled, faults_of
from onestop.procedures.files import ProcedureFile
from onestop.procedures.models import ProcedureDraft
from onestop.procedures.rules import Fault, Stage, Step, StepKind, faults
from onestop.procedures.rules.drafting import LISTS, Row, Tables
from onestop.procedures.stored import canonical

MOST_SHOWN = 200


def drafts(session: Session, agency_id: int) -> Sequence[ProcedureDraft]:
    """The drafts of an agency, those changed last first."""
    return session.scalars(
        select(ProcedureDraft)
        .where(ProcedureDraft.agency_id == agency_id)
        .order_by(ProcedureDraft.changed_at.desc(), ProcedureDraft.id)
        .options(joinedload(ProcedureDraft.changed_by))
        .limit(MOST_SHOWN)
    ).all()


def draft_of(session: Session, agency_id: int, code: str) -> ProcedureDraft | None:
    """The draft of a procedure, if somebody writes one."""
    return session.scalar(
        select(ProcedureDraft).where(
            ProcedureDraft.agency_id == agency_id, ProcedureDraft.code == code
        )
    )


def draft(session: Session, actor: Actor, draft_id: int) -> ProcedureDraft:
    """A draft of one's agency; raises NotFound."""
    found = session.scalar(
        select(ProcedureDraft)
        .where(ProcedureDraft.id == draft_id, ProcedureDraft.agency_id == actor.agency_id)
        .options(joinedload(ProcedureDraft.changed_by))
    )
    if found is None:
        raise NotFound(N_("There is no such draft: it was published or thrown away."))
    return found


def tables_of(content: ProcedureFile) -> Tables:
    """A version as the tables of a draft."""
    tables = asdict(content)
    for name in LISTS:
        tables[name] = list(tables[name])
    tables["results"] = list(content.results)
    tables["valid_from_on"] = content.valid_from_on.isoformat()
    return tables


def checked(
    content: Tables, units: frozenset[str]
) -> tuple[ProcedureFile | None, tuple[Fault, ...]]:
    """The version that a draft makes, and everything that is wrong with it, warnings too.

    The route is judged as far as it is written; None while a table by itself has a fault.
    """
    tables = {**content, "valid_from_on": _day(content["valid_from_on"])}
    wrong = {each.place: each for each in reversed(faults_of(tables))}
    route = faults(
        _stages(content),
        terms=[
            (each["variant"], term)
            for each in content["terms"]
            if (term := _term(each["term"])) is not None
        ],
        variants=[each["key"] for each in content["variants"]],
        units=units,
    )
    found = (*reversed(wrong.values()), *(each for each in route if each.place not in wrong))
    return (None if wrong else canonical(assembled(tables))), found


def _stages(content: Tables) -> tuple[Stage, ...]:
    return tuple(
        Stage(
            kind=each["kind"],
            unit=each["unit"],
            unlimited=each["unlimited"],
            **_written(position, each),
        )
        for position, each in enumerate(content["steps"], start=1)
    )


def _written(position: int, step: Row) -> dict[str, Any]:
    """What a step says whoever reads it."""
    return {
        "position": position,
        "name": step["name"],
        "allotted": _term(step["allotted"]),
        "ends_settlement": step["ends_settlement"],
        "variant": step["variant"],
        "finding": step["finding"],
        "branch": step["branch"],
        "beside": step["beside"] or None,
        "joins": step["joins"] or None,
    }


def sketched(content: Tables, unit_ids: Mapping[str, int]) -> tuple[Step, ...]:
    """The route of a draft as far as it can be drawn: what is not clear yet is left open."""
    return tuple(
        Step(
            kind=_kind(each["kind"]),
            unit_id=unit_ids.get(each["unit"], 0),
            role=Role.OFFICIAL,
            **_written(position, each),
        )
        for position, each in enumerate(content["steps"], start=1)
    )


def _day(written: str) -> Any:
    """The day, or what stands there instead, so that the check can say what is wrong with it."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return written


def _kind(written: str) -> StepKind:
    return StepKind(written) if written in frozenset(StepKind) else StepKind.PROCESS


def _term(written: str) -> Term | None:
    try:
        return Term.parse(written) if written else None
    except UnknownTerm:
        return None
