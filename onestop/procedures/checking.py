"""What is wrong with the tables of a procedure, before its route is judged: a fault for each place.

The tables are those of a file (`files.py`), however far they are filled in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime, time
from typing import Any

from onestop.accounts.rules import Role
from onestop.calendars.rules import Term, UnknownTerm
from onestop.errors import N_
from onestop.procedures.files import (
    ComponentFile,
    FeeFile,
    ProcedureFile,
    StepFile,
    SupplementFile,
    TermFile,
    VariantFile,
)
from onestop.procedures.rules import Channel, Fault, FeeBasis, FeeKind, StepKind, blocking

LISTS: dict[str, type[Any]] = {
    "variants": VariantFile,
    "terms": TermFile,
    "components": ComponentFile,
    "fees": FeeFile,
    "steps": StepFile,
}
_KINDS: dict[str, type[Any]] = {"str": str, "int": int, "bool": bool, "date": date}
_CHOICES: dict[str, frozenset[str]] = {
    "channel": frozenset(Channel) | {""},
    "fees.kind": frozenset(FeeKind),
    "fees.per": frozenset(FeeBasis) | {""},
    "steps.kind": frozenset(StepKind),
    "role": frozenset(Role),
    "policy": frozenset({"restart", "resume"}),
    "level": frozenset({"commune", "province"}),
}
_LONGEST = {
    "code": 20,
    "name": 500,
    "field": 120,
    "decision": 200,
    "sample": 200,
    "finding": 200,
    "key": 60,
    "variant": 60,
    "branch": 60,
    "unit": 81,
    "steps.name": 200,
    "fees.name": 300,
}
_MOST = 2**31 - 1
NO_TERM = N_(
    "“%(value)s” is no allotted time: write an amount above zero and its unit, whole calendar days"
    " and months (“3 working days”, “4 working hours”, “15 calendar days”, “2 months”, “same day”)."
)
_NOT_OF: dict[type[Any], str] = {
    str: N_("“%(value)s” is not of the kind %(kind)s."),
    int: N_("“%(value)s” is no whole number."),
    bool: N_("“%(value)s” is neither true nor false."),
    date: N_("“%(value)s” is no day."),
    list: N_("This is a list of texts, at least one."),
}
_TERMS = frozenset({"term", "allotted", "ask_within", "close_after"})


def build(content: Mapping[str, Any]) -> tuple[ProcedureFile | None, tuple[Fault, ...]]:
    """The procedure of such tables, or None and everything that is wrong with them."""
    wrong = faults_of(content)
    if wrong:
        return None, wrong
    procedure = assembled(content)
    wrong = blocking(procedure.faults())
    return (None, wrong) if wrong else (procedure, ())


def faults_of(content: Mapping[str, Any]) -> tuple[Fault, ...]:
    """What is wrong with each table by itself, the route not judged."""
    return tuple(_faults(content))


def assembled(content: Mapping[str, Any]) -> ProcedureFile:
    """The procedure of tables in which nothing is wrong."""
    values = dict(content)
    for name, kind in LISTS.items():
        values[name] = tuple(kind(**each) for each in content.get(name, ()))
    values["results"] = tuple(content["results"])
    values["supplement"] = SupplementFile(**content.get("supplement", {}))
    return ProcedureFile(**values)


def _faults(content: Mapping[str, Any]) -> Iterator[Fault]:
    scalars = {name: value for name, value in content.items() if name not in LISTS}
    supplement = scalars.pop("supplement", {})
    yield from _table("", 0, ProcedureFile, scalars, ignored=frozenset({*LISTS, "supplement"}))
    if isinstance(supplement, dict):
        yield from _table("supplement", 0, SupplementFile, supplement)
    else:
        yield Fault("", 0, "supplement", N_("This is not a table."))
    for name, kind in LISTS.items():
        tables = content.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
            sentence = N_("This is not a list of tables; write [[%(name)s]].")
            yield Fault(name, 0, "", sentence, {"name": name})
            continue
        for number, table in enumerate(tables, start=1):
            yield from _table(name, number, kind, table)
    yield from _variants(content)
    if not content.get("terms"):
        yield Fault("terms", 0, "", N_("At least one allotted time is needed."))
    if content.get("presence_required") is True:
        yield from _present(content)


def _present(content: Mapping[str, Any]) -> Iterator[Fault]:
    """No time is allotted by post where somebody has to be present (Decision 45/2016)."""
    for number, each in enumerate(_tables(content, "terms"), start=1):
        if each.get("channel") == Channel.POST:
            sentence = N_("Who must come in person cannot file by post: take this time out.")
            yield Fault("terms", number, "channel", sentence)


def _table(
    name: str,
    row: int,
    kind: type[Any],
    values: Mapping[str, Any],
    ignored: frozenset[str] = frozenset(),
) -> Iterator[Fault]:
    known = {each.name: each for each in fields(kind) if each.name not in ignored}
    for key in sorted(values.keys() - known.keys()):
        yield Fault(name, row, key, N_("There is no such key."))
    for key, each in known.items():
        if key in values:
            yield from _value(name, row, each, values[key])
        elif each.default is MISSING and each.default_factory is MISSING:
            yield Fault(name, row, key, N_("This is missing."))


def _value(table: str, row: int, key: Any, value: Any) -> Iterator[Fault]:
    wanted: type[Any] = _KINDS.get(str(key.type), list)
    if (
        not isinstance(value, wanted)
        or (wanted is int and isinstance(value, bool))
        or isinstance(value, datetime)
    ):
        told = {"value": str(value), "kind": wanted.__name__}
        yield Fault(table, row, key.name, _NOT_OF[wanted], told)
    elif wanted is list:
        if not value or not all(isinstance(each, str) and each.strip() for each in value):
            yield Fault(table, row, key.name, N_("This is a list of texts, at least one."))
    elif wanted is int and not 0 <= value <= _MOST:
        sentence = N_("%(value)s is not between 0 and %(most)s.")
        yield Fault(table, row, key.name, sentence, {"value": str(value), "most": str(_MOST)})
    elif wanted is str:
        yield from _text(table, row, key, value)


def _text(table: str, row: int, key: Any, value: str) -> Iterator[Fault]:
    longest = _LONGEST.get(f"{table}.{key.name}") or _LONGEST.get(key.name)
    choices = _CHOICES.get(f"{table}.{key.name}") or _CHOICES.get(key.name)
    if "\0" in value:
        yield Fault(table, row, key.name, N_("This holds a character that no text may hold."))
    if longest is not None and len(value) > longest:
        sentence = N_("This is longer than %(longest)s letters.")
        yield Fault(table, row, key.name, sentence, {"longest": longest})
    if key.default is MISSING and not value.strip():
        yield Fault(table, row, key.name, N_("This is empty."))
    elif choices is not None and value not in choices:
        told = {"value": value, "choices": ", ".join(sorted(filter(None, choices)))}
        yield Fault(table, row, key.name, N_("“%(value)s” is none of %(choices)s."), told)
    elif value:
        yield from _time(table, row, key.name, value)


def _time(table: str, row: int, key: str, value: str) -> Iterator[Fault]:
    try:
        if key in _TERMS:
            Term.parse(value)
        elif key == "cut_off":
            time.fromisoformat(value)
    except UnknownTerm:
        yield Fault(table, row, key, NO_TERM, {"value": value.strip()})
    except ValueError:
        yield Fault(table, row, key, N_("“%(value)s” is no hour; write 15:00."), {"value": value})


def _variants(content: Mapping[str, Any]) -> Iterator[Fault]:
    """Variants are told apart by their keys, and nothing speaks of one that is not there."""
    tables = {name: _tables(content, name) for name in LISTS}
    keys = [each.get("key") for each in tables["variants"]]
    yield from _twice("variants", "key", keys)
    for name in ("terms", "components"):
        for number, each in enumerate(tables[name], start=1):
            if each.get("variant", "") not in ("", *keys):
                told = {"key": str(each["variant"])}
                yield Fault(name, number, "variant", N_("There is no variant %(key)s."), told)
    terms = [(each.get("channel", ""), each.get("variant", "")) for each in tables["terms"]]
    yield from _twice("terms", "channel", terms)


def _twice(table: str, key: str, values: Collection[object]) -> Iterator[Fault]:
    seen: list[object] = []
    for number, value in enumerate(values, start=1):
        if value in seen:
            yield Fault(table, number, key, N_("This stands twice."))
        seen.append(value)


def _tables(content: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = content.get(name, [])
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
