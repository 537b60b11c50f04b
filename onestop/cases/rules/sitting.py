"""What may be received in one sitting, and which papers then lie in one dossier (rules R5, S4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from onestop.cases.rules.reception import ReceivedComponent, Registration, at_the_counter
from onestop.errors import N_, Refused
from onestop.letters import fold
from onestop.procedures.rules import Channel, Component, Version

MOST_TOGETHER = 10
"""How many cases one receipt lists: what a person can check at the counter."""

Place = tuple[int, int]
"""A paper as it is asked for: which of the dossiers, and the component's identifier."""


@dataclass(frozen=True)
class SittingEntry:
    """What one applicant files in one go; `submission_key` makes a repeat harmless.

    `combined` is the name of the combined procedure whose parts these are; empty where several
    dossiers only happen to be received together.
    """

    submission_key: str
    registrations: tuple[Registration, ...]
    combined: str = ""


class PapersMissing(Refused):
    """Some of the dossiers lack required papers; `missing` says which dossier and which paper."""

    def __init__(self, missing: Sequence[tuple[int, Component]]) -> None:
        self.missing = tuple(missing)
        super().__init__(
            N_("The dossier is not complete. Missing: %(papers)s."),
            papers="; ".join(component.name for _place, component in missing),
        )


def require_together(count: int) -> None:
    """Lets between two and ten applications pass; raises Refused (rule R5)."""
    if count < 2:
        raise Refused(N_("Choose at least two procedures to receive together."))
    if count > MOST_TOGETHER:
        raise Refused(N_("At most %(most)s dossiers go on one receipt."), most=MOST_TOGETHER)


def require_one_applicant(registrations: Sequence[Registration]) -> None:
    """Lets applications of one applicant pass, returned in one way; raises Refused (rule R5)."""
    asked = {
        (each.applicant, each.submitter, each.channel, each.return_method, each.return_address)
        for each in registrations
    }
    if len(asked) > 1:
        raise Refused(N_("One receipt is for one applicant, who gets all results in one way."))


def channels_together(versions: Sequence[Version]) -> tuple[Channel, ...]:
    """The channels of the counter on which every one may be filed, in their usual order.

    Raises Refused where they have none in common (NĐ61 article 15).
    """
    offered = [at_the_counter(it.channels) for it in versions]
    common = tuple(each for each in Channel if all(each in it for it in offered))
    if not common:
        raise Refused(
            N_("These procedures cannot be filed in the same way; receive them one by one.")
        )
    return common


def lying_with(dossiers: Sequence[Iterable[Component]]) -> dict[Place, Place]:
    """For each paper of a combined dossier, where it is asked for first under the same name.

    A paper that several procedures ask for is handed in once and lies there (rule S4).
    """
    first: dict[str, Place] = {}
    lies: dict[Place, Place] = {}
    for number, components in enumerate(dossiers):
        for component in components:
            place = (number, component.id)
            lies[place] = first.setdefault(fold(component.name), place)
    return lies


def asked_once(dossiers: Sequence[Sequence[Component]]) -> list[list[Component]]:
    """The papers of a combined dossier, each asked for where it comes first, for all who need it.

    It is required if one of them requires it, in the greatest number that one of them asks for,
    and given back only if all of them only want to see it.
    """
    lies = lying_with(dossiers)
    asked: dict[Place, Component] = {}
    for number, components in enumerate(dossiers):
        for component in components:
            place = lies[number, component.id]
            asked[place] = _for_both(asked[place], component) if place in asked else component
    return [
        [asked[number, each.id] for each in components if (number, each.id) in asked]
        for number, components in enumerate(dossiers)
    ]


def _for_both(one: Component, other: Component) -> Component:
    return replace(
        one,
        originals=max(one.originals, other.originals),
        copies=max(one.copies, other.copies),
        required=one.required or other.required,
        only_shown=one.only_shown and other.only_shown,
    )


def counted_for_each(
    dossiers: Sequence[Iterable[Component]], received: Sequence[Mapping[int, ReceivedComponent]]
) -> list[dict[int, ReceivedComponent]]:
    """What was handed in for a combined dossier, counted for each procedure that needs it."""
    nothing = ReceivedComponent()
    counted: list[dict[int, ReceivedComponent]] = [{} for _ in received]
    for (number, component_id), (holder, held_id) in lying_with(dossiers).items():
        counted[number][component_id] = received[holder].get(held_id, nothing)
    return counted
