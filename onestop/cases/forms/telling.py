"""The form of how an agency tells people, and of its gate before a late signature."""

from __future__ import annotations

from datetime import datetime, time

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from onestop.cases.forms.basic import tidied
from onestop.cases.forms.settings import SettingsForm
from onestop.cases.operations.telling_settings import Telling
from onestop.cases.rules.apology import ApologyGate
from onestop.notices.rules import QuietHours
from onestop.web.filters import label


class TellingForm(SettingsForm):
    """Under which name the agency writes, when it disturbs nobody, and what its gate asks."""

    sender_name = StringField(
        _("Name under letters"),
        [Optional(), Length(max=120, message=_("At most %(max)d characters."))],
        filters=[tidied],
    )
    quiet_from = StringField(
        _("Quiet from"), [InputRequired(_("Write the time as 21:00."))], filters=[tidied]
    )
    quiet_to = StringField(
        _("Quiet until"), [InputRequired(_("Write the time as 21:00."))], filters=[tidied]
    )
    gate = RadioField(_("A late case that goes to signature without an apology"), choices=[])

    def __init__(self, *values: object, **more: object) -> None:
        super().__init__(*values, **more)
        self.gate.choices = [SelectChoice(each.value, label(each)) for each in ApologyGate]

    @classmethod
    def showing(cls, telling: Telling) -> TellingForm:
        """The form filled with what holds."""
        shown = cls(
            formdata=None,
            sender_name=telling.sender_name,
            quiet_from=f"{telling.quiet.from_time:%H:%M}",
            quiet_to=f"{telling.quiet.to_time:%H:%M}",
            gate=telling.gate.value,
        )
        shown.seeing(telling)
        return shown

    def validate_quiet_from(self, field: Field) -> None:
        """A time of the day."""
        _time(field)

    def validate_quiet_to(self, field: Field) -> None:
        """A time of the day."""
        _time(field)

    def telling(self) -> Telling:
        """What a validated form says."""
        quiet = QuietHours(_time(self.quiet_from), _time(self.quiet_to))
        return Telling(self.sender_name.data or "", quiet, ApologyGate(self.gate.data))


def _time(field: Field) -> time:
    try:
        return datetime.strptime(field.data or "", "%H:%M").time()  # noqa: DTZ007 (no zone)
    except ValueError as fault:
        raise ValidationError(gettext("Write the time as 21:00.")) from fault
