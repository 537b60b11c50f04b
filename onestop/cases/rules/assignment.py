"""Who gets the next case: the ways in which a unit gives its steps out (NĐ61 article 19, S1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class AssignmentRule(StrEnum):
    """How a unit gives a step to one of its officials."""

    BY_HAND = "by_hand"
    LEAST_LOADED = "least_loaded"
    ROUND_ROBIN = "round_robin"
    BY_FIELD = "by_field"


@dataclass(frozen=True)
class Staff:
    """A unit's people as a rule sees them: those at work today in their order, and their cases."""

    workers: Sequence[int]
    loads: Mapping[int, int] = field(default_factory=dict)
    last: int | None = None
    """Who was given a case last; with nobody the turn begins."""
    in_charge: int | None = None
    """Who is in charge of the case's field."""
    before: int | None = None
    """Who did the step before it came back."""


def chosen(rule: AssignmentRule, staff: Staff) -> int | None:
    """The official who gets the step; None by hand, and where nobody is at work (S1).

    A step that comes back goes to whoever did it before, if they are at work. By field, where the
    one in charge is away or there is none, it goes to the least loaded.
    """
    if rule is AssignmentRule.BY_HAND:
        return None
    if staff.before in staff.workers:
        return staff.before
    if rule is AssignmentRule.ROUND_ROBIN:
        return next_in_turn(staff.workers, staff.last)
    if rule is AssignmentRule.BY_FIELD and staff.in_charge in staff.workers:
        return staff.in_charge
    return least_loaded(staff.workers, staff.loads)


def least_loaded(workers: Sequence[int], loads: Mapping[int, int]) -> int | None:
    """Whoever has the fewest open cases, the first of equals; None of nobody (S1)."""
    return min(workers, key=lambda each: (loads.get(each, 0), workers.index(each)), default=None)


def next_in_turn(workers: Sequence[int], last: int | None) -> int | None:
    """Whoever comes after the last one by number, then from the beginning again (S1).

    Somebody on leave is passed over, and loses no other turn: the place in the turn is the
    number, whether or not its holder is at work.
    """
    following = (each for each in sorted(workers) if last is not None and each > last)
    return next(following, min(workers, default=None))
