"""The form of an agency's thresholds: one row each, and two empty ones to add."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FieldList, Form, FormField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from onestop.cases.forms.settings import SettingsForm
from onestop.cases.rules.reminders import COUNTED, Recipient, Reminder, Threshold
from onestop.web.filters import label

_ADDED = 2


class ThresholdForm(Form):
    """One threshold: when, by how many working days, and who hears of it."""

    threshold = SelectField(_("When"), choices=[], validate_choice=False)
    days = IntegerField(_("Working days"), [Optional()])
    assignee = BooleanField(_("Official"))
    unit_leaders = BooleanField(_("Leaders of the unit"))
    agency_leaders = BooleanField(_("Leaders of the agency"))

    def __init__(self, *values: Any, **more: Any) -> None:
        super().__init__(*values, **more)
        empty = SelectChoice("", _("– no threshold –"))
        self.threshold.choices = [
            empty,
            *(SelectChoice(each.value, label(each)) for each in Threshold),
        ]


class RemindersForm(SettingsForm):
    """Every threshold of the agency."""

    rows = FieldList(FormField(ThresholdForm))

    @classmethod
    def showing(cls, reminders: Sequence[Reminder]) -> RemindersForm:
        """The form filled with the thresholds that hold."""
        rows = [
            {
                "threshold": each.threshold.value,
                "days": each.days if each.threshold in COUNTED else None,
                **{str(one): one in each.recipients for one in Recipient},
            }
            for each in reminders
        ]
        shown = cls(formdata=None, rows=[*rows, *({} for _ in range(_ADDED))])
        shown.seeing(tuple(reminders))
        return shown

    def missed(self, held: Sequence[Reminder]) -> list[str]:
        """The thresholds that hold and that the form has not, in words."""
        typed = self.reminders()
        return [_worded(each) for each in held if each not in typed]

    def reminders(self) -> tuple[Reminder, ...]:
        """What was entered; rows without a threshold are left out."""
        return tuple(
            Reminder(
                threshold := Threshold(row.threshold.data),
                (row.days.data or 0) if threshold in COUNTED else 0,
                tuple(each for each in Recipient if row[each.value].data),
            )
            for row in (entry.form for entry in self.rows)
            if row.threshold.data in list(Threshold)
        )


def _worded(reminder: Reminder) -> str:
    days = f" ({reminder.days})" if reminder.threshold in COUNTED else ""
    who = ", ".join(str(label(each)) for each in reminder.recipients)
    return f"{label(reminder.threshold)}{days}: {who}"
