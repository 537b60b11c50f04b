"""The forms of a settlement: its period, the carrier's statement, and closing."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from onestop.cases.forms.basic import a_day, tidied, words
from onestop.post.forms.desk import read_money


def _sum(text: object) -> StringField:
    return StringField(
        text,
        [InputRequired(_("Enter the sum; 0 if there is none.")), _is_sum],
        filters=[tidied],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


def _is_sum(_form: FlaskForm, field: StringField) -> None:
    digits = (field.data or "").replace(".", "").replace(" ", "").removesuffix("₫")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise ValidationError(gettext("Write the sum as 250.000."))


class PeriodForm(FlaskForm):
    """With whom is settled, and from which day to which."""

    carrier_id = SelectField(_("Carrier"), coerce=int, choices=[])
    from_on = a_day(_("From the day"))
    to_on = a_day(_("To the day"))


class StatementForm(FlaskForm):
    """The two sums of the carrier's statement, and how a difference was cleared up."""

    postage = _sum(_("Postage it asks for"))
    collected = _sum(_("Collected for us"))
    note: TextAreaField = words(_("How a difference was cleared up"))

    def sums(self) -> tuple[int, int]:
        """Postage and collected sums of a validated form."""
        return read_money(self.postage.data or ""), read_money(self.collected.data or "")


class CloseForm(FlaskForm):
    """The sums that were seen."""

    seen = HiddenField(validators=[InputRequired()])
