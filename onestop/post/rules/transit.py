"""How long a consignment may be on its way: J+n working days by distance (P3; TT17)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from onestop.calendars import rules as calendars
from onestop.calendars.rules import WorkingCalendar

SPECIAL_CITIES = frozenset({"01", "79"})
"""Hà Nội and Thành phố Hồ Chí Minh, by the codes of provinces."""


class Distance(StrEnum):
    """How far a consignment goes."""

    SAME_DISTRICT = "same_district"
    WITHIN_PROVINCE = "within_province"
    SPECIAL_CITY = "special_city"
    ELSEWHERE = "elsewhere"


DAYS = {
    Distance.SAME_DISTRICT: 1,
    Distance.WITHIN_PROVINCE: 2,
    Distance.SPECIAL_CITY: 3,
    Distance.ELSEWHERE: 4,
}
"""The working days after the day of the hand-over."""


def distance(*, from_province: str, from_ward: str, to_province: str, to_ward: str) -> Distance:
    """How far it is between two places, by the codes of their provinces and wards.

    There are no districts since July 2025: the ward stands for its district, so that the limit
    is never too short. Elsewhere, where the place is not known.
    """
    if not to_province:
        return Distance.ELSEWHERE
    if to_province == from_province:
        same = bool(to_ward) and to_ward == from_ward
        return Distance.SAME_DISTRICT if same else Distance.WITHIN_PROVINCE
    return Distance.SPECIAL_CITY if to_province in SPECIAL_CITIES else Distance.ELSEWHERE


def there_by(calendar: WorkingCalendar, posted_at: datetime, days: int) -> datetime:
    """The close of the working day by which what was posted at that moment is there."""
    day = calendar.local(posted_at).date()
    return calendars.end_of_working_day(calendar, calendars.add_working_days(calendar, day, days))
