"""Allotted times as the law words them: so many working days, hours, calendar days, months."""

from __future__ import annotations

import re
from dataclasses import dataclass
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
    r"(?P<amount>\d+(?:\.\d+)?)\s+(?P<unit>working day|working hour|calendar day|month)s?"
)
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
        if self.amount <= 0:
            raise UnknownTerm(f"An allotted time is more than zero: {self.amount} {self.unit}.")
        if self.unit in _WHOLE and self.amount % 1:
            raise UnknownTerm(f"Only whole {self.unit} can be allotted, not {self.amount}.")

    @classmethod
    def parse(cls, text: str) -> Term:
        """The term written `N working days | N working hours | N calendar days | N months | same day`.

        Raises UnknownTerm.
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

    def __str__(self) -> str:
        if self.unit is TermUnit.SAME_DAY:
            return str(self.unit)
        amount = f"{self.amount.normalize():f}"
        return f"{amount} {self.unit if amount != '1' else self.unit.removesuffix('s')}"
