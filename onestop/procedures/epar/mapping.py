"""Which unit does the work of a group of e-PAR.

A mapping file names the units by their keys; what it does not name goes by the usual names:

[units]
BP_MOT_CUA = "one-stop"
PHONG_TU_PHAP = "office"
BP_THUE = "H29.30/tax"               # a unit of another agency
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from onestop.accounts.rules import UnitKind
from onestop.letters import fold

COUNTER_GROUP, LEADERS_GROUP = "BP_MOT_CUA", "LANH_DAO_DON_VI"
_USUAL: dict[str, tuple[str, ...]] = {
    "BP_THUE": ("tax",),
    "CHI_CUC_THUE": ("tax",),
    "DIA_CHINH_CAP_XA": ("land-registrar", "economy"),
    "PHONG_QUAN_LY_DO_THI": ("urban", "economy"),
    "PHONG_KINH_TE": ("economy",),
    "PHONG_TAI_CHINH_KE_HOACH": ("finance", "economy"),
    "PHONG_TAI_NGUYEN_MOI_TRUONG": ("environment", "economy"),
    "PHONG_TU_PHAP": ("justice", "office"),
    "PHONG_VAN_HOA_THONG_TIN": ("culture",),
    "PHONG_LAO_DONG_THUONG_BINH_XA_HOI": ("social-affairs", "culture"),
    "VAN_PHONG_DANG_KY_QSD_DAT": ("land",),
    "CONG_AN": ("police",),
}
_KINDS = {COUNTER_GROUP: UnitKind.COUNTER, LEADERS_GROUP: UnitKind.LEADERS}
LONGEST_KEY, LONGEST_NAME = 40, 200


class BadMapping(ValueError):
    """A mapping file that cannot be used; the text says why."""


@dataclass(frozen=True)
class UnitToCreate:
    """A unit that the agency does not have yet."""

    key: str
    name: str


@dataclass
class Mapping:
    """The units of an agency, and who of them stands for a group.

    `kinds` gives the agency's own units with their kinds; `units` every key that a route may name.
    """

    kinds: dict[str, str]
    units: frozenset[str]
    names: dict[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    to_create: dict[str, UnitToCreate] = field(default_factory=dict)

    def unit_of(self, group: str, name: str) -> str:
        """The key of the unit; one that is not there is noted in `to_create`."""
        group = group or COUNTER_GROUP
        if group in self.named:
            return self.named[group]
        wanted = _KINDS.get(group)
        for key, kind in self.kinds.items():
            if kind == wanted:
                return key
        key = group.lower().replace("_", "-")[:LONGEST_KEY]
        for each in (*_USUAL.get(group, ()), key):
            if each in self.units:
                return each
        if key not in self.to_create:
            unit = UnitToCreate(key, _name_of(group, name))
            self.to_create[key], self.names[key] = unit, unit.name
        return key


def _name_of(group: str, step: str) -> str:
    """The step's name as far as it spells out the group, PHONG_TU_PHAP as Phòng Tư pháp."""
    words = step.split()[: len(group.split("_"))]
    spelled = fold(" ".join(words)) == group.lower().replace("_", " ")
    return (" ".join(words) if spelled else group)[:LONGEST_NAME]


def read_mapping(path: Path, units: frozenset[str]) -> dict[str, str]:
    """The units that a mapping file names for the groups; raises BadMapping."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise BadMapping(f"{path.name}: {error}") from error
    named = content.get("units")
    if not isinstance(named, dict):
        raise BadMapping(f"{path.name}: names no units; write [units]")
    wrong = [f"units.{group}: there is no unit {key}" for group, key in named.items()
             if key not in units]  # fmt: skip
    wrong += [f"{key}: there is no such table" for key in content if key != "units"]
    if wrong:
        raise BadMapping(f"{path.name}: " + "; ".join(wrong))
    return named
