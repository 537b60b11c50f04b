"""The journal read again: does it hold together, and does it lead to the case as it stands?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from onestop.cases.models import Case, JournalEntry
from onestop.cases.rules.sealing import first_line, seal, standing_of

_SEALED = ("number", "act", "happened_at", "entered_at", "official_id", "official_name")


def breaks_in_chain(case: Case, entries: Sequence[JournalEntry]) -> Iterator[str]:
    """What is wrong with a case's journal: numbers, seals, or where it leads."""
    if [entry.number for entry in entries] != list(range(1, case.version + 1)):
        yield "the journal lacks a line or has one too many"
        return
    previous = first_line(case.code)
    for entry in entries:
        content = {name: getattr(entry, name) for name in (*_SEALED, "details", "standing")}
        if seal(previous, content) != entry.hash:
            yield "a line of the journal is not the one that was written"
            return
        previous = entry.hash
    if previous != case.journal_hash:
        yield "the journal does not end where the case says"
    if entries[-1].standing != standing_of(case):
        yield "the case does not stand as its journal says"


def told_visits(entries: Sequence[JournalEntry]) -> dict[tuple[int, int], dict[str, Any]]:
    """The finished steps by (position, round), as the journal alone tells them."""
    told: dict[tuple[int, int], dict[str, Any]] = {}
    for entry in entries:
        visit = entry.details.get("visit")
        if visit:
            told[visit["position"], visit["round"]] = visit
        reopened = entry.details.get("reopened")
        if reopened:
            told.pop(tuple(reopened), None)
    return told
