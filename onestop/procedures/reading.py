"""Reading procedures from files: every fault of a file, by line and field."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from onestop.procedures.checking import LISTS, build
from onestop.procedures.files import ProcedureFile


class BadProcedureFile(ValueError):
    """Files that cannot be loaded; `faults` lists everything that is wrong, with its place."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


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
        raise BadProcedureFile(tuple(f"{name}: {_lined(text, str(each))}" for each in wrong))
    return procedure


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
