"""The forms of the postal desk: sealing, what is heard of an item, files, carriers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, tzinfo

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, FileField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from onestop.cases.forms.basic import a_day, day_of, tidied
from onestop.post.forms.money import a_sum
from onestop.post.operations.incoming import Slip
from onestop.post.operations.labelling import Labelled
from onestop.post.operations.tracking import Heard
from onestop.post.rules.consignment import EventKind, normal_label
from onestop.post.rules.money import read_sum
from onestop.post.rules.proposing import Tariff
from onestop.web.filters import label
from onestop.web.numbers import whole_number

_HOURS = ("%H:%M", "%H:%M:%S", "%Hh%M", "%H.%M")


def _line(text: object, longest: int, *validators: object) -> StringField:
    too_long = Length(max=longest, message=_("At most %(max)d characters."))
    return StringField(text, [*validators, too_long], filters=[tidied])


class _PassingForm(FlaskForm):
    """What passes between desk and postman: the version that was seen, and who the postman is."""

    seen = HiddenField(validators=[InputRequired()])
    postman = _line(
        _("Name of the postman"), 120, InputRequired(_("Enter the name of the postman."))
    )

    def seen_version(self) -> int:
        """The version seen; -1, which none has, for nonsense."""
        seen = whole_number(self.seen.data)
        return -1 if seen is None else seen

    def faults(self) -> list[tuple[str, str]]:
        """What is to be mended, each with the field where."""
        return [(each.id, each.errors[0]) for each in self if each.errors]

    def begun(self) -> bool:
        """Whether something was filled in that is to stay in its fields."""
        return any(each.data for each in self if not isinstance(each, HiddenField))


class HandOverForm(_PassingForm):
    """Who takes the manifest, under which seal, and that it was recounted."""

    seal = _line(_("Number of the seal"), 40)
    recounted = BooleanField(
        _("Recounted: every result is in its envelope, and the bag is sealed"),
        [InputRequired(_("Recount, seal the bag, and say so."))],
    )


class SigningForm(_PassingForm):
    """Who brings the delivery, and that both sides have compared and signed."""

    compared = BooleanField(
        _("Compared: every item and paper is here, and both sides sign the records"),
        [InputRequired(_("Compare items and papers with the postman, and say so."))],
    )


class EventForm(FlaskForm):
    """What was heard of an item, when, where and from whom."""

    kind = SelectField(_("What happened"), choices=[])
    day = a_day(_("Day"))
    hour = StringField(_("Hour"), [Optional()], filters=[tidied])
    receiver = _line(_("Receiver, if it was delivered"), 200)
    place = _line(_("Place"), 200)
    note = _line(_("Note"), 500)

    def offer(self) -> None:
        """Sets the events to choose from."""
        self.kind.choices = [SelectChoice(each.value, label(each)) for each in EventKind]

    def validate_hour(self, field: StringField) -> None:
        """An hour as one types it."""
        if field.data and _hour(field.data) is None:
            raise ValidationError(gettext("Write the hour as 16:30."))

    def heard(self, zone: tzinfo) -> Heard:
        """The event as the rules want it."""
        hour = _hour(self.hour.data or "") or time()
        return Heard(
            EventKind(self.kind.data),
            datetime.combine(day_of(self.day), hour, zone),
            self.place.data or "",
            self.receiver.data or "",
            self.note.data or "",
        )


class FileForm(FlaskForm):
    """A carrier's file."""

    carrier_id = SelectField(_("Carrier"), coerce=int, choices=[])
    file = FileField(_("File (CSV or Excel)"))


class CarrierForm(FlaskForm):
    """A carrier: its name, its phone, its postage, and whether its service is asked."""

    name = _line(_("Name"), 120, InputRequired(_("Enter the carrier's name.")))
    phone = _line(_("Phone"), 40)
    online = BooleanField(_("Its service takes our orders and tells of our items"))
    active = BooleanField(_("In use"), default=True)
    postage_in_ward = a_sum(_("Within the ward"))
    postage_in_province = a_sum(_("Within the province"))
    postage_elsewhere = a_sum(_("To another province"))

    def tariff(self) -> Tariff:
        """The postage of a validated form."""
        named = (self.postage_in_ward, self.postage_in_province, self.postage_elsewhere)
        return Tariff(*(read_sum(each.data or "") for each in named))


def read_label(posted: Mapping[str, str], number: int, before: str = "") -> Labelled:
    """The fields `item-N`, `postage-N` and `collect-N`, N a consignment.

    Raises Refused for what is no sum.
    """
    return Labelled(
        normal_label(posted.get(f"{before}item-{number}", "")[:60]),
        read_sum(posted.get(f"{before}postage-{number}", "")),
        read_sum(posted.get(f"{before}collect-{number}", "")),
    )


def read_slip(posted: Mapping[str, str], number: int, before: str = "") -> Slip:
    """The fields `name-N` and those beside it, N a consignment, as its slip says them.

    Raises Refused for what is no sum.
    """

    def text(name: str, longest: int) -> str:
        return tidied(posted.get(f"{before}{name}-{number}", ""))[:longest]

    return Slip(
        sender_name=text("name", 200),
        sender_phone=text("phone", 40),
        sender_address=text("address", 500),
        contents=text("papers", 2000),
        collected=read_sum(posted.get(f"{before}collected-{number}", "")),
        procedure_code=text("procedure", 20),
    )


def _hour(text: str) -> time | None:
    for shape in _HOURS:
        try:
            return datetime.strptime(text, shape).time()  # noqa: DTZ007 (an hour has no zone)
        except ValueError:
            continue
    return None
