"""Why a term ends when it does: each stretch of time between reception and the moment promised.

The stretches follow each other without a gap, and what they count adds up to the allotted time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from onestop.calendars.rules.calendar import DayKind, WorkingCalendar
from onestop.calendars.rules.suspension import Suspension
from onestop.calendars.rules.terms import Term, TermUnit

_A_DAY = timedelta(days=1)


class IntervalKind(StrEnum):
    """What a stretch of time means to the term."""

    COUNTED = "counted"
    FIRST_DAY = "first day"
    AFTER_CUT_OFF = "after the cut-off"
    LUNCH = "lunch"
    NIGHT = "night"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SWAPPED = "swapped"
    MOVED = "moved"
    SUSPENDED = "suspended"


@dataclass(frozen=True)
class Interval:
    """A stretch of time of one kind, with the name of its day off.

    `counted` is what it adds to the term, in the term's own unit; 0 for all kinds but COUNTED.
    """

    kind: IntervalKind
    begins: datetime
    ends: datetime
    name: str = ""
    counted: Fraction = Fraction(0)


def explain(
    calendar: WorkingCalendar,
    term: Term,
    starts_at: datetime,
    first_on: date,
    at: datetime,
    suspensions: Sequence[Suspension] = (),
) -> tuple[Interval, ...]:
    """The stretches from the reception to the moment promised, in order (rules C3–C5, C7, C8).

    `first_on` is the day that a term in days does not count (BLDS 147.2). Where the clock stood
    still, a term in working days is told by its hours: what counts is shared out by its length.
    """
    if term.unit is TermUnit.WORKING_HOURS or (term.unit is TermUnit.SAME_DAY and suspensions):
        found = _scaled(_standing(_by_hours(calendar, starts_at, at), suspensions), term)
    elif term.unit is TermUnit.SAME_DAY:
        found = _scaled(_same_day(calendar, starts_at, at), term)
    elif term.unit is TermUnit.WORKING_DAYS and suspensions:
        found = _suspended_days(calendar, term, starts_at, first_on, at, suspensions)
    elif term.unit is TermUnit.WORKING_DAYS:
        found = _working_days(calendar, term, starts_at, first_on, at)
    else:
        found = _calendar_days(calendar, term, starts_at, first_on, at, suspensions)
    return tuple(_joined(found))


def _standing(pieces: list[Interval], suspensions: Sequence[Suspension]) -> list[Interval]:
    """The pieces, cut where the clock stood still."""
    for stood in suspensions:
        cut: list[Interval] = []
        for piece in pieces:
            begins = min(max(stood.begins, piece.begins), piece.ends)
            ends = min(max(stood.ends, begins), piece.ends)
            parts = ((piece.begins, begins), (begins, ends), (ends, piece.ends))
            for part, kind in zip(
                parts, (piece.kind, IntervalKind.SUSPENDED, piece.kind), strict=True
            ):
                if part[0] < part[1]:
                    name = "" if kind is IntervalKind.SUSPENDED else piece.name
                    cut.append(Interval(kind, *part, name))
        pieces = cut
    return pieces


def _suspended_days(
    calendar: WorkingCalendar,
    term: Term,
    starts_at: datetime,
    first_on: date,
    at: datetime,
    suspensions: Sequence[Suspension],
) -> list[Interval]:
    """Working days among which the clock stood still, hour by hour after the first day."""
    pieces: list[Interval] = []
    begins = starts_at
    if term.amount >= 1 or first_on != starts_at.date():
        pieces = list(_uncounted(calendar, starts_at, first_on))
        begins = pieces[-1].ends
    hours = _standing(_by_hours(calendar, begins, at), suspensions)
    return pieces + _scaled(hours, term)


def _by_hours(calendar: WorkingCalendar, begins: datetime, ends: datetime) -> list[Interval]:
    """Sessions, breaks, nights and days off between two moments."""
    pieces: list[Interval] = []
    day = begins.date()
    while day <= ends.date():
        for piece in _day_by_hours(calendar, day):
            begun, ended = max(piece.begins, begins), min(piece.ends, ends)
            if begun < ended:
                pieces.append(replace(piece, begins=begun, ends=ended))
        day += _A_DAY
    return pieces


def _day_by_hours(calendar: WorkingCalendar, day: date) -> Iterator[Interval]:
    sessions = calendar.sessions(day)
    midnight, next_midnight = _midnight(calendar, day), _midnight(calendar, day + _A_DAY)
    if not sessions:
        yield _day_off(calendar, day, midnight, next_midnight)
        return
    edges = [calendar.at(day, edge) for each in sessions for edge in (each.opens, each.closes)]
    yield Interval(IntervalKind.NIGHT, midnight, edges[0])
    for place, (begins, ends) in enumerate(pairwise(edges)):
        yield Interval(IntervalKind.LUNCH if place % 2 else IntervalKind.COUNTED, begins, ends)
    yield Interval(IntervalKind.NIGHT, edges[-1], next_midnight)


def _day_off(calendar: WorkingCalendar, day: date, begins: datetime, ends: datetime) -> Interval:
    """Why nobody works on that day: its name where it has one, else the weekly rest."""
    off = calendar.days_off.get(day)
    if off is None:
        return Interval(IntervalKind.WEEKEND, begins, ends)
    swapped = off.kind is DayKind.SWAPPED
    kind = IntervalKind.SWAPPED if swapped else IntervalKind.HOLIDAY
    return Interval(kind, begins, ends, off.name)


def _same_day(calendar: WorkingCalendar, begins: datetime, ends: datetime) -> list[Interval]:
    """What is left of the day; a day moved by the cut-off counts from its opening (C5)."""
    return [
        replace(piece, kind=IntervalKind.AFTER_CUT_OFF)
        if piece.kind is IntervalKind.COUNTED and piece.begins.date() != ends.date()
        else piece
        for piece in _by_hours(calendar, begins, ends)
    ]


def _working_days(
    calendar: WorkingCalendar, term: Term, starts_at: datetime, first_on: date, at: datetime
) -> list[Interval]:
    """Whole days one by one, then a fraction by its hours."""
    whole = int(term.amount)
    pieces: list[Interval] = []
    begins = starts_at
    if whole or first_on != starts_at.date():
        pieces = list(_uncounted(calendar, starts_at, first_on))
        pieces = pieces if whole else pieces[:-1]
        begins = pieces[-1].ends
    day = begins.date()
    while whole:
        ends = _midnight(calendar, day + _A_DAY)
        piece = _day_off(calendar, day, begins, ends)
        if calendar.works_on(day):
            whole -= 1
            ends = ends if whole else calendar.at(day, calendar.sessions(day)[-1].closes)
            piece = Interval(IntervalKind.COUNTED, begins, ends, "", Fraction(1))
        pieces.append(piece)
        begins, day = ends, day + _A_DAY
    fraction = Fraction(term.amount) % 1
    return pieces + (_shared(_by_hours(calendar, begins, at), fraction) if fraction else [])


def _uncounted(
    calendar: WorkingCalendar, starts_at: datetime, first_on: date
) -> Iterator[Interval]:
    """The day of reception, and after a cut-off that moves days all to the day counted as such."""
    begins, day = starts_at, starts_at.date()
    while day <= first_on:
        ends = _midnight(calendar, day + _A_DAY)
        if day == first_on:
            yield Interval(IntervalKind.FIRST_DAY, begins, ends)
        elif day == starts_at.date():
            yield Interval(IntervalKind.AFTER_CUT_OFF, begins, ends)
        else:
            yield _day_off(calendar, day, begins, ends)
        begins, day = ends, day + _A_DAY


def _calendar_days(
    calendar: WorkingCalendar,
    term: Term,
    starts_at: datetime,
    first_on: date,
    at: datetime,
    suspensions: Sequence[Suspension],
) -> list[Interval]:
    """Every day after the first; a last day off moves on to the next working day (BLDS 148.5)."""
    pieces = list(_uncounted(calendar, starts_at, first_on))
    last = term.last_day(first_on)
    each, left = Fraction(term.amount) / (last - first_on).days, (last - first_on).days
    stood = _days_stood(calendar, first_on, last, suspensions)
    day = first_on + _A_DAY
    while day <= at.date():
        begins = _midnight(calendar, day)
        ends = min(_midnight(calendar, day + _A_DAY), at)
        off = _day_off(calendar, day, begins, ends)
        if day in stood:
            pieces.append(Interval(IntervalKind.SUSPENDED, begins, ends))
        elif left:
            left -= 1
            pieces.append(
                Interval(IntervalKind.COUNTED, begins, ends, "" if left else off.name, each)
            )
        elif day == at.date():
            pieces.append(Interval(IntervalKind.MOVED, begins, ends))
        else:
            pieces.append(off)
        day += _A_DAY
    return pieces


def _days_stood(
    calendar: WorkingCalendar, first_on: date, last: date, suspensions: Sequence[Suspension]
) -> frozenset[date]:
    """The days that do not count because the clock stood still, from the day after it stopped."""
    found: list[date] = []
    after = first_on
    for each in suspensions:
        begun = min(max(calendar.local(each.begins).date(), after), last)
        found += [begun + timedelta(days=number + 1) for number in range(each.days)]
        last += timedelta(days=each.days)
        after = max([after, *found[-1:]])
    return frozenset(found)


def _scaled(pieces: list[Interval], term: Term) -> list[Interval]:
    return _shared(pieces, Fraction(term.amount))


def _shared(pieces: list[Interval], amount: Fraction) -> list[Interval]:
    """The pieces with the amount shared among those that count, by their length."""
    worked = sum(
        (piece.ends - piece.begins for piece in pieces if piece.kind is IntervalKind.COUNTED),
        timedelta(0),
    )
    seconds = Fraction(int(worked.total_seconds()))
    return [
        replace(piece, counted=amount * int((piece.ends - piece.begins).total_seconds()) / seconds)
        if piece.kind is IntervalKind.COUNTED
        else piece
        for piece in pieces
    ]


def _joined(pieces: Iterable[Interval]) -> Iterator[Interval]:
    """Neighbours of the same kind and name as one."""
    held: Interval | None = None
    for piece in pieces:
        if held and (held.kind, held.name) == (piece.kind, piece.name):
            held = replace(held, ends=piece.ends, counted=held.counted + piece.counted)
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held


def _midnight(calendar: WorkingCalendar, day: date) -> datetime:
    return calendar.at(day, time(0))
