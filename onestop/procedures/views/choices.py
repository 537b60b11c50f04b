"""What the choices of the editor offer, and how a change is told in their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from flask_babel import gettext as _

from onestop.accounts import labels as account_labels
from onestop.accounts.rules import Role
from onestop.calendars import labels as calendar_labels
from onestop.calendars.rules import Term, TermUnit, UnknownTerm
from onestop.calendars.wording import term_in_words
from onestop.procedures import labels
from onestop.procedures.forms import draft as forms
from onestop.procedures.forms.draft import Column, Shape
from onestop.procedures.rules import Channel, FeeBasis, FeeKind, StepKind
from onestop.procedures.rules.drafting import Tables
from onestop.procedures.stored import Difference

Choice = tuple[object, str]
Choices = Mapping[str, Sequence[Choice]]
_WORDS = {**account_labels.LABELS, **calendar_labels.LABELS, **labels.LABELS}
_ROLES = (Role.CLERK, Role.OFFICIAL, Role.UNIT_LEADER, Role.AGENCY_LEADER, Role.POSTAL_DESK)


def choices(content: Tables, units: Mapping[str, str]) -> Choices:
    """What each choice of the page offers; `units` names the units by their keys."""
    every = ("", str(_("every one")))
    lead = [
        (number, f"{number}. {each['name']}")
        for number, each in enumerate(content["steps"], start=1)
        if not each["branch"]
    ]
    return {
        "channels": [every, *_labelled(Channel)],
        "variants": [every, *((each["key"], each["name"]) for each in content["variants"])],
        "fee_kinds": _labelled(FeeKind),
        "fee_bases": [("", str(_("dossier"))), *_labelled(FeeBasis)],
        "step_kinds": _labelled(StepKind),
        "roles": _labelled(Role, _ROLES),
        "units": [("", "–"), *units.items()],
        "steps": [(0, "–"), *lead],
        "levels": [("commune", str(_("Commune"))), ("province", str(_("Province")))],
        "policies": [
            ("restart", str(_("starts again from zero"))),
            ("resume", str(_("goes on where it stood"))),
        ],
        "term_units": _labelled(TermUnit),
    }


def _labelled(kind: type[Enum], members: Iterable[Any] = ()) -> list[Choice]:
    return [(each.value, str(_WORDS[kind][each])) for each in members or kind]


def in_words(change: Difference, offered: Choices, language: str) -> str:
    """A difference between two versions in the words of the page."""
    sections = {each.name: each for each in forms.SECTIONS}
    heads = {each.name: each for each in forms.HEAD}
    if change.name in sections:
        section = sections[change.name]
        if change.reordered:
            return f"{section.title}: {_('in another order')}"
        row = change.is_ if change.sign == "+" else change.was
        return f"{section.row}: {'; '.join(_told(row, section.columns, offered, language))}"
    if change.name == "supplement":
        was, is_ = (
            "; ".join(_told(each, forms.SUPPLEMENT, offered, language))
            for each in (change.was, change.is_)
        )
        return f"{_('Supplement')}: {was} → {is_}"
    column = heads[change.name]
    if change.sign != "~":
        return f"{column.label}: {change.is_ if change.sign == '+' else change.was}"
    was, is_ = (_value(column, each, offered, language) for each in (change.was, change.is_))
    return f"{column.label}: {was or '–'} → {is_ or '–'}"


def _told(row: Any, columns: Iterable[Column], offered: Choices, language: str) -> Iterator[str]:
    """The values of a row that say something, the name alone without its label."""
    there = {each.name for each in fields(row)} if is_dataclass(row) else set()
    for column in columns:
        value = getattr(row, column.name) if column.name in there else ""
        if value in ("", 0, False):
            continue
        told = _value(column, value, offered, language)
        yield told if column.name == "name" else f"{column.label}: {told}"


def _value(column: Column, value: Any, offered: Choices, language: str) -> str:
    if column.shape is Shape.CHOICE:
        return dict(offered[column.choices]).get(value, str(value))
    if column.shape is Shape.TICK:
        return str(_("yes") if value else _("no"))
    if column.shape is Shape.TERM and value:
        try:
            return term_in_words(Term.parse(value), language)
        except UnknownTerm:
            return str(value)
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
