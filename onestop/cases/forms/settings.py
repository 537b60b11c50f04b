"""Forms of what an agency has set: they know what they were filled from, and what holds by now."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, Form, FormField, HiddenField, SelectFieldBase

from onestop.cases.rules.seen import stamp

Faults = list[tuple[str, str]]


class SettingsForm(FlaskForm):
    """A form that is refused when somebody else has changed what it shows."""

    seen = HiddenField()

    def seeing(self, held: object) -> None:
        """Has the form say that it was filled from these settings, or is compared with them."""
        self.seen.data = stamp(held)


def differing(asked: Form, held: Form) -> Faults:
    """The fields in which what was typed is not what holds now, and what that is."""
    now = {each.id: each for each in _fields(held)}
    return [
        (each.id, _("%(field)s: now “%(value)s”", field=each.label.text, value=said))
        for each in _fields(asked)
        if (said := _said(now[each.id]) if each.id in now else "") != _said(each)
    ]


def _fields(form: Form) -> Iterator[Field]:
    for each in form:
        if isinstance(each, FieldList):
            for entry in each:
                yield from _fields(entry.form) if isinstance(entry, FormField) else (entry,)
        elif each.type not in ("HiddenField", "CSRFTokenField", "FileField"):
            yield each


def _said(field: Field) -> str:
    """What a field holds, in the words of its choices if it has any."""
    if isinstance(field, SelectFieldBase):
        return next((str(each.label.text) for each in field if each.checked), "")
    if isinstance(field.data, bool):
        return str(_("yes") if field.data else _("no"))
    return "" if field.data is None else str(field.data)
