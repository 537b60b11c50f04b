"""The form by which the calendar is amended: a day, or the days of a file."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import FileField, HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from onestop.calendars.rules import EnteredDay
from onestop.cases.forms.registration import read_day
from onestop.cases.rules.promise import AmendmentPolicy, CalendarChange
from onestop.letters import tidy

OFF, WORKED, WITHDRAWN = "off", "worked", "withdrawn"
_FIRST_YEAR, _LAST_YEAR = 2013, 2036


class AmendmentForm(FlaskForm):
    """What changes, why, and what becomes of the promises."""

    kind = RadioField(
        _("What changes"),
        choices=[
            SelectChoice(OFF, _("A day off")),
            SelectChoice(WORKED, _("A day worked")),
            SelectChoice(WITHDRAWN, _("Withdraw a day that was entered")),
        ],
        default=OFF,
    )
    day_on = StringField(_("Day"), filters=[lambda text: (text or "").strip()])
    swap_on = StringField(_("Swapped with"), filters=[lambda text: (text or "").strip()])
    name = StringField(
        _("Name that the citizen is told"),
        [Length(max=200, message=_("At most %(max)d characters."))],
        filters=[lambda text: tidy(text or "")],
    )
    reason = StringField(
        _("Reason: which decision"),
        [
            InputRequired(_("Say why the calendar is amended: by which decision.")),
            Length(max=300, message=_("At most %(max)d characters.")),
        ],
        filters=[lambda text: tidy(text or "")],
    )
    policy = RadioField(
        _("Promises of open cases"),
        choices=[SelectChoice(each.value, each.value) for each in AmendmentPolicy],
        default=AmendmentPolicy.LATER.value,
    )
    file = FileField(_("Or the days of a file (.ics)"))
    days = HiddenField()
    seen = HiddenField()
    shown = HiddenField()

    def validate_day_on(self, field: StringField) -> None:
        """A day is needed unless a file gave some."""
        if not field.data and self.days.data:
            return
        if _day(field.data) is None:
            raise ValidationError(_("Write the day as day/month/year, 2013 to 2036."))

    def validate_swap_on(self, field: StringField) -> None:
        """The other day of a swap, where there is one."""
        if not field.data:
            return
        other = _day(field.data)
        if other is None or other == _day(self.day_on.data):
            raise ValidationError(_("Write the other day as day/month/year."))

    def validate_name(self, field: StringField) -> None:
        """A day off has a name; the other kinds have one of their own."""
        if self.kind.data == OFF and self.day_on.data and not field.data:
            raise ValidationError(_("Give the day off a name: the citizen reads it."))

    def validate_days(self, field: HiddenField) -> None:
        """What a file gave comes back as it went out."""
        try:
            self.imported()
        except (ValueError, TypeError, KeyError) as fault:
            raise ValidationError(_("The days of the file were lost; choose it again.")) from fault

    def imported(self) -> tuple[EnteredDay, ...]:
        """The days that a file gave; raises ValueError, TypeError or KeyError for nonsense."""
        return tuple(_read(each) for each in json.loads(self.days.data or "[]"))

    def carry(self, days: tuple[EnteredDay, ...]) -> None:
        """Keeps the days of a file in the form."""
        self.days.data = json.dumps([_written(day) for day in days], ensure_ascii=False)

    def change(self) -> CalendarChange:
        """What the form asks for; only after it was found valid."""
        day, swap = _day(self.day_on.data), _day(self.swap_on.data)
        if day is None:
            return CalendarChange(self.imported())
        if self.kind.data == WITHDRAWN:
            return CalendarChange(withdrawn=tuple(filter(None, (day, swap))))
        if self.kind.data == WORKED:
            worked = EnteredDay(day, True, self.name.data or "Làm bù", swap)
            off = [EnteredDay(swap, False, "Nghỉ hoán đổi")] if swap else []
            return CalendarChange((worked, *off))
        made_up = [EnteredDay(swap, True, "Làm bù", day)] if swap else []
        return CalendarChange((EnteredDay(day, False, self.name.data), *made_up))


def _day(text: str | None) -> date | None:
    day = read_day(text or "")
    return day if day is not None and _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _written(day: EnteredDay) -> list[Any]:
    replaces = day.replaces_on.isoformat() if day.replaces_on else None
    return [day.day_on.isoformat(), day.works, day.name, replaces]


def _read(written: list[Any]) -> EnteredDay:
    day_on, works, name, replaces = written
    return EnteredDay(
        date.fromisoformat(day_on),
        bool(works),
        str(name)[:200],
        date.fromisoformat(replaces) if replaces else None,
    )
