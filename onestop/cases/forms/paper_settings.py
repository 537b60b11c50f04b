"""The form of what an agency sets for its papers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FileField,
    Form,
    FormField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Regexp, ValidationError

from onestop.cases.forms.basic import tidied
from onestop.cases.forms.settings import SettingsForm
from onestop.cases.rules.paper_settings import COPIES, SIGNED, PaperSettings, Signer
from onestop.printing.sheet import fits_foot


def _line(label: Any, longest: int, *validators: Any) -> StringField:
    length = Length(max=longest, message=_("At most %(max)d characters."))
    return StringField(label, [*validators, length], filters=[tidied])


def _fits(_form: FlaskForm, field: Field) -> None:
    if not fits_foot(field.data or ""):
        raise ValidationError(gettext("This is wider than one line of an A5 paper: shorten it."))


_NEEDED = DataRequired(_("The papers cannot do without it."))


class SignerForm(Form):
    """Who signs one kind of paper, and as what."""

    title = _line(_("Title"), 80)
    name = _line(_("Full name"), 120)


class PaperSettingsForm(SettingsForm):
    """The agency's names, the decree, the logo, the foot, the copies and the signers."""

    superior_name = _line(_("Superior body"), 200, _NEEDED)
    one_stop_name = _line(_("One-stop unit"), 200, _NEEDED)
    place = _line(_("Place of issue"), 100, _NEEDED)
    address = _line(_("Address"), 300)
    phone = _line(_("Phone"), 40)
    paper_suffix = _line(
        _("Ending of the numbers"),
        40,
        _NEEDED,
        Regexp(r"[^\W_]+(-[^\W_]+)*\Z", message=_("Letters and digits only, joined by hyphens.")),
    )
    regulation_profile = SelectField(
        _("Forms according to"),
        choices=[
            SelectChoice("", _("the decree in force on the day")),
            SelectChoice("2018", _("Decree 61/2018, Circular 01/2018")),
            SelectChoice("2025", _("Decree 118/2025, Circular 03/2025")),
        ],
    )
    paper_footer = _line(_("Line at the foot"), 90, _fits)
    paper_copies = SelectField(
        _("Number of copies"),
        coerce=int,
        choices=[
            SelectChoice(0, _("as many as the annex says")),
            *(SelectChoice(number, _("at least %(number)d", number=number)) for number in COPIES),
        ],
    )
    register_volume_size = _line(
        _("Cases in a volume of the register"),
        5,
        Regexp(r"[0-9]*\Z", message=_("Write a number in digits, or leave it empty.")),
    )
    logo = FileField(_("Logo"))
    remove_logo = BooleanField(_("Without the present logo"))
    signers = FieldList(FormField(SignerForm), min_entries=len(SIGNED), max_entries=len(SIGNED))

    @classmethod
    def showing(cls, settings: PaperSettings) -> PaperSettingsForm:
        """The form filled with what is set."""
        signers = [asdict(settings.paper_signers[kind]) for kind in SIGNED]
        size = str(settings.register_volume_size or "")
        held = {**asdict(settings), "register_volume_size": size, "signers": signers}
        shown = cls(formdata=None, data=held)
        shown.seeing(settings)
        return shown

    def settings(self, *, logo: str) -> PaperSettings:
        """What was entered, with the digest of the picture that it comes to."""
        typed = {name: self[name].data for name in _TYPED}
        signers = [Signer(each["title"].data, each["name"].data) for each in self.signers]
        return PaperSettings(
            **typed,
            register_volume_size=int(self.register_volume_size.data or 0),
            paper_logo=logo,
            paper_signers=dict(zip(SIGNED, signers, strict=True)),
        )


_TYPED = (
    *("superior_name", "one_stop_name", "place", "address", "phone", "paper_suffix"),
    *("regulation_profile", "paper_footer", "paper_copies"),
)
