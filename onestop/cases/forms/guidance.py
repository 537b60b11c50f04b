"""The form of guidance: what the counter says instead of receiving the application."""

from __future__ import annotations

import json

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from onestop.cases.forms.basic import lines_of, tidied, words
from onestop.cases.rules.guidance import GuidanceEntry, GuidanceKind
from onestop.procedures.rules import Version

_MOST_TYPED = 30_000


class GuidanceForm(FlaskForm):
    """To whom, what is missing and why; the counter's own form travels along unseen."""

    typed = HiddenField(validators=[Length(max=_MOST_TYPED)])
    name = StringField(
        _("Full name"),
        [InputRequired(_("Enter the applicant's name.")), Length(max=200)],
        filters=[tidied],
    )
    identity_number = StringField(_("Identity number"), [Length(max=20)], filters=[tidied])
    phone = StringField(_("Phone"), [Length(max=40)], filters=[tidied])
    email = StringField(_("E-mail"), [Length(max=200)], filters=[tidied])
    address = StringField(_("Address"), [Length(max=500)], filters=[tidied])
    requirements = words(_("Papers needed, one to a line"), Optional(), rows=4)
    reason = words(_("Reason"), InputRequired(_("Give the reason.")))

    def validate_typed(self, field: HiddenField) -> None:
        """Fields with their values, as this very page wrote them."""
        try:
            typed = json.loads(field.data or "{}")
        except ValueError as unreadable:
            raise ValidationError(gettext("Open the counter's form again.")) from unreadable
        if not isinstance(typed, dict) or not all(isinstance(it, str) for it in typed.values()):
            raise ValidationError(gettext("Open the counter's form again."))

    def entry(self, kind: GuidanceKind, version: Version) -> GuidanceEntry:
        """What was entered, as the rules want it."""
        asks = kind is GuidanceKind.SUPPLEMENT
        return GuidanceEntry(
            kind=kind,
            version_id=version.id,
            applicant_name=self.name.data or "",
            identity_number=self.identity_number.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            address=self.address.data or "",
            requirements=lines_of(self.requirements) if asks else (),
            reason=self.reason.data or "",
            typed=json.loads(self.typed.data or "{}"),
        )
