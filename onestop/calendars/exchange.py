"""A year of the calendar as iCalendar (RFC 5545), to and from other calendars."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from onestop.calendars.rules import EnteredDay, WorkingCalendar
from onestop.errors import N_, Refused

WORKED = "X-ONESTOP-WORKED"
REPLACES = "X-ONESTOP-REPLACES"
LARGEST = 512 * 1024
MOST_DAYS = 400
_A_DAY = timedelta(days=1)


class BadCalendarFile(Refused):
    """A file that is no calendar of days; the sentence says what is wrong and where."""


def to_ics(calendar: WorkingCalendar, year: int, *, name: str, at: datetime) -> bytes:
    """The days off and the make-up days of a year, each an event of a whole day."""
    file = Calendar()
    file.add("prodid", "-//Onestop//Working calendar//VI")
    file.add("version", "2.0")
    file.add("x-wr-calname", f"{name} {year}")
    days = [
        EnteredDay(day, False, off.name)
        for day, off in calendar.days_off.items()
        if day.year == year
    ]
    days += [
        EnteredDay(day, True, made_up.name, made_up.replaces)
        for day, made_up in calendar.make_up_days.items()
        if day.year == year and day not in calendar.days_off
    ]
    for each in sorted(days, key=lambda day: day.day_on):
        file.add_component(_event(each, at))
    return bytes(file.to_ical())


def from_ics(content: bytes) -> tuple[EnteredDay, ...]:
    """The days of a file, in order: an event of several days is as many days off.

    Raises BadCalendarFile for anything else than whole days with a name.
    """
    if len(content) > LARGEST:
        raise BadCalendarFile(N_("The file is too large for a calendar of days off."))
    try:
        file = Calendar.from_ical(content)
    except (ValueError, IndexError, KeyError) as fault:
        raise BadCalendarFile(N_("The file is not an iCalendar file (.ics).")) from fault
    found: dict[date, EnteredDay] = {}
    for number, event in enumerate(file.walk("VEVENT"), 1):
        for day in _days(event, number):
            found[day.day_on] = day
        if len(found) > MOST_DAYS:
            raise BadCalendarFile(N_("The file has more than %(most)s days."), most=MOST_DAYS)
    return tuple(found[day] for day in sorted(found))


def _event(day: EnteredDay, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{day.day_on:%Y%m%d}-{'worked' if day.works else 'off'}@onestop")
    event.add("dtstamp", at)
    event.add("dtstart", day.day_on)
    event.add("dtend", day.day_on + _A_DAY)
    event.add("summary", day.name)
    event.add("transp", "TRANSPARENT")
    event.add("categories", ["Làm bù" if day.works else "Nghỉ"])
    if day.works:
        event.add(WORKED, "TRUE")
    if day.replaces_on:
        event.add(REPLACES, f"{day.replaces_on:%Y%m%d}")
    return event


def _days(event: Event, number: int) -> Iterable[EnteredDay]:
    name = " ".join(str(event.get("summary", "")).split())[:200]
    told = {"number": number, "name": name}
    begins, ends = _day(event, "dtstart"), _day(event, "dtend")
    if begins is None:
        raise BadCalendarFile(
            N_("Event %(number)s (%(name)s) has no day, or an hour: use whole days."), **told
        )
    if not name:
        raise BadCalendarFile(N_("Event %(number)s has no name."), **told)
    if event.get("rrule") is not None:
        raise BadCalendarFile(
            N_("Event %(number)s (%(name)s) repeats; enter each day by itself."), **told
        )
    ends = ends or begins + _A_DAY
    if not begins < ends <= begins + 31 * _A_DAY:
        raise BadCalendarFile(N_("Event %(number)s (%(name)s) does not last 1 to 31 days."), **told)
    works = str(event.get(WORKED, "")).upper() == "TRUE"
    replaces = _written(str(event.get(REPLACES, "")))
    for since in range((ends - begins).days):
        yield EnteredDay(begins + since * _A_DAY, works, name, replaces if works else None)


def _day(event: Event, name: str) -> date | None:
    value = getattr(event.get(name), "dt", None)
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _written(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
