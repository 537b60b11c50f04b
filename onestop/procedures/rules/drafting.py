"""A draft: the tables of a version while it is being written, however far they are filled in.

The tables are those of a file (`files.py`): single values, and a list of rows for each table. Every
function gives a new draft; steps that others point to by number are followed as they move.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from onestop.letters import fold

Tables = dict[str, Any]
Row = dict[str, Any]

LISTS = ("variants", "terms", "components", "fees", "steps")
_POINTING = ("beside", "joins")
_LONGEST_KEY = 60

_STEP: Row = {
    "name": "",
    "kind": "process",
    "unit": "",
    "role": "official",
    "allotted": "",
    "ends_settlement": False,
    "unlimited": False,
    "variant": "",
    "finding": "",
    "branch": "",
    "beside": 0,
    "joins": 0,
}
BLANK: Mapping[str, Row] = {
    "variants": {"key": "", "name": ""},
    "terms": {"term": "", "channel": "", "variant": ""},
    "components": {
        "name": "",
        "originals": 1,
        "copies": 0,
        "required": True,
        "only_shown": False,
        "condition": "",
        "variant": "",
        "sample": "",
    },
    "fees": {
        "name": "",
        "kind": "charge",
        "amount": 0,
        "channel": "",
        "per": "",
        "note": "",
        "exemption": "",
    },
    "steps": _STEP,
}
"""What a new row of each table says."""


class RowAct(StrEnum):
    """What can be done to a row of a draft."""

    ADD = "add"
    """A new row after it; after no row, as the first one."""
    REMOVE = "remove"
    UP = "up"
    DOWN = "down"


def begun(code: str, name: str, *, first_on: date, unit: str) -> Tables:
    """The draft of a new procedure: received and returned at a unit, and nothing between."""
    first = {
        **_STEP,
        "name": "Tiếp nhận hồ sơ",
        "kind": "reception",
        "unit": unit,
        "role": "clerk",
        "allotted": "4 working hours",
    }
    last = {**_STEP, "name": "Trả kết quả", "kind": "return", "unit": unit, "role": "clerk"}
    return {
        "code": code,
        "name": name,
        "field": "",
        "level": "commune",
        "decision": "",
        "valid_from_on": first_on.isoformat(),
        "presence_required": False,
        "cut_off": "",
        "results": [],
        "supplement": {"policy": "restart", "ask_within": "3 working days", "close_after": ""},
        "variants": [],
        "terms": [dict(BLANK["terms"])],
        "components": [],
        "fees": [],
        "steps": [first, last],
    }


def after(content: Tables, act: RowAct, table: str, number: int) -> Tables:
    """The draft after an act on a row, counted from 1; unchanged where there is no such row."""
    rows: list[Row] = list(content[table])
    places = list(range(1, len(rows) + 1))
    if act is RowAct.ADD and 0 <= number <= len(rows):
        places.insert(number, 0)
    elif not 1 <= number <= len(rows):
        return content
    elif act is RowAct.REMOVE:
        del places[number - 1]
    else:
        other = number - 1 if act is RowAct.UP else number + 1
        if not 1 <= other <= len(rows):
            return content
        places[number - 1], places[other - 1] = places[other - 1], places[number - 1]
    ordered = [rows[place - 1] if place else dict(BLANK[table]) for place in places]
    if table == "steps":
        ordered = _pointing_on(ordered, places)
    return {**content, table: ordered}


def _pointing_on(steps: Sequence[Row], places: Sequence[int]) -> list[Row]:
    """The steps pointing where they pointed before; to nothing (0) where that step is gone."""
    now = {place: number for number, place in enumerate(places, start=1) if place}
    return [{**each, **{name: now.get(each[name], 0) for name in _POINTING}} for each in steps]


def with_keys(content: Tables) -> Tables:
    """The draft in which every variant has a key, made from its name and told apart by a number."""
    taken = {each["key"] for each in content["variants"]}
    keyed = []
    for each in content["variants"]:
        key = each["key"]
        if not key and each["name"].strip():
            key = _key(each["name"], taken)
            taken.add(key)
        keyed.append({**each, "key": key})
    return {**content, "variants": keyed}


def _key(name: str, taken: set[str]) -> str:
    bare = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[: _LONGEST_KEY - 4] or "variant"
    key, number = bare, 2
    while key in taken:
        key, number = f"{bare}-{number}", number + 1
    return key


def differing(one: Tables, other: Tables) -> tuple[str, ...]:
    """The names of what two drafts say differently, in the order of the first."""
    return tuple(name for name in one if one[name] != other.get(name))
