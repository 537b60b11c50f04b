"""What the words of the calendar are called on the page."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _

from onestop.calendars.rules import TermUnit
from onestop.calendars.years import DayMark

LABELS: dict[type[Enum], Mapping[Any, Any]] = {
    DayMark: {
        DayMark.WORKED: _("Working day"),
        DayMark.WEEKEND: _("Weekly rest"),
        DayMark.RECEPTION: _("Only reception"),
        DayMark.HOLIDAY: _("Public holiday"),
        DayMark.COMPENSATION: _("Holiday made up for"),
        DayMark.SWAPPED: _("Day off by swap"),
        DayMark.OFFICE: _("Day off of the office"),
        DayMark.MADE_UP: _("Make-up working day"),
    },
    TermUnit: {
        TermUnit.WORKING_DAYS: _("working days"),
        TermUnit.WORKING_HOURS: _("working hours"),
        TermUnit.CALENDAR_DAYS: _("calendar days"),
        TermUnit.MONTHS: _("months"),
        TermUnit.SAME_DAY: _("same day"),
    },
}

SIGNS: dict[DayMark, str] = {
    DayMark.WORKED: "",
    DayMark.WEEKEND: "",
    DayMark.RECEPTION: "t",
    DayMark.HOLIDAY: "L",
    DayMark.COMPENSATION: "B",
    DayMark.SWAPPED: "H",
    DayMark.OFFICE: "N",
    DayMark.MADE_UP: "+",
}
"""A letter beside each day that differs, so that colour alone tells nothing."""
