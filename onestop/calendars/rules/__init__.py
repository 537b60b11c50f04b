"""Working time in Viet Nam: terms, calendars, and the moments that they lead to."""

from onestop.calendars.rules.arithmetic import (
    Due,
    add_working_days,
    add_working_hours,
    due,
    end_of_working_day,
    is_open,
    is_working_day,
    moved_on,
    next_opening,
    next_working_moment,
    subtract_working_hours,
    working_time_between,
)
from onestop.calendars.rules.calendar import (
    CalendarError,
    DayKind,
    DayOff,
    EnteredDay,
    MakeUpDay,
    NaiveMoment,
    NoWorkingDay,
    Session,
    WeeklyHours,
    WorkingCalendar,
    with_entered,
)
from onestop.calendars.rules.explanation import Interval, IntervalKind
from onestop.calendars.rules.suspension import Suspension
from onestop.calendars.rules.terms import Term, TermUnit, UnknownTerm

__all__ = [
    "CalendarError",
    "DayKind",
    "DayOff",
    "Due",
    "EnteredDay",
    "Interval",
    "IntervalKind",
    "MakeUpDay",
    "NaiveMoment",
    "NoWorkingDay",
    "Session",
    "Suspension",
    "Term",
    "TermUnit",
    "UnknownTerm",
    "WeeklyHours",
    "WorkingCalendar",
    "add_working_days",
    "add_working_hours",
    "due",
    "end_of_working_day",
    "is_open",
    "is_working_day",
    "moved_on",
    "next_opening",
    "next_working_moment",
    "subtract_working_hours",
    "with_entered",
    "working_time_between",
]
