"""The forms of a settlement: its period, the carrier's statement, and closing."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import InputRequired

from onestop.cases.forms.basic import a_day, words
from onestop.post.forms.money import a_sum
from onestop.post.rules.money import read_sum


class PeriodForm(FlaskForm):
    """With whom is settled, and from which day to which."""

    carrier_id = SelectField(_("Carrier"), coerce=int, choices=[])
    from_on = a_day(_("From the day"))
    to_on = a_day(_("To the day"))


class StatementForm(FlaskForm):
    """The two sums of the carrier's statement, and how a difference was cleared up."""

    postage = a_sum(_("Postage it asks for"))
    collected = a_sum(_("Collected for us"))
    note: TextAreaField = words(_("How a difference was cleared up"))

    def sums(self) -> tuple[int, int]:
        """Postage and collected sums of a validated form."""
        return read_sum(self.postage.data or ""), read_sum(self.collected.data or "")


class CloseForm(FlaskForm):
    """The sums that were seen."""

    seen = HiddenField(validators=[InputRequired()])
