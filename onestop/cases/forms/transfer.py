"""The form of a transfer of competence."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length


class TransferForm(FlaskForm):
    """From which unit to which, by which decision; `shown` says both and how many were shown."""

    from_unit_id = SelectField(_("From the unit"), coerce=int, choices=[])
    to_unit_id = SelectField(_("To the unit"), coerce=int, choices=[])
    reason = StringField(
        _("Decision"),
        [InputRequired(_("Say by which decision the competence moves.")), Length(max=500)],
    )
    shown = HiddenField()
