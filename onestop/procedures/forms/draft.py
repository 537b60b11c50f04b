"""The form of a draft: which columns each of its tables has on the page, and what was typed in.

Whatever is typed is kept as it is; what is wrong with it is said beside the field (`checking.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from onestop.calendars.rules import Term, TermUnit, UnknownTerm
from onestop.letters import tidy
from onestop.procedures.rules.drafting import Row, RowAct, Tables

_ROW = re.compile(r"(?P<table>[a-z]+)-(?P<number>\d{1,4})-\w+")
_ACT = re.compile(r"(?P<act>[a-z]+)-(?P<table>[a-z]+)-(?P<number>\d{1,4})")
_TERM = re.compile(r"(?P<amount>.*?)\s*(?P<unit>working day|working hour|calendar day|month)s?")


class Shape(StrEnum):
    """How a value is typed in."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    TICK = "tick"
    CHOICE = "choice"
    TERM = "term"
    DAY = "day"


@dataclass(frozen=True)
class Column:
    """A field of a row: its label, how it is typed, how wide of twelve; `more`: rarely needed."""

    name: str
    label: Any
    shape: Shape = Shape.TEXT
    width: int = 3
    choices: str = ""
    hint: Any = ""
    more: bool = False


@dataclass(frozen=True)
class Section:
    """A table of the draft as the page shows it: its name, what to say while it is empty."""

    name: str
    title: Any
    columns: tuple[Column, ...]
    row: Any
    add: Any
    empty: Any


HEAD = (
    Column("name", _("Name"), width=8),
    Column("field", _("Field"), width=4),
    Column("decision", _("Decision"), width=4, hint=_("The decision that published it.")),
    Column("valid_from_on", _("Valid from"), Shape.DAY, 2, hint=_("day/month/year")),
    Column("level", _("Level"), Shape.CHOICE, 2, "levels"),
    Column("cut_off", _("Cut-off hour"), width=2, hint=_("For terms of the same day: 15:00.")),
    Column("presence_required", _("The applicant must come in person"), Shape.TICK, 2),
    Column("results", _("Results"), Shape.LONG, 12, hint=_("One in each line.")),
)
SUPPLEMENT = (
    Column("policy", _("After the supplement the term"), Shape.CHOICE, 4, "policies"),
    Column("ask_within", _("To be asked within"), Shape.TERM, 4),
    Column(
        "close_after",
        _("Closed by itself after"),
        Shape.TERM,
        4,
        hint=_("Left empty: the case waits."),
    ),
)
SECTIONS = (
    Section(
        "variants",
        _("Variants of the procedure"),
        (Column("name", _("Name"), width=12),),
        _("Variant"),
        _("Add a variant"),
        _("Add variants where papers, times or the way depend on the case of the applicant."),
    ),
    Section(
        "terms",
        _("Allotted times"),
        (
            Column("term", _("Time"), Shape.TERM, 4),
            Column("channel", _("Channel"), Shape.CHOICE, 4, "channels"),
            Column("variant", _("Variant"), Shape.CHOICE, 4, "variants"),
        ),
        _("Time"),
        _("Add a time"),
        _("At least one allotted time is needed."),
    ),
    Section(
        "components",
        _("Papers"),
        (
            Column("name", _("Paper"), Shape.LONG, 6),
            Column("originals", _("Originals"), Shape.NUMBER, 2),
            Column("copies", _("Copies"), Shape.NUMBER, 2),
            Column("required", _("Required"), Shape.TICK, 2),
            Column("variant", _("Variant"), Shape.CHOICE, 3, "variants", more=True),
            Column("condition", _("Condition"), Shape.TEXT, 5, more=True),
            Column("sample", _("Sample form"), Shape.TEXT, 2, more=True),
            Column("only_shown", _("Only shown, given back"), Shape.TICK, 2, more=True),
        ),
        _("Paper"),
        _("Add a paper"),
        _("No paper is asked for."),
    ),
    Section(
        "fees",
        _("Fees and charges"),
        (
            Column("name", _("Name"), width=4),
            Column("kind", _("Kind"), Shape.CHOICE, 2, "fee_kinds"),
            Column("amount", _("Amount (đồng)"), Shape.NUMBER, 3),
            Column("channel", _("Channel"), Shape.CHOICE, 3, "channels"),
            Column("per", _("For each"), Shape.CHOICE, 3, "fee_bases", more=True),
            Column("exemption", _("Who does not pay"), Shape.TEXT, 5, more=True),
            Column("note", _("Note"), Shape.TEXT, 4, more=True),
        ),
        _("Fee"),
        _("Add a fee"),
        _("No fee is taken."),
    ),
    Section(
        "steps",
        _("The way"),
        (
            Column("name", _("Step"), width=3),
            Column("unit", _("Unit"), Shape.CHOICE, 3, "units"),
            Column("kind", _("What is done"), Shape.CHOICE, 2, "step_kinds"),
            Column("role", _("Done by"), Shape.CHOICE, 2, "roles"),
            Column("allotted", _("Time"), Shape.TERM, 2),
            Column("unlimited", _("No limit is set"), Shape.TICK, 3, more=True),
            Column("ends_settlement", _("Issues the result"), Shape.TICK, 3, more=True),
            Column("variant", _("Only in the variant"), Shape.CHOICE, 3, "variants", more=True),
            Column("finding", _("Only if found"), Shape.TEXT, 3, more=True),
            Column(
                "branch",
                _("Coordinating branch"),
                Shape.TEXT,
                4,
                hint=_("A name for the steps that run beside the lead's own."),
                more=True,
            ),
            Column("beside", _("Begins with step"), Shape.CHOICE, 4, "steps", more=True),
            Column("joins", _("Awaited by step"), Shape.CHOICE, 4, "steps", more=True),
        ),
        _("Step"),
        _("Add a step"),
        _("The way begins with a reception and ends with a return."),
    ),
)


def read(posted: MultiDict[str, str]) -> Tables:
    """A draft as it was typed: the tables with their rows in the order of the page."""
    content: Tables = {each.name: _typed(posted, each.name, each) for each in HEAD}
    content["results"] = [line for text in content["results"].splitlines() if (line := tidy(text))]
    content["supplement"] = {
        each.name: _typed(posted, f"supplement-{each.name}", each) for each in SUPPLEMENT
    }
    numbers = _numbers(posted)
    for section in SECTIONS:
        content[section.name] = [
            _row(posted, section, number) for number in sorted(numbers.get(section.name, ()))
        ]
    return content


def row_act(posted: Mapping[str, str]) -> tuple[RowAct, str, int] | None:
    """What the pressed button does to a row; None for a button that only saves."""
    found = _ACT.fullmatch(posted.get("do", ""))
    if found is None or found["act"] not in frozenset(RowAct):
        return None
    if found["table"] not in {each.name for each in SECTIONS}:
        return None
    return RowAct(found["act"]), found["table"], int(found["number"])


def term_parts(written: str) -> tuple[str, str]:
    """An allotted time as the page asks for it: the amount, and the unit."""
    if written == TermUnit.SAME_DAY:
        return "", written
    found = _TERM.fullmatch(written)
    return (found["amount"], f"{found['unit']}s") if found else (written, "")


def day_typed(written: str) -> str:
    """A day of a draft as people type it: 31/12/2026; what is no day stays as it was typed."""
    try:
        return f"{date.fromisoformat(written):%d/%m/%Y}"
    except ValueError:
        return written


def _numbers(posted: Mapping[str, str]) -> dict[str, set[int]]:
    numbers: dict[str, set[int]] = {}
    for name in posted:
        found = _ROW.fullmatch(name)
        if found:
            numbers.setdefault(found["table"], set()).add(int(found["number"]))
    return numbers


def _row(posted: MultiDict[str, str], section: Section, number: int) -> Row:
    place = f"{section.name}-{number}"
    row = {each.name: _typed(posted, f"{place}-{each.name}", each) for each in section.columns}
    return {"key": posted.get(f"{place}-key", ""), **row} if section.name == "variants" else row


def _typed(posted: MultiDict[str, str], place: str, column: Column) -> Any:
    text = posted.get(place, "")
    if column.shape is Shape.TICK:
        return place in posted
    if column.shape is Shape.LONG:
        return text.replace("\r\n", "\n").strip() if column.name == "results" else tidy(text)
    if column.shape is Shape.NUMBER or column.choices == "steps":
        return _number(text)
    if column.shape is Shape.TERM:
        return _term(text, posted.get(f"{place}-unit", ""))
    return _day(tidy(text)) if column.shape is Shape.DAY else tidy(text)


def _number(text: str) -> int | str:
    bare = re.sub(r"[\s.đ₫]", "", text)
    return int(bare or "0") if re.fullmatch(r"\d{0,12}", bare) else text


def _term(amount: str, unit: str) -> str:
    amount = tidy(amount)
    if unit == TermUnit.SAME_DAY:
        return unit
    if not amount:
        return ""
    written = f"{amount.replace(',', '.')} {unit}"
    try:
        return str(Term.parse(written))
    except UnknownTerm:
        return written


def _day(text: str) -> str:
    try:
        return datetime.strptime(text, "%d/%m/%Y").date().isoformat()  # noqa: DTZ007 (a day)
    except ValueError:
        return text
