"""Reading procedures from files: every fault of a file, by line and field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from onestop.accounts.rules import Role
from onestop.calendars.rules import Term, UnknownTerm
from onestop.procedures.files import (
    ComponentFile,
    FeeFile,
    ProcedureFile,
    StepFile,
    SupplementFile,
    TermFile,
    VariantFile,
)
from onestop.procedures.rules import Channel, FeeKind, StepKind, blocking


class BadProcedureFile(ValueError):
    """Files that cannot be loaded; `faults` lists everything that is wrong, with its place."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


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
_TERMS = frozenset({"term", "allotted", "ask_within", "close_after"})
_HEADER = re.compile(r"\s*\[(?:\[\s*(?P<many>\w+)\s*\]|\s*(?P<one>\w+)\s*)\]")
_PLACE = re.compile(r"(?:(?P<table>\w+)(?:\[(?P<row>\d+)\])?\.)?(?P<key>\w+)")


def load_catalogue(path: Path) -> tuple[ProcedureFile, ...]:
    """Every procedure of a folder, or of one file; raises BadProcedureFile for all bad ones."""
    if not path.exists():
        raise BadProcedureFile((f"{path}: there is no such file or folder",))
    paths = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not paths:
        raise BadProcedureFile((f"{path}: there is no .toml file in the folder",))
    loaded: dict[str, ProcedureFile] = {}
    wrong: list[str] = []
    for each in paths:
        try:
            procedure = load_procedure(each)
        except BadProcedureFile as bad:
            wrong += bad.faults
            continue
        if procedure.code in loaded:
            wrong.append(f"{each.name}: code: {procedure.code} stands in another file, too")
        loaded[procedure.code] = procedure
    if wrong:
        raise BadProcedureFile(tuple(wrong))
    return tuple(loaded.values())


def load_procedure(path: Path) -> ProcedureFile:
    """One procedure; raises BadProcedureFile that lists every fault of the file at once."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadProcedureFile((f"{path.name}: {error}",)) from error
    return read(text, path.name)


def read(text: str, name: str) -> ProcedureFile:
    """The procedure written in a text; raises BadProcedureFile, which calls the text `name`."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadProcedureFile((f"{name}: {error}",)) from error
    procedure, wrong = build(content)
    if procedure is None:
        raise BadProcedureFile(tuple(f"{name}: {_lined(text, each)}" for each in wrong))
    return procedure


def build(content: Mapping[str, Any]) -> tuple[ProcedureFile | None, tuple[str, ...]]:
    """The procedure of such tables, or None and everything that is wrong with them."""
    wrong = tuple(_faults(content))
    if wrong:
        return None, wrong
    values = dict(content)
    for name, kind in LISTS.items():
        values[name] = tuple(kind(**each) for each in content.get(name, ()))
    values["results"] = tuple(content["results"])
    values["supplement"] = SupplementFile(**content.get("supplement", {}))
    procedure = ProcedureFile(**values)
    wrong = tuple(str(each) for each in blocking(procedure.faults()))
    return (None, wrong) if wrong else (procedure, ())


def _lined(text: str, fault: str) -> str:
    """The fault with the line at which its place is written."""
    line = line_of(text, fault.partition(": ")[0])
    return f"line {line}, {fault}" if line else fault


def line_of(text: str, place: str) -> int:
    """The line of `steps[3].allotted` in a file; that of its table if it is missing there."""
    row = re.fullmatch(r"(\w+)\[(\d+)\]", place)
    found = _PLACE.fullmatch(place)
    table, number, key = "", 0, ""
    if row:
        table, number = row[1], int(row[2])
    elif found:
        table, number, key = found["table"] or "", int(found["row"] or 0), found["key"]
    here, seen, start = "", dict.fromkeys(LISTS, 0), 0
    for at, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            here = header["many"] or header["one"]
            seen[here] = seen.get(here, 0) + 1
            if here == (table or key) and seen[here] == max(number, 1):
                start = at
            continue
        inside = here == table and number in (0, seen.get(here, 0))
        if inside and key and re.match(rf"\s*{key}\s*=", line):
            return at
    return start


def _faults(content: Mapping[str, Any]) -> Iterator[str]:
    scalars = {name: value for name, value in content.items() if name not in LISTS}
    supplement = scalars.pop("supplement", {})
    yield from _table_faults("", ProcedureFile, scalars, ignored=frozenset({*LISTS, "supplement"}))
    if isinstance(supplement, dict):
        yield from _table_faults("supplement", SupplementFile, supplement)
    else:
        yield "supplement: is not a table"
    for name, kind in LISTS.items():
        tables = content.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
            yield f"{name}: is not a list of tables; write [[{name}]]"
            continue
        for number, table in enumerate(tables, start=1):
            yield from _table_faults(f"{name}[{number}]", kind, table)
    yield from _variant_faults(content)
    if not content.get("terms"):
        yield "terms: at least one allotted time is needed"


def _table_faults(
    place: str, kind: type[Any], table: Mapping[str, Any], ignored: frozenset[str] = frozenset()
) -> Iterator[str]:
    known = {each.name: each for each in fields(kind) if each.name not in ignored}
    dot = f"{place}." if place else ""
    for name in sorted(table.keys() - known.keys()):
        yield f"{dot}{name}: there is no such key"
    for name, each in known.items():
        if name not in table:
            if each.default is MISSING and each.default_factory is MISSING:
                yield f"{dot}{name}: missing"
            continue
        yield from _value_faults(f"{dot}{name}", place.partition("[")[0], each, table[name])


def _value_faults(place: str, table: str, key: Any, value: Any) -> Iterator[str]:
    wanted: type[Any] = _KINDS.get(str(key.type), list)
    if (
        not isinstance(value, wanted)
        or (wanted is int and isinstance(value, bool))
        or isinstance(value, datetime)
    ):
        yield f"{place}: {value!r} is not of the kind {wanted.__name__}"
        return
    for each in value if isinstance(value, list) else ():
        if not isinstance(each, str) or not each.strip():
            yield f"{place}: {each!r} is not of the kind str"
    if wanted is int and not 0 <= value <= _MOST:
        yield f"{place}: {value} is not between 0 and {_MOST}"
    if wanted is str:
        yield from _text_faults(place, table, key, value)


def _text_faults(place: str, table: str, key: Any, value: str) -> Iterator[str]:
    longest = _LONGEST.get(f"{table}.{key.name}") or _LONGEST.get(key.name)
    choices = _CHOICES.get(f"{table}.{key.name}") or _CHOICES.get(key.name)
    if "\0" in value:
        yield f"{place}: holds a character that no text may hold"
    if longest is not None and len(value) > longest:
        yield f"{place}: is longer than {longest} letters"
    if key.default is MISSING and not value.strip():
        yield f"{place}: is empty"
    elif choices is not None and value not in choices:
        yield f"{place}: {value!r} is none of {', '.join(sorted(filter(None, choices)))}"
    if value:
        yield from _time_faults(place, key.name, value)


def _time_faults(place: str, key: str, value: str) -> Iterator[str]:
    if key in _TERMS:
        try:
            Term.parse(value)
        except UnknownTerm as error:
            yield f"{place}: {error}"
    if key == "cut_off":
        try:
            time.fromisoformat(value)
        except ValueError:
            yield f"{place}: {value!r} is no hour; write 15:00"


def _variant_faults(content: Mapping[str, Any]) -> Iterator[str]:
    """Variants are told apart by their keys, and nothing speaks of one that is not there."""
    tables = {name: _tables(content, name) for name in LISTS}
    keys = [each.get("key") for each in tables["variants"]]
    yield from _twice("variants", "key", keys)
    for name in ("terms", "components"):
        for number, each in enumerate(tables[name], start=1):
            if each.get("variant", "") not in ("", *keys):
                yield f"{name}[{number}].variant: there is no variant {each['variant']!r}"
    terms = [(each.get("channel", ""), each.get("variant", "")) for each in tables["terms"]]
    yield from _twice("terms", "channel", terms)


def _twice(table: str, key: str, values: Collection[object]) -> Iterator[str]:
    seen: list[object] = []
    for number, value in enumerate(values, start=1):
        if value in seen:
            yield f"{table}[{number}].{key}: stands twice"
        seen.append(value)


def _tables(content: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = content.get(name, [])
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
