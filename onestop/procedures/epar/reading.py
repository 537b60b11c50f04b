"""The workflow files of e-PAR as plain values, in the order in which a case travels.

A `<process>` holds `<step>`s, each the work of a group, and these hold `<task>`s. Steps and tasks
stand in document order (their `order` is not unique); the way of a case is the chain of the
tasks' `next`, which `NULL` ends. Times are working days; `-1` means that no limit is set.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

END = "NULL"
_YES = frozenset({"true", "1", "yes"})
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+")
_LONGEST_TIME = Decimal(3650)


class BadWorkflow(ValueError):
    """A file that is no workflow of e-PAR; the text says why."""


@dataclass(frozen=True)
class Time:
    """A time in working days, `days` None where none is given; `unlimited` says -1."""

    days: Decimal | None = None
    unlimited: bool = False


@dataclass(frozen=True)
class Task:
    """One task of the chain, with the step that it stands in."""

    code: str
    name: str
    group: str
    step: int
    step_name: str
    time: Time
    biz_done: bool = False
    pause: bool = False
    unpause: bool = False


@dataclass(frozen=True)
class Workflow:
    """A whole file: its tasks in the order of the chain, and everything odd about it."""

    code: str
    name: str
    total: Time
    fee: int | None
    step_times: tuple[Time, ...]
    tasks: tuple[Task, ...]
    oddities: tuple[str, ...]


def read_workflow(content: bytes, stem: str) -> Workflow:
    """Reads a file; `stem` is its name without `_workflow.xml`, should it have no code.

    Raises BadWorkflow for what is no XML, no process, or has no task at all.
    """
    try:
        root = fromstring(content.lstrip(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise BadWorkflow(f"is no readable XML: {error or type(error).__name__}") from error
    if root.tag != "process":
        raise BadWorkflow(f"is no workflow: it holds <{root.tag}>, not <process>")
    odd: list[str] = []
    steps = [each for each in root if each.tag == "step"]
    odd += [f"<{each.tag}> is not known and left out" for each in root if each not in steps]
    written = list(_tasks(steps, odd))
    if not written:
        raise BadWorkflow("has no task")
    code, name = _text(root, "code"), _text(root, "name")
    if not code:
        odd.append(f"the process has no code; {stem} is taken")
    if not name:
        odd.append("the process has no name; its code is taken")
    return Workflow(
        code=code or stem,
        name=name or code or stem,
        total=_time(root, "totaltime", "the process", odd),
        fee=_fee(_text(root, "fee"), odd),
        step_times=tuple(
            _time(each, "time", f"step {number}", odd) for number, each in enumerate(steps, start=1)
        ),
        tasks=tuple(_chain(written, odd)),
        oddities=tuple(odd),
    )


def _tasks(steps: list[Element], odd: list[str]) -> Iterator[tuple[Task, str]]:
    """The tasks in document order, each with its `next`."""
    for number, step in enumerate(steps, start=1):
        group = _text(step, "group")
        if not group:
            odd.append(f"step {number} has no group; the one-stop unit is taken")
        for each in step:
            if each.tag != "task":
                odd.append(f"<{each.tag}> in step {number} is not known and left out")
                continue
            code = _text(each, "code")
            task = Task(
                code=code,
                name=_text(each, "name") or _text(step, "name") or code,
                group=group,
                step=number - 1,
                step_name=_text(step, "name"),
                time=_time(each, "time", f"task {code}", odd),
                biz_done=_flag(each, "biz_done"),
                pause=_flag(each, "pause"),
                unpause=_flag(each, "unpause"),
            )
            yield task, _text(each, "next")


def _chain(written: list[tuple[Task, str]], odd: list[str]) -> Iterator[Task]:
    """The tasks as `next` leads from the first to the end."""
    places: dict[str, int] = {}
    for place, (task, _) in enumerate(written):
        if task.code and task.code in places:
            odd.append(f"task {task.code} stands twice; its first place counts")
        places.setdefault(task.code, place)
    seen: set[int] = set()
    here: int | None = 0
    while here is not None:
        seen.add(here)
        yield written[here][0]
        here = _next(written, here, places, seen, odd)
    for place, (task, _) in enumerate(written):
        if place not in seen:
            odd.append(f"task {task.code or task.name} is never reached and left out")


def _next(
    written: list[tuple[Task, str]],
    here: int,
    places: dict[str, int],
    seen: set[int],
    odd: list[str],
) -> int | None:
    task, named = written[here]
    following = next((each for each in range(here + 1, len(written)) if each not in seen), None)
    if named.upper() == END:
        return None
    if not named:
        odd.append(f"task {task.code} names no next one; {_said(written, following)}")
        return following
    first, *others = re.split(r"\s*[,;|]\s*", named)
    if others and named not in places:
        odd.append(f"task {task.code} has several next ones; the first, {first}, is taken")
        named = first
    found = places.get(named)
    if found is None:
        odd.append(f"task {task.code} leads to {named}, which is not there;"
                   f" {_said(written, following)}")  # fmt: skip
        return following
    if found in seen:
        odd.append(f"task {task.code} leads back to {named}; {_said(written, following)}")
        return following
    return found


def _said(written: list[tuple[Task, str]], following: int | None) -> str:
    if following is None:
        return "it ends the way"
    return f"the way goes on in document order with {written[following][0].code}"


def _text(element: Element, name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(element.get(name, "").split()))


def _flag(element: Element, name: str) -> bool:
    return _text(element, name).lower() in _YES


def _time(element: Element, name: str, place: str, odd: list[str]) -> Time:
    text = _text(element, name).replace(",", ".")
    if not text:
        return Time()
    try:
        days = Decimal(text)
    except InvalidOperation:
        days = Decimal("NaN")
    if not days.is_finite() or days > _LONGEST_TIME:
        odd.append(f"{place} has the time {text}, which is none; no limit is set")
        return Time(unlimited=True)
    if days < 0:
        if days != -1:
            odd.append(f"{place} has the time {text}; no limit is set")
        return Time(unlimited=True)
    return Time(days)


def _fee(text: str, odd: list[str]) -> int | None:
    """A sum in đồng, written `50000` or `50.000`."""
    bare = re.sub(r"\s*(?:đồng|đ|vnđ|vnd)\.?$", "", text, flags=re.IGNORECASE)
    if not bare:
        return None
    if _THOUSANDS.fullmatch(bare):
        bare = re.sub(r"[.,\s]", "", bare)
    if not re.fullmatch(r"[0-9]{1,9}", bare):
        odd.append(f"the fee {text} is no sum in đồng and left out")
        return None
    return int(bare) or None
