"""The house keeps its own habits: where commits stand, who asks the clock, how long a file is."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT

MODULES = sorted((ROOT / "onestop").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LONGEST_FILE = 320
LONGEST_FUNCTION = 40
OPENS_TRANSACTIONS = {"onestop/db.py"}
MAY_ASK_THE_CLOCK = re.compile(
    r"onestop/(clock|cli|health|__main__|__init__)\.py"
    r"|onestop/web/.+"
    r"|onestop/.+/(views|commands|jobs|session)(/.+)?(\.py)?"
    r"|onestop/(sample|scheduler)/.+"
)
VAGUE = re.compile(
    r"(^|_)(item|items|record|records|data|info|manager|handler|utils|helpers|common|misc)(_|\.py$|$)"
)
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
ELSEWHERE = re.compile(r"(?<![\w.])/(work|tmp|home|root|mnt)/|\b(pypi\.org|pythonhosted|npmjs)\b")
TEXTS = {".py", ".toml", ".html", ".css", ".js", ".md", ".txt", ".po", ".json", ".mako", ".ini", ""}


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines_with(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{place(path)}:{number}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.suffix in TEXTS and path.is_file()]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of_body(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How long a function is below its signature and its docstring."""
    start = 1 if ast.get_docstring(function) else 0
    body = function.body[start:]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{place(path)} imports by dots"
            whole = (ROOT / (node.module or "").replace(".", "/")).is_dir()
            yield from (
                f"{node.module}.{it.name}" if whole else str(node.module) for it in node.names
            )


def test_there_is_a_house_to_look_at() -> None:
    assert len(MODULES) > 50
    assert len(TEMPLATES) > 10


def test_commits_stand_in_one_file() -> None:
    elsewhere = [path for path in MODULES if place(path) not in OPENS_TRANSACTIONS]
    assert not lines_with(re.compile(r"\.commit\("), elsewhere)


def test_only_the_edge_asks_the_clock() -> None:
    inside = [path for path in MODULES if not MAY_ASK_THE_CLOCK.fullmatch(place(path))]
    assert not [place(path) for path in inside if "onestop.clock" in set(imported(path))]
    assert not lines_with(re.compile(r"\bclock\.now\(|\bdatetime\.now\(|\.today\("), inside)


def test_rules_import_nothing_but_the_standard_library_and_rules() -> None:
    fit = re.compile(r"onestop\.(errors(\.\w+)?|letters(\.\w+)?|\w+\.rules(\..+)?)$")
    strange = [
        f"{place(path)}: {name}"
        for path in MODULES
        if path.stem == "rules" or path.parent.name == "rules"
        for name in imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not fit.match(name)
    ]
    assert not strange


def test_files_stay_short_enough_to_be_read() -> None:
    lengths = {place(path): len(path.read_text().splitlines()) for path in MODULES}
    assert not {name: count for name, count in lengths.items() if count > LONGEST_FILE}


def test_functions_stay_short_enough_to_be_read() -> None:
    assert not [
        f"{place(path)}: {it.name} has {length} lines"
        for path in MODULES
        for it in functions(path)
        if (length := lines_of_body(it)) > LONGEST_FUNCTION
    ]


def test_every_module_says_what_it_is() -> None:
    assert not [
        place(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text()))
    ]


def test_no_module_and_no_function_has_a_name_for_anything() -> None:
    vague = [place(path) for path in MODULES if VAGUE.search(path.name)]
    vague += [
        f"{place(path)}: {it.name}"
        for path in MODULES
        for it in functions(path)
        if VAGUE.search(it.name.lstrip("_").removeprefix("record_"))
    ]
    assert not vague


def test_nothing_unfinished_is_left_behind() -> None:
    paths = [path for path in tracked() if path != Path(__file__)]
    assert not lines_with(UNFINISHED, [path for path in paths if path.suffix != ".json"])


def test_no_error_is_swallowed_unsaid() -> None:
    assert not [
        f"{place(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or all(isinstance(it, ast.Pass) for it in node.body))
    ]


def test_templates_trust_no_text() -> None:
    assert not lines_with(re.compile(r"\|\s*safe\b|autoescape\s+false"), TEMPLATES)
    assert not lines_with(re.compile(r"\bMarkup\("), MODULES)


def test_templates_carry_no_script_and_no_style_of_their_own() -> None:
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)")
    assert not lines_with(inline, TEMPLATES)


def test_no_tracked_file_names_a_registry_or_a_place_on_somebodys_machine() -> None:
    assert not lines_with(ELSEWHERE, [path for path in tracked() if path != Path(__file__)])


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_lock_holds_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "--hash=sha256:" in text
    assert "://" not in text
    assert "--index-url" not in text
