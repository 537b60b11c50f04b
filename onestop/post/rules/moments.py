"""Moments as carriers write them: days, hours and zones in their many shapes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from onestop.post.rules.consignment import may_be

_DAY = r"(?P<day>\d{1,2})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})"
_DAY_BACKWARDS = r"(?P<year>\d{4})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
_HOUR = (
    r"(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"(?: ?(?P<half>SA|CH|AM|PM))?"
)
_ZONE = r"(?: ?(?P<zone>Z|[+-]\d{2}:?\d{2}))?"
_MOMENTS = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"{_DAY}(?:,? {_HOUR}{_ZONE})?",
        rf"{_DAY_BACKWARDS}(?:[ T]{_HOUR}{_ZONE})?",
        rf"{_HOUR},? {_DAY}",
    )
)
_HOUR_ALONE = re.compile(_HOUR, re.IGNORECASE)
_SERIAL, _PART_OF_A_DAY = re.compile(r"[3-7]\d{4}(?:\.\d+)?"), re.compile(r"0?\.\d+|0")
_FIRST_SERIAL = datetime(1899, 12, 30, tzinfo=UTC)
"""From where spreadsheets count their days."""


def read_moment(text: str, zone: tzinfo, *, hour: str = "") -> datetime | None:
    """A moment as carriers write it, by the office's clock; a day alone begins at midnight.

    An hour in a column of its own counts, whatever hour a spreadsheet writes beside the day. None
    for what cannot be read.
    """
    moment = _moment(" ".join(text.split()), zone)
    if moment is None or not may_be(moment):
        return None
    if not hour.strip():
        return moment
    told = _hour(" ".join(hour.split()), zone)
    return None if told is None else datetime.combine(moment.astimezone(zone), told, zone)


def _moment(text: str, zone: tzinfo) -> datetime | None:
    if _SERIAL.fullmatch(text):
        return _counted(text, zone)
    for shape in _MOMENTS:
        if found := shape.fullmatch(text):
            return _put_together(found, zone)
    return None


def _hour(text: str, zone: tzinfo) -> time | None:
    """An hour alone, the part of a day that a spreadsheet keeps it as, or that of a moment."""
    if found := _HOUR_ALONE.fullmatch(text):
        return _time(found)
    if _PART_OF_A_DAY.fullmatch(text):
        return _counted(text, zone).time()
    moment = _moment(text, zone)
    return None if moment is None else moment.astimezone(zone).time()


def _put_together(found: re.Match[str], zone: tzinfo) -> datetime | None:
    parts = found.groupdict()
    hour = _time(found) if parts["hour"] else time()
    try:
        day = date(int(f"20{parts['year']}"[-4:]), int(parts["month"]), int(parts["day"]))
    except ValueError:
        return None
    return None if hour is None else datetime.combine(day, hour, _zone(parts.get("zone"), zone))


def _time(found: re.Match[str]) -> time | None:
    hour, half = int(found["hour"]), (found["half"] or "").upper()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in ("CH", "PM") else 0)
    elif half in ("SA", "AM"):
        return None
    try:
        return time(hour, int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        return None


def _zone(text: str | None, zone: tzinfo) -> tzinfo:
    if not text:
        return zone
    if text.upper() == "Z":
        return UTC
    ahead = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-ahead if text[0] == "-" else ahead)


def _counted(text: str, zone: tzinfo) -> datetime:
    """The moment that a spreadsheet counts in days, to the second."""
    counted = _FIRST_SERIAL + timedelta(seconds=round(float(text) * 86_400))
    return counted.replace(tzinfo=zone)
