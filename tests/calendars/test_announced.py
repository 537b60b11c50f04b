"""The days off and the worked weekend days of each year, as announced."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from onestop.calendars.holidays import standard_calendar
from onestop.calendars.rules import is_working_day

# Weekdays off (day/month), then days of the weekend that were worked.
ANNOUNCED = {
    2013: ("1/1 11/2 12/2 13/2 14/2 15/2 19/4 29/4 30/4 1/5 2/9", "23/2 4/5"),
    2014: (
        "1/1 28/1 29/1 30/1 31/1 3/2 4/2 5/2 9/4 30/4 1/5 2/5 1/9 2/9",
        "25/1 8/2 26/4 6/9 27/12",
    ),
    2015: (
        "1/1 2/1 16/2 17/2 18/2 19/2 20/2 23/2 28/4 29/4 30/4 1/5 2/9",
        "14/2 25/4",
    ),
    2016: ("1/1 8/2 9/2 10/2 11/2 12/2 18/4 2/5 3/5 2/9", ""),
    2017: ("2/1 26/1 27/1 30/1 31/1 1/2 6/4 1/5 2/5 4/9", ""),
    2018: ("1/1 14/2 15/2 16/2 19/2 20/2 25/4 30/4 1/5 3/9 31/12", ""),
    2019: ("1/1 4/2 5/2 6/2 7/2 8/2 15/4 29/4 30/4 1/5 2/9", "5/1 4/5"),
    2020: ("1/1 23/1 24/1 27/1 28/1 29/1 2/4 30/4 1/5 2/9", ""),
    2021: ("1/1 10/2 11/2 12/2 15/2 16/2 21/4 30/4 3/5 2/9 3/9", ""),
    2022: ("3/1 31/1 1/2 2/2 3/2 4/2 11/4 2/5 3/5 1/9 2/9", ""),
    2023: ("2/1 20/1 23/1 24/1 25/1 26/1 1/5 2/5 3/5 1/9 4/9", ""),
    2024: ("1/1 8/2 9/2 12/2 13/2 14/2 18/4 29/4 30/4 1/5 2/9 3/9", "4/5"),
    2025: ("1/1 27/1 28/1 29/1 30/1 31/1 7/4 30/4 1/5 2/5 1/9 2/9", "26/4"),
    2026: (
        "1/1 2/1 16/2 17/2 18/2 19/2 20/2 27/4 30/4 1/5 31/8 1/9 2/9 24/11",
        "10/1 22/8",
    ),
}


@pytest.mark.parametrize("year", ANNOUNCED)
def test_a_year_has_the_days_off_and_the_worked_weekends_that_were_announced(year):
    calendar = standard_calendar()
    days = [date(year, 1, 1) + timedelta(days=each) for each in range(366)]
    days = [day for day in days if day.year == year]
    off = [day for day in days if day.weekday() < 5 and not is_working_day(calendar, day)]
    worked = [day for day in days if day.weekday() >= 5 and is_working_day(calendar, day)]
    assert (written(off), written(worked)) == ANNOUNCED[year]


def written(days: list[date]) -> str:
    """Days as the table writes them."""
    return " ".join(f"{day.day}/{day.month}" for day in days)
