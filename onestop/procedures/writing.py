"""Writing procedures as files: the same content gives the same bytes, and reads back as it was."""

from __future__ import annotations

from dataclasses import MISSING, asdict, fields
from typing import Any

import tomli_w

from onestop.procedures.checking import LISTS
from onestop.procedures.files import ProcedureFile, SupplementFile


def write(procedure: ProcedureFile) -> str:
    """The file of a procedure; what has its usual value is left out."""
    content = asdict(procedure)
    tables = {name: content.pop(name) for name in LISTS}
    supplement = _told(SupplementFile, content.pop("supplement"))
    parts = [tomli_w.dumps(_told(ProcedureFile, content))]
    if supplement:
        parts.append("[supplement]\n" + tomli_w.dumps(supplement))
    for name, kind in LISTS.items():
        parts += [f"[[{name}]]\n" + tomli_w.dumps(_told(kind, each)) for each in tables[name]]
    return "\n".join(parts)


def _told(kind: type[Any], values: dict[str, Any]) -> dict[str, Any]:
    usual = {each.name: each.default for each in fields(kind) if each.default is not MISSING}
    return {
        each.name: values[each.name]
        for each in fields(kind)
        if each.name in values and values[each.name] != usual.get(each.name, MISSING)
    }
