"""A route as a picture: a lane for each unit, a box for each step, a line for each passage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from onestop.procedures.rules import Step

_LANE, _COLUMN, _NAMES = 74, 158, 180
_BOX = (138, 56)
_LETTERS, _LANE_LETTERS = 20, 22


@dataclass(frozen=True)
class Box:
    """A step: its corner, and the lines of text in it."""

    step: Step
    x: int
    y: int
    lines: tuple[str, ...]
    time: str

    width, height = _BOX


@dataclass(frozen=True)
class Lane:
    """A unit: where its lane begins, and its name in lines."""

    y: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Passage:
    """A line from one step to the next; a branch is drawn broken."""

    points: str
    coordinating: bool


@dataclass(frozen=True)
class Picture:
    """Everything to draw, in pixels."""

    width: int
    height: int
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    passages: tuple[Passage, ...]
    lane_height: int = _LANE


def draw(steps: Sequence[Step], units: Mapping[int, str], times: Mapping[int, str]) -> Picture:
    """The picture of a route; `units` names the units, `times` says each step's time in words."""
    lane_of = {unit: number for number, unit in enumerate(dict.fromkeys(s.unit_id for s in steps))}
    columns = _columns(steps, lane_of)
    boxes = {
        step.position: Box(
            step,
            _NAMES + columns[step.position] * _COLUMN,
            lane_of[step.unit_id] * _LANE + (_LANE - _BOX[1]) // 2,
            _shortened(step.name, _LETTERS),
            times.get(step.position, ""),
        )
        for step in steps
    }
    return Picture(
        width=_NAMES + (max(columns.values(), default=0) + 1) * _COLUMN,
        height=len(lane_of) * _LANE,
        lanes=tuple(
            Lane(number * _LANE, _shortened(units.get(unit, ""), _LANE_LETTERS))
            for unit, number in lane_of.items()
        ),
        boxes=tuple(boxes.values()),
        passages=tuple(
            Passage(_line(boxes[start], boxes[end]), coordinating)
            for start, end, coordinating in _links(steps)
        ),
    )


def _columns(steps: Sequence[Step], lane_of: Mapping[int, int]) -> dict[int, int]:
    """The column of each step: after all that it waits for, and never on top of another."""
    columns: dict[int, int] = {}
    taken: set[tuple[int, int]] = set()
    before: dict[int, list[int]] = {}
    for start, end, _ in _links(steps):
        before.setdefault(end, []).append(start)
    for step in steps:
        column = max((columns[each] + 1 for each in before.get(step.position, ())), default=0)
        while (lane_of[step.unit_id], column) in taken:
            column += 1
        columns[step.position] = column
        taken.add((lane_of[step.unit_id], column))
    return columns


def _links(steps: Sequence[Step]) -> list[tuple[int, int, bool]]:
    """Which step leads to which, by their positions, and whether in a branch."""
    links: list[tuple[int, int, bool]] = []
    last: int | None = None
    ends: dict[str, Step] = {}
    for step in steps:
        if step.branch:
            start = ends[step.branch].position if step.branch in ends else step.beside
            if start is not None:
                links.append((start, step.position, True))
            ends[step.branch] = step
            continue
        if last is not None:
            links.append((last, step.position, False))
        joined = [each for each in ends.values() if each.joins == step.position]
        links += [(each.position, step.position, True) for each in joined]
        last = step.position
    return links


def _line(start: Box, end: Box) -> str:
    """Out of the right side, across in the gap before the next box, into its left side."""
    from_x, from_y = start.x + start.width, start.y + start.height // 2
    to_x, to_y = end.x, end.y + end.height // 2
    bend = to_x - (_COLUMN - _BOX[0]) // 2
    return f"{from_x},{from_y} {bend},{from_y} {bend},{to_y} {to_x},{to_y}"


def _shortened(text: str, letters: int) -> tuple[str, ...]:
    """The text in at most two lines."""
    lines = wrap(text, letters) or [""]
    if len(lines) > 2:
        lines = [lines[0], lines[1][: letters - 1].rstrip() + "…"]
    return tuple(lines)
