"""Sums in đồng as one types them."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, ValidationError

from onestop.cases.forms.basic import tidied

_MOST = 1_000_000_000


def a_sum(text: object) -> StringField:
    """A field for a sum in đồng that has to be entered."""
    return StringField(
        text,
        [InputRequired(_("Enter the sum; 0 if there is none.")), _is_sum],
        filters=[tidied],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


def read_money(text: str) -> int:
    """A sum in đồng as one types it: 25000, 25.000 or 25 000; nought for anything else."""
    digits = text.replace(".", "").replace(",", "").replace(" ", "").removesuffix("₫")
    amount = int(digits) if digits.isascii() and digits.isdigit() else 0
    return min(amount, _MOST)


def _is_sum(_form: FlaskForm, field: StringField) -> None:
    digits = (field.data or "").replace(".", "").replace(" ", "").removesuffix("₫")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise ValidationError(gettext("Write the sum as 250.000."))
