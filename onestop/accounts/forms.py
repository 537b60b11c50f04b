"""The forms of the door: signing in, and one's own password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

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
