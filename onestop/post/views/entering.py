"""Lists whose rows are noted one by one: what is refused stays in its fields, to be mended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import flash, request
from flask_babel import gettext as _

from onestop.errors import SaidNo, Stale
from onestop.post.forms.entered import left_over, rows_of
from onestop.web.errors import say


@dataclass(frozen=True)
class Outcome:
    """How many rows were noted, why others were not, and what still stands in their fields."""

    noted: int
    refusal: str
    typed: Mapping[str, str]


def note_each(note: Callable[[int], bool]) -> Outcome:
    """Notes each row of the posted list in which something was typed, by its number.

    `note` says whether the row says something new by that. How many do is told on the next page.
    """
    many, noted, told, refusals = 0, set[int](), set[int](), list[str]()
    for number in rows_of(request.form):
        try:
            many += note(number)
            noted.add(number)
        except SaidNo as refusal:
            refusals.append(say(refusal))
            if isinstance(refusal, Stale):
                told.add(number)
    if many:
        flash(_("Noted: %(many)d.", many=many))
    said = " ".join(dict.fromkeys(refusals))
    return Outcome(many, said, left_over(request.form, noted=noted, told=told))
