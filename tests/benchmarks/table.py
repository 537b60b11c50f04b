"""Figures as a table for people and as JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """How fast something is and how fast its floor was in the same run, both per second.

    Of memory: how many of it fit into a megabyte.
    """

    group: str
    name: str
    ours: float
    floor: float
    needed: float | None = None
    """The least ratio that is good enough; None where it is only told."""

    @property
    def ratio(self) -> float:
        """Ours against the floor: 1 is as fast."""
        return self.ours / self.floor

    @property
    def falls_short(self) -> bool:
        """Whether the ratio is less than needed."""
        return self.needed is not None and self.ratio < self.needed


HEAD = f"{'':<11} {'':<44} {'ours/s':>12} {'floor/s':>12} {'ratio':>9} {'needed':>8}"


def line(figure: Figure) -> str:
    """A figure as a line of the table."""
    needed = "" if figure.needed is None else f"{figure.needed:.2f}"
    words = "  falls short" if figure.falls_short else ""
    return (
        f"{figure.group:<11} {figure.name:<44} {figure.ours:>12,.1f} {figure.floor:>12,.1f}"
        f" {figure.ratio:>9.2f} {needed:>8}{words}"
    )


def to_json(figures: Iterable[Figure]) -> str:
    """The figures with their ratios."""
    rows = [asdict(figure) | {"ratio": round(figure.ratio, 4)} for figure in figures]
    return json.dumps(rows, ensure_ascii=False, indent=1)
