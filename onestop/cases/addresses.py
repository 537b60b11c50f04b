"""Provinces and wards as they are since 1 July 2025, from the `vietnam-provinces` package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from vietnam_provinces import Province, Ward

from onestop.letters import fold

_KINDS = ("tinh", "thanh pho", "phuong", "xa", "dac khu", "thi tran")


@dataclass(frozen=True)
class Place:
    """A province or a ward: its code as two or five digits, and its full name."""

    code: str
    name: str


Named = Mapping[str, tuple[Place, ...]]


@dataclass(frozen=True)
class Located:
    """An address taken apart; what was not recognised stays in `street`."""

    street: str
    ward: Place | None
    province: Place | None


@cache
def provinces() -> tuple[Place, ...]:
    """The 34 provinces by name."""
    found = (Place(f"{province.code:02d}", province.name) for province in Province.iter_all())
    return tuple(sorted(found, key=lambda place: fold(bare(place.name))))


@cache
def wards(province_code: str) -> tuple[Place, ...]:
    """The wards and communes of a province by name; none for an unknown code."""
    found = (
        Place(f"{ward.code:05d}", ward.name)
        for ward in Ward.iter_all()
        if f"{ward.province_code:02d}" == province_code
    )
    return tuple(sorted(found, key=lambda place: fold(bare(place.name))))


def province_of(code: str) -> Place | None:
    """The province with that code."""
    return next((place for place in provinces() if place.code == code), None)


def ward_called(province_code: str, name: str) -> Place | None:
    """The one ward of a province with that name, written with or without marks and kind.

    Two that differ by their marks only are told apart by them: Thanh An and Thạnh An.
    """
    whole, without_kind = _wards_by_name(province_code)
    found = whole.get(fold(name)) or without_kind.get(bare(name), ())
    if len(found) > 1:
        found = tuple(each for each in found if each.name.casefold().endswith(name.casefold()))
    return found[0] if len(found) == 1 else None


def province_called(name: str) -> Place | None:
    """The province with that name, written with or without marks and kind."""
    found = _by_name(provinces(), bare).get(bare(name))
    return found[0] if found else None


@cache
def _wards_by_name(province_code: str) -> tuple[Named, Named]:
    """The wards of a province by their folded names, whole and without their kind."""
    there = wards(province_code)
    return _by_name(there, fold), _by_name(there, bare)


@cache
def _by_name(places: tuple[Place, ...], named: Callable[[str], str]) -> Named:
    found: dict[str, tuple[Place, ...]] = {}
    for place in places:
        name = named(place.name)
        found[name] = (*found.get(name, ()), place)
    return found


def bare(name: str) -> str:
    """The folded name without the word that says what kind of place it is."""
    folded = fold(name)
    for kind in _KINDS:
        folded = folded.removeprefix(f"{kind} ")
    return folded.removeprefix("tp. ").removeprefix("tp ")


def locate(address: str) -> Located:
    """Takes apart "street, ward, province"; an address of the time before 2025 may stay whole."""
    parts = [part.strip() for part in address.split(",") if part.strip()]
    province = province_called(parts[-1]) if parts else None
    if province is None:
        return Located(address.strip(), None, None)
    ward = ward_called(province.code, parts[-2]) if len(parts) > 1 else None
    if ward is None:
        return Located(", ".join(parts[:-1]), None, province)
    return Located(", ".join(parts[:-2]), ward, province)


def in_one_line(street: str, ward: str, province: str) -> str:
    """The whole address as it is printed."""
    return ", ".join(part for part in (street, ward, province) if part)
