"""Allotted times as the law words them: so many working days, hours, calendar days, months."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from onestop.calendars.rules.calendar import CalendarError


class TermUnit(StrEnum):
    """The unit of an allotted time (rule C1)."""

    WORKING_DAYS = "working days"
    WORKING_HOURS = "working hours"
    CALENDAR_DAYS = "calendar days"
    MONTHS = "months"
    SAME_DAY = "same day"


_WRITTEN = re.compile(
    r"(?P<amount>-?\d+(?:\.\d+)?)\s+(?P<unit>working day|working hour|calendar day|month)s?"
)
_LONGEST = 36_500
_WHOLE = frozenset({TermUnit.CALENDAR_DAYS, TermUnit.MONTHS})


class UnknownTerm(CalendarError):
    """What was written is not an allotted time."""


@dataclass(frozen=True)
class Term:
    """An allotted time: an amount above zero of a unit; a same-day term has the amount 1.

    Calendar days and months are whole (Civil Code 2015, articles 146 and 148); working days and
    hours may be fractions, as routing steps have them (0.25 day = 2 hours).
    """

    amount: Decimal
    unit: TermUnit

    def __post_init__(self) -> None:
        if not self.amount.is_finite() or self.amount > _LONGEST:
            raise UnknownTerm(f"No allotted time is as long as {self.amount} {self.unit}.")
        if self.amount <= 0:
            raise UnknownTerm(f"An allotted time is more than zero: {self.amount} {self.unit}.")
        if self.unit in _WHOLE and self.amount % 1:
            raise UnknownTerm(f"Only whole {self.unit} can be allotted, not {self.amount}.")

    @classmethod
    def parse(cls, text: str) -> Term:
        """The term written `N working days`, `N working hours`, `N calendar days`, `N months` or
        `same day`; raises UnknownTerm.
        """
        text = " ".join(text.split())
        if text == TermUnit.SAME_DAY:
            return cls(Decimal(1), TermUnit.SAME_DAY)
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise UnknownTerm(
                f"“{text}” is no allotted time. Write, for example, “3 working days”, "
                "“4 working hours”, “15 calendar days”, “2 months” or “same day”."
            )
        return cls(Decimal(found["amount"]), TermUnit(found["unit"] + "s"))

    def last_day(self, first: date) -> date:
        """The day on which so many calendar days or months after the first one end.

        The first day is not counted; a month ends on the same day of the month, or on its last
        day where there is none (Civil Code 2015, articles 147.2 and 148).
        """
        if self.unit is not TermUnit.MONTHS:
            return first + timedelta(days=int(self.amount))
        years, month = divmod(first.month - 1 + int(self.amount), 12)
        last = monthrange(first.year + years, month + 1)[1]
        return date(first.year + years, month + 1, min(first.day, last))

    def __str__(self) -> str:
        if self.unit is TermUnit.SAME_DAY:
            return str(self.unit)
        amount = f"{self.amount.normalize():f}"
        return f"{amount} {self.unit if amount != '1' else self.unit.removesuffix('s')}"
