"""Fields for sums in đồng."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, ValidationError

from onestop.cases.forms.basic import tidied
from onestop.post.rules.money import sum_of


def a_sum(text: object) -> StringField:
    """A field for a sum in đồng that has to be entered."""
    return StringField(
        text,
        [InputRequired(_("Enter the sum; 0 if there is none.")), _is_sum],
        filters=[tidied],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


def _is_sum(_form: FlaskForm, field: StringField) -> None:
    if sum_of(field.data or "") is None:
        raise ValidationError(gettext("Write the sum as 250.000."))
