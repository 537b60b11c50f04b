"""The fields of a list that two people may fill in: `name-N` of its row N, and what it showed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from onestop.web.numbers import whole_number

SHOWN = "was-"
"""Before the name of a field: the hidden field beside it, with what the page showed there."""


def typed_over(posted: Mapping[str, str]) -> dict[str, str]:
    """The fields of rows in which something was typed."""
    return {
        name: text
        for name, text in posted.items()
        if row_of(name) is not None and posted.get(f"{SHOWN}{name}", text) != text
    }


def rows_of(posted: Mapping[str, str]) -> list[int]:
    """The rows in which something was typed, in the order of their numbers."""
    rows = {row_of(name) for name in typed_over(posted)}
    return sorted(each for each in rows if each is not None)


def left_over(
    posted: Mapping[str, str], *, noted: Collection[int] = (), told: Collection[int] = ()
) -> dict[str, str]:
    """What was typed and is not noted, to stand in its fields again.

    What the page showed goes with it, unless the person was `told` what holds there by now.
    """
    kept = {}
    for name, text in typed_over(posted).items():
        if row_of(name) not in noted:
            kept[name] = text
            if row_of(name) not in told:
                kept[f"{SHOWN}{name}"] = posted[f"{SHOWN}{name}"]
    return kept


def row_of(name: str) -> int | None:
    """The number of the row to which a field belongs; None where it belongs to none."""
    return whole_number(name.rpartition("-")[2])
