"""The papers of a dossier as they are counted at the counter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from onestop.cases.rules.reception import ReceivedComponent
from onestop.letters import tidy
from onestop.procedures.rules import Component

_MOST_PAPERS = 999


def read_components(
    components: Iterable[Component], posted: Mapping[str, str], *, prefix: str = ""
) -> dict[int, ReceivedComponent]:
    """The papers received, from the fields `originals-N`, `copies-N` and `note-N` of the page.

    Where the page has several dossiers, `prefix` says of which one N is.
    """

    def typed(name: str, component: Component) -> str:
        return posted.get(f"{name}-{prefix}{component.id}", "")

    return {
        component.id: ReceivedComponent(
            originals=_count(typed("originals", component)),
            copies=_count(typed("copies", component)),
            note=tidy(typed("note", component))[:300],
        )
        for component in components
    }


def _count(text: str) -> int:
    return min(int(text), _MOST_PAPERS) if text.isascii() and text.isdigit() else 0
