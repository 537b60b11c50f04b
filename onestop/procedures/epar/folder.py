"""A folder of workflow files, read and converted one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from onestop.procedures.epar.converting import Options, convert
from onestop.procedures.epar.mapping import Mapping
from onestop.procedures.epar.reading import BadWorkflow, read_workflow
from onestop.procedures.files import ProcedureFile

ENDING = "_workflow"


@dataclass
class Found:
    """What a folder holds: procedures, what is odd by file, and the files that are none."""

    contents: list[ProcedureFile] = field(default_factory=list)
    oddities: dict[str, tuple[str, ...]] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)


def read_folder(path: Path, mapping: Mapping, options: Options) -> Found:
    """Every workflow of a folder (`*_workflow.xml`, or else every `*.xml`), or the one file."""
    paths = [path] if path.is_file() else sorted(path.glob(f"*{ENDING}.xml"))
    found = Found()
    files: dict[str, str] = {}
    for each in paths or sorted(path.glob("*.xml")):
        try:
            workflow = read_workflow(each.read_bytes(), each.stem.removesuffix(ENDING))
        except (BadWorkflow, OSError) as fault:
            found.bad.append(f"{each.name}: {fault}")
            continue
        converted = convert(workflow, mapping, options)
        code = converted.content.code
        if code in files:
            found.bad.append(f"{each.name}: the code {code} stands in {files[code]}, too")
            continue
        files[code] = each.name
        found.contents.append(converted.content)
        found.oddities[each.name] = converted.oddities
    return found
