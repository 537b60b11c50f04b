"""The forms of the door: signing in, and one's own password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length
from wtforms.widgets import TextInput

from onestop.accounts.operations import LONGEST_PASSWORD, SHORTEST_PASSWORD


class PasswordForm(FlaskForm):
    """A change of one's own password."""

    old = PasswordField(
        _("Present password"),
        [InputRequired(_("Enter the present password."))],
        name="present_password",
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        _("New password"),
        [
            InputRequired(_("Enter a new password.")),
            Length(
                SHORTEST_PASSWORD,
                LONGEST_PASSWORD,
                _("A password has %(min)d to %(max)d characters."),
            ),
        ],
        name="new_password",
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _("New password once more"),
        [
            InputRequired(_("Enter the new password once more.")),
            EqualTo("new", _("The two new passwords differ.")),
        ],
        name="repeated_password",
        render_kw={"autocomplete": "new-password"},
    )


class DelegationForm(FlaskForm):
    """Who is on leave, who does the work, and in which days."""

    official_id = SelectField(_("On leave"), coerce=int, choices=[])
    deputy_id = SelectField(_("Deputy"), coerce=int, choices=[])
    from_on = DateField(
        _("First day"),
        [InputRequired(_("Write the day as 24/11/1990."))],
        format="%d/%m/%Y",
        widget=TextInput(),
    )
    to_on = DateField(
        _("Last day"),
        [InputRequired(_("Write the day as 24/11/1990."))],
        format="%d/%m/%Y",
        widget=TextInput(),
    )
    reason = StringField(_("Reason"), [Length(max=300)])
