"""Procedures as files: one readable TOML file for each.

code = "1.001193"                    # national code
name = "Đăng ký khai sinh"
field = "Hộ tịch"
level = "commune"                    # commune | province
decision = "163/QĐ-BTP"              # the decision that published it
valid_from_on = 2025-07-01
results = ["Giấy khai sinh"]
presence_required = true             # optional: not by post
cut_off = "15:00"                    # optional: same-day terms
[supplement]                         # optional
policy = "restart"                   # or "resume"
ask_within = "3 working days"
[[variants]]                         # optional: cases chosen at reception
key = "verification"
name = "Trường hợp phải xác minh"
[[terms]]
term = "1 working day"
channel = "counter"                  # optional: counter | online | post
variant = "verification"             # optional
[[components]]
name = "Tờ khai theo mẫu"
originals = 1
copies = 0
required = true
only_shown = false                   # optional: shown and given back
condition = ""                       # optional
variant = ""                         # optional
[[fees]]
name = "Lệ phí hộ tịch"
kind = "charge"                      # fee (phí) | charge (lệ phí)
amount = 8000                        # đồng
channel = "counter"                  # optional
note = ""                            # optional
[[steps]]                            # the route, in this order
name = "Tiếp nhận hồ sơ"
kind = "reception"                   # reception assign appraise check sign seal process return
unit = "one-stop"                    # key of a unit
role = "clerk"                       # clerk official unit_leader agency_leader
allotted = "4 working hours"         # absent in the return step
ends_settlement = false              # true in the one step that issues the result
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, time
from pathlib import Path
from typing import Any

from onestop.accounts.rules import Role
from onestop.calendars.rules import Term, UnknownTerm
from onestop.procedures.rules import Channel, FeeKind, StepKind


@dataclass(frozen=True)
class SupplementFile:
    """How a supplement is asked for."""

    policy: str = "restart"
    ask_within: str = "3 working days"


@dataclass(frozen=True)
class VariantFile:
    """A case of the procedure."""

    key: str
    name: str


@dataclass(frozen=True)
class TermFile:
    """An allotted time."""

    term: str
    channel: str = ""
    variant: str = ""


@dataclass(frozen=True)
class ComponentFile:
    """A paper."""

    name: str
    originals: int
    copies: int
    required: bool
    only_shown: bool = False
    condition: str = ""
    variant: str = ""


@dataclass(frozen=True)
class FeeFile:
    """A fee or charge."""

    name: str
    kind: str
    amount: int
    channel: str = ""
    note: str = ""


@dataclass(frozen=True)
class StepFile:
    """A step of the route."""

    name: str
    kind: str
    unit: str
    role: str
    allotted: str = ""
    ends_settlement: bool = False


@dataclass(frozen=True)
class ProcedureFile:
    """A whole file."""

    code: str
    name: str
    field: str
    level: str
    valid_from_on: date
    results: tuple[str, ...]
    terms: tuple[TermFile, ...]
    steps: tuple[StepFile, ...]
    components: tuple[ComponentFile, ...] = ()
    fees: tuple[FeeFile, ...] = ()
    variants: tuple[VariantFile, ...] = ()
    supplement: SupplementFile = dataclasses.field(default_factory=SupplementFile)
    decision: str = ""
    presence_required: bool = False
    cut_off: str = ""


class BadProcedureFile(ValueError):
    """A file that cannot be loaded; `faults` lists everything that is wrong, with its place."""

    def __init__(self, path: Path, faults: tuple[str, ...]) -> None:
        self.path, self.faults = path, faults
        super().__init__("\n".join(f"{path.name}: {fault}" for fault in faults))


_LISTS: dict[str, type[Any]] = {
    "terms": TermFile,
    "components": ComponentFile,
    "fees": FeeFile,
    "steps": StepFile,
    "variants": VariantFile,
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
_TERMS = frozenset({"term", "allotted", "ask_within"})


def load_catalogue(directory: Path) -> tuple[ProcedureFile, ...]:
    """Every procedure of a folder, by code; raises BadProcedureFile for the first bad file."""
    loaded: dict[str, ProcedureFile] = {}
    for path in sorted(directory.glob("*.toml")):
        procedure = load_procedure(path)
        if procedure.code in loaded:
            raise BadProcedureFile(path, (f"code: {procedure.code} stands in another file, too",))
        loaded[procedure.code] = procedure
    return tuple(loaded.values())


def load_procedure(path: Path) -> ProcedureFile:
    """One procedure; raises BadProcedureFile that lists every fault of the file at once."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadProcedureFile(path, (str(error),)) from error
    faults = tuple(_faults(content))
    if faults:
        raise BadProcedureFile(path, faults)
    values = dict(content)
    for name, kind in _LISTS.items():
        values[name] = tuple(kind(**each) for each in content.get(name, ()))
    values["results"] = tuple(content["results"])
    values["supplement"] = SupplementFile(**content.get("supplement", {}))
    return ProcedureFile(**values)


def _faults(content: Mapping[str, Any]) -> Iterator[str]:
    scalars = {name: value for name, value in content.items() if name not in _LISTS}
    supplement = scalars.pop("supplement", {})
    yield from _table_faults("", ProcedureFile, scalars, ignored=frozenset({*_LISTS, "supplement"}))
    yield from _table_faults("supplement", SupplementFile, supplement)
    for name, kind in _LISTS.items():
        for number, table in enumerate(content.get(name, ()), start=1):
            yield from _table_faults(f"{name}[{number}]", kind, table)
    yield from _route_faults(content.get("steps", ()))
    if not content.get("terms"):
        yield "terms: at least one allotted time is needed"


def _table_faults(
    place: str, kind: type[Any], table: Mapping[str, Any], ignored: frozenset[str] = frozenset()
) -> Iterator[str]:
    known = {each.name: each for each in fields(kind) if each.name not in ignored}
    dot = f"{place}." if place else ""
    for name in table.keys() - known.keys():
        yield f"{dot}{name}: there is no such key"
    for name, each in known.items():
        if name not in table:
            if each.default is MISSING and each.default_factory is MISSING:
                yield f"{dot}{name}: missing"
            continue
        yield from _value_faults(f"{dot}{name}", place.partition("[")[0], each, table[name])


def _value_faults(place: str, table: str, key: Any, value: Any) -> Iterator[str]:
    wanted: type[Any] = _KINDS.get(str(key.type), list)
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        yield f"{place}: {value!r} is not of the kind {wanted.__name__}"
        return
    choices = _CHOICES.get(f"{table}.{key.name}") or _CHOICES.get(key.name)
    if choices is not None and value not in choices:
        yield f"{place}: {value!r} is none of {', '.join(sorted(filter(None, choices)))}"
    if wanted is int and value < 0:
        yield f"{place}: {value} is less than zero"
    if key.name in _TERMS and value:
        try:
            Term.parse(value)
        except UnknownTerm as error:
            yield f"{place}: {error}"
    if key.name == "cut_off" and value:
        try:
            time.fromisoformat(value)
        except ValueError:
            yield f"{place}: {value!r} is no hour; write 15:00"


def _route_faults(steps: Any) -> Iterator[str]:
    kinds = [step.get("kind") for step in steps]
    if not kinds or kinds[0] != StepKind.RECEPTION:
        yield "steps: the route begins with a reception"
    if not kinds or kinds[-1] != StepKind.RETURN:
        yield "steps: the route ends with a return"
    if sum(bool(step.get("ends_settlement")) for step in steps) != 1:
        yield "steps: exactly one step ends the settlement"
    for number, step in enumerate(steps, start=1):
        if step.get("kind") != StepKind.RETURN and not step.get("allotted"):
            yield f"steps[{number}].allotted: missing"
