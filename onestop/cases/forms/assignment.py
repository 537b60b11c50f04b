"""The form of a unit's standing rule of assignment."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from onestop.cases.labels import LABELS
from onestop.cases.rules.assignment import AssignmentRule
from onestop.web.numbers import whole_number


class ChargeForm(Form):
    """Who is in charge of one field; 0 is nobody."""

    field = HiddenField(validators=[Length(max=120)])
    official_id = SelectField(_("In charge"), coerce=int, choices=[])


class AssignmentForm(FlaskForm):
    """The rule, who is in charge of which field, and the version of the setting that was seen."""

    seen = HiddenField()
    rule = RadioField(
        _("Rule"),
        choices=[SelectChoice(each.value, LABELS[AssignmentRule][each]) for each in AssignmentRule],
    )
    charges = FieldList(FormField(ChargeForm))

    def seen_version(self) -> int:
        """The version seen; -1, which no setting has, for nonsense."""
        seen = whole_number(self.seen.data)
        return -1 if seen is None else seen

    def offer(self, people: list[tuple[int, str]]) -> None:
        """Lets each field be given to one of these people, or to nobody."""
        choices = [SelectChoice(0, _("– the least loaded –"))]
        choices += [SelectChoice(number, name) for number, name in people]
        for each in self.charges:
            each.official_id.choices = choices

    def in_charge(self) -> dict[str, int]:
        """Who is in charge of each field that has somebody."""
        chosen = ((each.form.field.data, each.form.official_id.data) for each in self.charges)
        return {field: official_id for field, official_id in chosen if field and official_id}
