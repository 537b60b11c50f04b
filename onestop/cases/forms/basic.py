"""What the forms of the acts share: the version seen, a reason, a note, words and days."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from onestop.cases.forms.registration import read_day
from onestop.letters import tidy
from onestop.web.numbers import whole_number

_LONGEST = Length(max=1000, message=_("At most %(max)d characters."))


def tidied(text: str | None) -> str:
    """A line without needless blanks."""
    return tidy(text or "")


def words(label: Any, *validators: Any, rows: int = 2) -> TextAreaField:
    """Some lines of text, of a bounded length."""
    return TextAreaField(
        label,
        [*validators, _LONGEST],
        filters=[lambda text: (text or "").strip()],
        render_kw={"rows": rows},
    )


def a_day(label: Any) -> StringField:
    """A day, typed as one types it."""
    return StringField(label, [InputRequired(_("Enter the day.")), _is_day], filters=[tidied])


def _is_day(_form: FlaskForm, field: Field) -> None:
    if read_day(field.data or "") is None:
        raise ValidationError(gettext("Write the day as 24/11/1990."))


def day_of(field: StringField) -> date:
    """The day of a validated field."""
    day = read_day(field.data or "")
    if day is None:
        raise ValueError("asked before it was validated")
    return day


def lines_of(field: TextAreaField) -> tuple[str, ...]:
    """The lines of a text that say something."""
    lines = (tidy(line) for line in (field.data or "").splitlines())
    return tuple(line for line in lines if line)


class ActForm(FlaskForm):
    """What every act knows: the version of the case that the person saw."""

    seen = HiddenField(validators=[InputRequired()])

    def seen_version(self) -> int | None:
        """The version seen; -1, which no case has, for nonsense."""
        seen = whole_number(self.seen.data)
        return -1 if seen is None else seen

    def arguments(self) -> dict[str, Any]:
        """What the operation takes besides the case."""
        return {}


class ReasonForm(ActForm):
    """An act that must say why."""

    reason = words(_("Reason"), InputRequired(_("Give the reason.")))

    def arguments(self) -> dict[str, Any]:
        return {"reason": self.reason.data}


class NoteForm(ActForm):
    """An act that may carry a note."""

    note = words(_("Note"), Optional())

    def arguments(self) -> dict[str, Any]:
        return {"note": self.note.data or ""}
