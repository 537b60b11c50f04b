"""The forms of the door: signing in, and one's own password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length


class PasswordForm(FlaskForm):
    """A change of one's own password."""

    old = PasswordField(_("Present password"), [InputRequired(_("Enter the present password."))])
    new = PasswordField(
        _("New password"), [InputRequired(_("Enter a new password.")), Length(max=200)]
    )
    again = PasswordField(
        _("New password once more"), [InputRequired(_("Enter the new password once more."))]
    )
