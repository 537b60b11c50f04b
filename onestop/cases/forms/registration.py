"""The form of the counter: who asks, how it comes and goes, and the one dossier."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from onestop.cases import addresses
from onestop.cases.rules import identity
from onestop.cases.rules.reception import (
    ApplicantEntry,
    ApplicantKind,
    ReceivedComponent,
    Registration,
    ReturnMethod,
    SubmitterEntry,
    at_the_counter,
)
from onestop.letters import tidy
from onestop.notices.rules import NotifyBy, is_mobile, usual_channel
from onestop.procedures.rules import Channel, Version
from onestop.web.language import FIRST, LANGUAGES

_PHONE = re.compile(r"(?:\+84|0)\d{9,10}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_DAYS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d%m%Y", "%Y-%m-%d")


Labels = Mapping[type, Mapping[Any, Any]]


@cache
def _provinces() -> tuple[SelectChoice, ...]:
    """Every province to choose from, or none yet."""
    there = (SelectChoice(place.code, place.name) for place in addresses.provinces())
    return SelectChoice("", ""), *there


def _tidied(text: str | None) -> str:
    return tidy(text or "")


def _digits(text: str | None) -> str:
    return re.sub(r"[\s.]", "", text or "")


def read_day(text: str) -> date | None:
    """A day as people type it: 24/11/1990, 24-11-1990, 24111990; None for anything else."""
    for shape in _DAYS:
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    return None


def line(label: Any, longest: int, *validators: Any) -> StringField:
    """A line of text, tidied, of a bounded length."""
    too_long = Length(max=longest, message=_("At most %(max)d characters."))
    return StringField(label, [*validators, too_long], filters=[_tidied])


class ReceptionForm(FlaskForm):
    """Who asks, who files, and how the application comes in and its result goes back."""

    submission_key = HiddenField(validators=[InputRequired(), Length(min=16, max=60)])
    scan = StringField(_("Scan the identity card"), [Length(max=1000)])
    channel = SelectField(_("Received"), choices=[])
    kind = RadioField(_("Applicant"), choices=[])
    name = line(_("Full name"), 200, InputRequired(_("Enter the applicant's name.")))
    identity_number = StringField(
        _("Identity number"),
        [InputRequired(_("Enter the number of the identity document."))],
        filters=[_digits],
    )
    birth = StringField(_("Date of birth"), [Optional()], filters=[_tidied])
    sex = SelectField(
        _("Sex"),
        choices=[
            SelectChoice("", ""),
            SelectChoice("female", _("Female")),
            SelectChoice("male", _("Male")),
        ],
        default="",
    )
    phone = StringField(_("Phone"), [Optional()], filters=[_digits])
    email = line(_("E-mail"), 200)
    province_code = SelectField(_("Province or city"), choices=[])
    ward = line(_("Ward or commune"), 120)
    street = line(_("House number, street"), 200)
    by_other = BooleanField(_("Somebody else files for the applicant"))
    submitter_name = line(_("Name of the one who files"), 200)
    submitter_identity = StringField(_("Their identity number"), filters=[_digits])
    submitter_phone = StringField(_("Their phone"), [Optional()], filters=[_digits])
    submitter_address = line(_("Their address"), 500)
    authorisation = line(_("Authorisation paper"), 300)
    return_method = SelectField(_("The result is returned"), choices=[])
    return_address = line(_("Address for the post"), 500)
    note = line(_("Note"), 500)
    notify_by = SelectField(_("Notices go by"), choices=[])
    notify_language = SelectField(
        _("Language of the notices"), choices=[SelectChoice(*each) for each in LANGUAGES.items()]
    )

    def offer_ways(
        self, channels: Iterable[Channel], labels: Labels, *, presence_required: bool
    ) -> None:
        """Sets the choices that the procedures and the office give."""
        methods = [
            each for each in ReturnMethod if not (presence_required and each is ReturnMethod.POST)
        ]
        self.channel.choices = [
            SelectChoice(each.value, labels[Channel][each]) for each in channels
        ]
        self.kind.choices = [
            SelectChoice(each.value, labels[ApplicantKind][each]) for each in ApplicantKind
        ]
        self.return_method.choices = [
            SelectChoice(each.value, labels[ReturnMethod][each]) for each in methods
        ]
        self.notify_by.choices = [
            SelectChoice("", _("SMS, else e-mail")),
            *(SelectChoice(each.value, labels[NotifyBy][each]) for each in NotifyBy),
        ]
        self.province_code.choices = list(_provinces())

    def validate_identity_number(self, field: StringField) -> None:
        """Twelve digits, or nine of a former card; a tax or enterprise code of a body."""
        number = field.data or ""
        if self.kind.data == ApplicantKind.ORGANISATION:
            if not identity.valid_organisation_number(number):
                raise ValidationError(gettext("This is not a tax or enterprise code."))
        elif not _personal(number):
            raise ValidationError(gettext("An identity number has 12 digits (a former card 9)."))

    def validate_birth(self, field: StringField) -> None:
        """A day, typed as one types it."""
        if field.data and read_day(field.data) is None:
            raise ValidationError(gettext("Write the day as 24/11/1990."))

    def validate_phone(self, field: StringField) -> None:
        """Ten digits beginning with 0."""
        if field.data and not _PHONE.fullmatch(field.data):
            raise ValidationError(gettext("A phone number has ten digits and begins with 0."))

    validate_submitter_phone = validate_phone

    def validate_email(self, field: StringField) -> None:
        """An address, and needed where the result comes electronically."""
        if field.data and not _EMAIL.fullmatch(field.data):
            raise ValidationError(gettext("This is not an e-mail address."))
        if not field.data and self.return_method.data == ReturnMethod.ONLINE:
            raise ValidationError(gettext("An electronic result needs an e-mail address."))

    def validate_ward(self, field: StringField) -> None:
        """A ward of the chosen province."""
        code = self.province_code.data or ""
        if field.data and addresses.ward_called(code, field.data) is None:
            raise ValidationError(gettext("There is no such ward or commune in this province."))

    def validate_submitter_name(self, field: StringField) -> None:
        """Needed where somebody else files."""
        if self.by_other.data and not field.data:
            raise ValidationError(gettext("Enter the name of the one who files."))

    def validate_submitter_identity(self, field: StringField) -> None:
        """Needed where somebody else files."""
        if self.by_other.data and not _personal(field.data or ""):
            raise ValidationError(gettext("An identity number has 12 digits (a former card 9)."))

    def validate_authorisation(self, field: StringField) -> None:
        """Needed where somebody else files."""
        if self.by_other.data and not field.data:
            raise ValidationError(gettext("Name the authorisation paper."))

    def validate_return_address(self, field: StringField) -> None:
        """Needed where the result goes by post."""
        if not field.data and self.return_method.data == ReturnMethod.POST:
            raise ValidationError(gettext("Enter the address to which the result is sent."))

    def validate_notify_by(self, field: SelectField) -> None:
        """An SMS needs a mobile phone, a letter an e-mail address."""
        if field.data == NotifyBy.SMS and not is_mobile(self.phone.data or ""):
            raise ValidationError(gettext("To be told by SMS, the applicant needs a mobile phone."))
        if field.data == NotifyBy.EMAIL and not self.email.data:
            raise ValidationError(gettext("To be told by e-mail, the applicant needs an address."))

    def chosen_channel(self) -> NotifyBy:
        """How the applicant wants to be told: as chosen, or as is usual."""
        if self.notify_by.data:
            return NotifyBy(self.notify_by.data)
        return usual_channel(phone=self.phone.data or "", email=self.email.data or "")

    def applicant(self) -> ApplicantEntry:
        """The applicant as entered."""
        province = addresses.province_of(self.province_code.data or "")
        ward = addresses.ward_called(self.province_code.data or "", self.ward.data or "")
        street = self.street.data or ""
        return ApplicantEntry(
            kind=ApplicantKind(self.kind.data),
            name=self.name.data or "",
            identity_number=self.identity_number.data or "",
            birth_on=read_day(self.birth.data or ""),
            sex=self.sex.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            province_code=province.code if province else "",
            ward_code=ward.code if ward else "",
            street=street,
            address=addresses.in_one_line(
                street, ward.name if ward else "", province.name if province else ""
            ),
        )

    def submitter(self) -> SubmitterEntry | None:
        """The one who files, where it is somebody else."""
        if not self.by_other.data:
            return None
        return SubmitterEntry(
            name=self.submitter_name.data or "",
            identity_number=self.submitter_identity.data or "",
            phone=self.submitter_phone.data or "",
            address=self.submitter_address.data or "",
            authorisation=self.authorisation.data or "",
        )

    def received(
        self, version: Version, dossier: Dossier, components: Mapping[int, ReceivedComponent]
    ) -> Registration:
        """What was entered of one dossier, as the rules want it."""
        return Registration(
            submission_key=self.submission_key.data or "",
            version_id=version.id,
            channel=self.channel.data or Channel.COUNTER,
            variant=(dossier.variant.data or "") if version.variants else "",
            applicant=self.applicant(),
            submitter=self.submitter(),
            components=components,
            content=dossier.content.data or "",
            sets=dossier.sets.data or 1,
            return_method=ReturnMethod(self.return_method.data),
            return_address=self.return_address.data or "",
            note=self.note.data or "",
            notify_by=self.chosen_channel(),
            notify_language=self.notify_language.data or FIRST,
        )


class Dossier(Form):
    """What is asked for in one dossier, apart from its papers, which depend on the procedure."""

    variant = RadioField(_("Case of the procedure"), validators=[Optional()], choices=[])
    content = TextAreaField(
        _("What is asked for"), [Length(max=1000)], filters=[lambda text: (text or "").strip()]
    )
    sets = IntegerField(_("Sets of the dossier"), [InputRequired(), NumberRange(1, 99)], default=1)

    def offer_variants(self, version: Version) -> None:
        """Sets the cases of the procedure to choose from."""
        self.variant.choices = [SelectChoice(each.key, each.name) for each in version.variants]

    def validate_variant(self, field: RadioField) -> None:
        """One of the procedure's cases, where it has several."""
        if field.choices and field.data not in {each.value for each in field.choices}:
            raise ValidationError(gettext("Choose the case of the procedure."))


class RegistrationForm(ReceptionForm, Dossier):
    """Everything about one application but its papers."""

    def offer(self, version: Version, labels: Labels, *, by_post: bool = False) -> None:
        """Sets the choices that the procedure and the office give.

        The post is one of them only for a dossier that it brought.
        """
        self.offer_variants(version)
        channels = version.channels if by_post else at_the_counter(version.channels)
        self.offer_ways(channels, labels, presence_required=version.presence_required)

    def registration(
        self, version: Version, components: Mapping[int, ReceivedComponent]
    ) -> Registration:
        """What was entered, as the rules want it."""
        return self.received(version, self, components)


def _personal(number: str) -> bool:
    return identity.valid_personal_number(number) or identity.valid_old_number(number)
