"""Why a promise ends when it does, line by line, in words that an applicant understands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import groupby

from onestop.calendars.rules import Due, Interval, IntervalKind, TermUnit
from onestop.calendars.wording import amount_in_words, day_in_words

_WORDS = {
    IntervalKind.COUNTED: ("được tính", "counted"),
    IntervalKind.FIRST_DAY: ("ngày nhận hồ sơ, không tính", "the day of reception, not counted"),
    IntervalKind.AFTER_CUT_OFF: ("nhận sau giờ quy định, chưa tính", "received after the hour"),
    IntervalKind.LUNCH: ("nghỉ trưa", "lunch"),
    IntervalKind.NIGHT: ("ngoài giờ làm việc", "outside office hours"),
    IntervalKind.WEEKEND: ("nghỉ cuối tuần", "weekend"),
    IntervalKind.HOLIDAY: ("nghỉ", "day off"),
    IntervalKind.SWAPPED: ("nghỉ", "day off"),
    IntervalKind.MOVED: ("chuyển sang ngày làm việc này", "moved to this working day"),
    IntervalKind.SUSPENDED: ("tạm dừng, không tính", "the clock stood still"),
}
_INSIDE_HOURS = frozenset({IntervalKind.COUNTED, IntervalKind.LUNCH, IntervalKind.NIGHT})
_BY_DAYS = frozenset({TermUnit.WORKING_DAYS, TermUnit.CALENDAR_DAYS, TermUnit.MONTHS})
_MOST_APART = 6


@dataclass(frozen=True)
class Line:
    """A stretch of time: when it was, what it is, what it counts, and the sum so far."""

    when: str
    what: str
    counted: str
    total: str
    counts: bool


def told(due: Due, language: str) -> tuple[Line, ...]:
    """The stretches from the reception to the promise, in order; what they count adds up."""
    return tuple(_lines(due, language))


def _lines(due: Due, language: str) -> Iterator[Line]:
    by_days = due.term.unit in _BY_DAYS and due.term.amount % 1 == 0 and not due.suspensions
    total = Fraction(0)
    for pieces in _runs(due.intervals):
        counted = sum((piece.counted for piece in pieces), Fraction(0))
        total += counted
        yield Line(
            when=_when(pieces[0].begins, pieces[-1].ends, by_days, language),
            what=_what(pieces, language),
            counted=amount_in_words(counted, due.term.unit, language) if counted else "",
            total=amount_in_words(total, due.term.unit, language) if counted else "",
            counts=bool(counted),
        )


def _runs(intervals: tuple[Interval, ...]) -> Iterator[tuple[Interval, ...]]:
    """Sessions with their breaks and nights as one run where there are many of them."""
    for inside, run in groupby(intervals, lambda each: each.kind in _INSIDE_HOURS):
        pieces = tuple(run)
        if inside and len(pieces) > _MOST_APART:
            yield pieces
        else:
            yield from ((piece,) for piece in pieces)


def _what(pieces: tuple[Interval, ...], language: str) -> str:
    vietnamese = language == "vi"
    if len(pieces) > 1:
        if vietnamese:
            return "được tính theo giờ làm việc, trừ nghỉ trưa và ban đêm"
        return "counted in office hours, without lunch and nights"
    piece = pieces[0]
    words = _WORDS[piece.kind][0 if vietnamese else 1]
    if not piece.name:
        return words
    if piece.kind in (IntervalKind.HOLIDAY, IntervalKind.SWAPPED):
        return f"{words}: {piece.name}"
    return f"{words} ({piece.name})"


def _when(begins: datetime, ends: datetime, by_days: bool, language: str) -> str:
    last = ends - timedelta(seconds=1)
    if by_days or (begins.hour, begins.minute, ends.hour, ends.minute) == (0, 0, 0, 0):
        first_day, last_day = begins.date(), last.date()
        if first_day == last_day:
            return day_in_words(first_day, language)
        return f"{day_in_words(first_day, language)} – {day_in_words(last_day, language)}"
    if begins.date() == last.date():
        closing = "24:00" if ends.date() != last.date() else f"{ends:%H:%M}"
        return f"{begins:%H:%M} – {closing}, {day_in_words(begins.date(), language)}"
    return f"{begins:%H:%M %d/%m/%Y} – {ends:%H:%M %d/%m/%Y}"
