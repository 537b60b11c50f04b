"""The engine against a walk through random calendars, minute by minute."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from onestop.calendars import rules
from onestop.calendars.rules import (
    Interval,
    IntervalKind,
    NoWorkingDay,
    Suspension,
    Term,
    TermUnit,
)
from tests.calendars import oracle
from tests.calendars.oracle import ZONE, Wall

FIRST = date(2026, 3, 1)
DAYS = [
    (),
    ((450, 690), (780, 1020)),
    ((480, 720), (810, 1050)),
    ((450, 690),),
    ((420, 600), (615, 705), (780, 1020)),
    ((0, 240), (1200, 1439)),
]
some_day = st.integers(0, 60).map(lambda days: FIRST + timedelta(days=days))
weeks = st.lists(st.sampled_from(DAYS), min_size=7, max_size=7).map(tuple).filter(any)
walls = st.builds(
    Wall, weeks, st.frozensets(some_day, max_size=12), st.frozensets(some_day, max_size=6)
)
moments = st.integers(0, 40 * 1440).map(
    lambda minutes: datetime(2026, 3, 1, tzinfo=ZONE) + timedelta(minutes=minutes)
)
minutes = st.integers(1, 1500)
quarters = st.integers(1, 30).map(lambda quarter: Decimal(quarter) / 4)
often = settings(max_examples=1000)
"""What everything else rests on is tried on a thousand calendars, each property."""


def hours_of(count: int) -> Decimal:
    """Minutes as hours, exact to the second."""
    return Decimal(count) / 60


@often
@given(walls, moments, minutes)
def test_working_hours_end_where_the_walk_ends(wall, moment, count):
    ended = rules.add_working_hours(wall.calendar(), moment, hours_of(count))
    assert ended == oracle.add_minutes(wall, moment, count)


@often
@given(walls, moments, quarters)
def test_working_days_end_where_the_walk_ends(wall, moment, amount):
    found = rules.due(wall.calendar(), Term(amount, TermUnit.WORKING_DAYS), moment)
    assert found.at == oracle.due_in_days(wall, moment, amount)


@often
@given(walls, moments, st.integers(1, 40))
def test_calendar_days_move_to_the_next_day_worked(wall, moment, days):
    found = rules.due(wall.calendar(), Term(Decimal(days), TermUnit.CALENDAR_DAYS), moment)
    assert found.at == oracle.closing(wall, moment.date() + timedelta(days=days))


@often
@given(walls, moments, moments)
def test_time_between_is_what_the_walk_counts_and_changes_sign(wall, one, other):
    start, end = sorted((one, other))
    calendar = wall.calendar()
    counted = timedelta(minutes=oracle.minutes_between(wall, start, end))
    assert rules.working_time_between(calendar, start, end) == counted
    assert rules.working_time_between(calendar, end, start) == -counted


@often
@given(walls, moments, minutes)
def test_adding_and_subtracting_agree(wall, moment, count):
    calendar, hours = wall.calendar(), hours_of(count)
    ended = rules.add_working_hours(calendar, moment, hours)
    assert rules.working_time_between(calendar, moment, ended) == timedelta(minutes=count)
    begun = rules.next_working_moment(calendar, moment)
    assert rules.subtract_working_hours(calendar, ended, hours) == begun


@often
@given(walls, moments, st.integers(1, 30))
def test_days_forth_and_back_lead_to_the_latest_day_of_reception(wall, moment, days):
    calendar, day = wall.calendar(), moment.date()
    ended = rules.add_working_days(calendar, day, days)
    assert ended == oracle.add_days(wall, day, days)
    begun = rules.add_working_days(calendar, ended, -days) if wall_works(wall, day) else day
    assert begun == day


@often
@given(walls, st.lists(some_day, max_size=20), st.integers(-10, 30))
def test_many_days_at_once_are_as_each_by_itself(wall, days, number):
    calendar = wall.calendar()

    def one_by_one() -> list[date]:
        return [rules.add_working_days(calendar, day, number) for day in days]

    try:
        expected = one_by_one()
    except NoWorkingDay:
        with pytest.raises(NoWorkingDay):
            rules.add_working_days_to_all(calendar, days, number)
    else:
        assert rules.add_working_days_to_all(calendar, days, number) == expected


def wall_works(wall: Wall, day: date) -> bool:
    """Whether the wall calendar has work on the day."""
    return bool(wall.worked_minutes(day))


@often
@given(walls, moments, moments, quarters, quarters, st.sampled_from(list(TermUnit)))
def test_a_later_reception_or_a_longer_term_is_never_due_earlier(
    wall, one, other, short, long, unit
):
    assume(unit is not TermUnit.SAME_DAY)
    if unit in (TermUnit.CALENDAR_DAYS, TermUnit.MONTHS):
        short, long = Decimal(int(short) // 2 + 1), Decimal(int(long) // 2 + 1)
    (early, late), (less, more) = sorted((one, other)), sorted((short, long))
    calendar = wall.calendar()
    sooner = rules.due(calendar, Term(less, unit), early).at
    assert sooner <= rules.due(calendar, Term(less, unit), late).at
    assert sooner <= rules.due(calendar, Term(more, unit), early).at


@often
@given(walls, moments, minutes, minutes)
def test_hours_add_up_across_a_split(wall, moment, first, second):
    calendar = wall.calendar()
    halfway = rules.add_working_hours(calendar, moment, hours_of(first))
    at_once = rules.add_working_hours(calendar, moment, hours_of(first + second))
    assert rules.add_working_hours(calendar, halfway, hours_of(second)) == at_once


def a_term(amount: Decimal, unit: TermUnit) -> Term:
    """A term of that unit: whole where the unit must be."""
    if unit is TermUnit.SAME_DAY:
        return Term(Decimal(1), unit)
    whole = unit in (TermUnit.CALENDAR_DAYS, TermUnit.MONTHS)
    return Term(Decimal(int(amount) // 2 + 1) if whole else amount, unit)


def require_sum(intervals: tuple[Interval, ...], term: Term) -> None:
    """What counts adds up to the term, and nothing lies between the stretches."""
    assert sum(each.counted for each in intervals) == term.amount
    for earlier, later in pairwise(intervals):
        assert earlier.begins < earlier.ends == later.begins
    assert {each.kind for each in intervals if each.counted} == {IntervalKind.COUNTED}


@often
@given(walls, moments, quarters, st.sampled_from(list(TermUnit)), st.booleans())
def test_the_explanation_has_no_gap_and_adds_up_to_the_term(wall, moment, amount, unit, moves):
    term = a_term(amount, unit)
    cut_off = time(15)
    found = rules.due(wall.calendar(), term, moment, cut_off=cut_off, cut_off_moves_days=moves)
    assert (found.intervals[0].begins, found.intervals[-1].ends) == (moment, found.at)
    require_sum(found.intervals, term)


stops = st.lists(st.integers(0, 6 * 1440), min_size=2, max_size=4).map(sorted)


@often
@given(walls, moments, quarters, st.sampled_from(list(TermUnit)), stops)
def test_what_stood_still_is_left_again_and_explained(wall, moment, amount, unit, stops):
    calendar, term = wall.calendar(), a_term(amount, unit)
    edges = [moment + timedelta(minutes=each) for each in stops]
    stood = [Suspension(*pair) for pair in zip(edges[::2], edges[1::2], strict=False)]
    plain, found = (
        rules.due(calendar, term, moment),
        rules.due(calendar, term, moment, suspensions=stood),
    )
    assert (found.intervals[0].begins, found.intervals[-1].ends) == (moment, found.at)
    require_sum(found.intervals, term)
    if unit in (TermUnit.CALENDAR_DAYS, TermUnit.MONTHS):
        days = sum(each.days for each in stood)
        assert (found.at.date() - plain.at.date()).days >= days
        assert found.at == oracle.closing(wall, found.at.date())
    else:
        lost = sum(oracle.minutes_between(wall, each.begins, each.ends) for each in stood)
        assert oracle.minutes_between(wall, plain.at, found.at) == lost
