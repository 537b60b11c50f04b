"""The form of a sitting: one applicant, and a block for each of the dossiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from onestop.cases.forms.papers import read_components
from onestop.cases.forms.registration import Dossier, ReceptionForm
from onestop.cases.rules.reception import ReceivedComponent
from onestop.cases.rules.sitting import (
    PapersMissing,
    SittingEntry,
    asked_once,
    counted_for_each,
    lying_with,
)
from onestop.procedures.rules import Component, Version

Faults = list[tuple[str, str]]


@dataclass(frozen=True)
class Block:
    """One of the dossiers on the page."""

    number: int
    version: Version
    form: Dossier
    asked: Sequence[Component]
    """The papers that are asked for here."""
    elsewhere: Sequence[tuple[str, int]]
    """Papers of a combined dossier that are asked for in an earlier block: which, and where."""
    received: Mapping[int, ReceivedComponent] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        """What the names of its fields begin with."""
        return prefix_of(self.number)


def prefix_of(number: int) -> str:
    """What the names of the fields of a block begin with."""
    return f"c{number}-"


def blocks_of(
    versions: Sequence[Version], posted: MultiDict[str, str] | None, *, combined: bool
) -> list[Block]:
    """A block for each of the procedures; in a combined one each paper is asked for once."""
    papers = [list(version.components) for version in versions]
    asked = asked_once(papers) if combined else papers
    lies = lying_with(papers) if combined else {}
    blocks = []
    for place, version in enumerate(versions):
        number = place + 1
        form = Dossier(posted, prefix=prefix_of(number))
        form.offer_variants(version)
        if posted is None and version.variants:
            form.variant.data = version.variants[0].key
        elsewhere = [
            (paper.name, holder + 1)
            for paper in version.components
            if (holder := lies.get((place, paper.id), (place, 0))[0]) != place
        ]
        received = read_components(asked[place], posted or {}, prefix=prefix_of(number))
        blocks.append(Block(number, version, form, asked[place], elsewhere, received))
    return blocks


def entry_of(form: ReceptionForm, blocks: Sequence[Block], combined: str) -> SittingEntry:
    """What was entered, as the rules want it; each case has a submission key of its own."""
    received: Sequence[Mapping[int, ReceivedComponent]] = [block.received for block in blocks]
    if combined:
        received = counted_for_each(_papers(blocks), received)
    key = form.submission_key.data or ""
    return SittingEntry(
        submission_key=key,
        registrations=tuple(
            replace(
                form.received(block.version, block.form, components),
                submission_key=f"{key}-{block.number}",
            )
            for block, components in zip(blocks, received, strict=True)
        ),
        combined=combined,
    )


def faults_of(form: ReceptionForm, blocks: Sequence[Block]) -> Faults:
    """What is wrong with the shape of the form, field by field."""
    forms: list[Any] = [form, *(block.form for block in blocks)]
    wrong = [not each.validate() for each in forms]
    if not any(wrong):
        return []
    return [(it.id, str(it.errors[0])) for each in forms for it in each if it.errors]


def missing_papers(
    refusal: PapersMissing, blocks: Sequence[Block], *, combined: bool
) -> Iterator[tuple[str, str]]:
    """The papers that are missing, each once, at the field where it is asked for."""
    lies, told = lying_with(_papers(blocks)) if combined else {}, set[str]()
    for place, paper in refusal.missing:
        holder, paper_id = lies.get((place, paper.id), (place, paper.id))
        target = f"originals-{prefix_of(holder + 1)}{paper_id}"
        if target not in told:
            told.add(target)
            yield target, gettext("Missing: %(paper)s", paper=paper.name)


def _papers(blocks: Sequence[Block]) -> list[Sequence[Component]]:
    return [block.version.components for block in blocks]
