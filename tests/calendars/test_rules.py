"""Terms, office hours and the ways to say no."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from onestop.calendars import rules
from onestop.calendars.holidays import standard_calendar
from onestop.calendars.rules import (
    CalendarError,
    DayKind,
    DayOff,
    IntervalKind,
    MakeUpDay,
    NaiveMoment,
    NoWorkingDay,
    Session,
    Term,
    UnknownTerm,
)

CALENDAR = standard_calendar()
MORNING = Session(time(7, 30), time(11, 30))
SATURDAY_RECEPTION = Session(time(7, 30), time(11), reception_only=True)


def at(text: str) -> datetime:
    """A moment by the office's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=CALENDAR.zone)


@pytest.mark.parametrize(
    "text", ["3 working days", "1 working day", "0.25 working days", "4 working hours",
             "15 calendar days", "1 month", "24 months", "same day"],
)  # fmt: skip
def test_a_term_is_written_as_it_was_read(text):
    assert str(Term.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "soon", "3", "3 days", "0 working days", "-1 working days", "1.5 months",
             "0.5 calendar days", "99999999999 calendar days", "1e3 working days"],
)  # fmt: skip
def test_what_is_no_allotted_time_is_refused_with_a_sentence(text):
    with pytest.raises(UnknownTerm, match=r"^.{20,}\.$"):
        Term.parse(text)


@pytest.mark.parametrize("amount", ["NaN", "Infinity"])
def test_an_amount_that_is_no_number_is_refused(amount):
    with pytest.raises(UnknownTerm):
        Term(Decimal(amount), rules.TermUnit.WORKING_DAYS)


def test_a_moment_without_its_zone_is_refused():
    naive = at("2026-03-02 09:00").replace(tzinfo=None)
    with pytest.raises(NaiveMoment, match="lacks its time zone"):
        rules.due(CALENDAR, Term.parse("1 working day"), naive)


def test_a_calendar_without_a_working_day_is_refused():
    with pytest.raises(NoWorkingDay, match="no working day at all"):
        replace(CALENDAR, hours=((),) * 7, make_up_days={})


@pytest.mark.parametrize("term", ["9000 working days", "500 months", "36500 calendar days"])
def test_a_term_beyond_the_horizon_is_refused_not_guessed(term):
    with pytest.raises(NoWorkingDay, match="2012 to 2036"):
        rules.due(CALENDAR, Term.parse(term), at("2026-03-02 09:00"))


@pytest.mark.parametrize("moment", ["2011-12-31 09:00", "2037-01-02 09:00"])
def test_a_moment_beyond_the_horizon_is_refused_not_guessed(moment):
    with pytest.raises(NoWorkingDay):
        rules.working_time_between(CALENDAR, at(moment), at("2026-03-02 09:00"))


def test_less_than_no_hours_are_refused():
    with pytest.raises(CalendarError, match="not less than none"):
        rules.add_working_hours(CALENDAR, at("2026-03-02 09:00"), -1)


@pytest.mark.parametrize(
    "sessions",
    [
        (Session(time(11), time(8)),),
        (Session(time(8), time(8)),),
        (Session(time(8), time(12)), Session(time(11), time(17))),
    ],
)
def test_office_hours_that_overlap_or_run_backwards_are_refused(sessions):
    with pytest.raises(CalendarError, match="follow each other"):
        replace(CALENDAR, hours=(sessions, *CALENDAR.hours[1:]))


def test_a_week_has_seven_days():
    with pytest.raises(CalendarError, match="seven days"):
        replace(CALENDAR, hours=CALENDAR.hours[:5])


def test_moments_of_any_zone_go_in_and_come_out_by_the_office_clock():
    received_at = datetime(2026, 3, 2, 9, 59, tzinfo=UTC)
    found = rules.due(CALENDAR, Term.parse("1 working hour"), received_at)
    assert found.at.isoformat() == "2026-03-03T08:29:00+07:00"


def test_a_saturday_reception_session_receives_but_is_no_working_day():
    calendar = replace(CALENDAR, hours=(*CALENDAR.hours[:5], (SATURDAY_RECEPTION,), ()))
    saturday = at("2026-03-07 09:00")
    assert rules.is_open(calendar, saturday, reception=True)
    assert not rules.is_open(calendar, saturday)
    assert not rules.is_working_day(calendar, saturday.date())
    assert rules.due(calendar, Term.parse("2 working hours"), saturday).at == at("2026-03-09 09:30")


def test_a_worked_saturday_receives_all_day_even_where_saturdays_only_receive_mornings():
    calendar = replace(CALENDAR, hours=(*CALENDAR.hours[:5], (SATURDAY_RECEPTION,), ()))
    assert rules.is_open(calendar, at("2026-08-22 16:00"), reception=True)
    assert not rules.is_open(calendar, at("2026-08-15 16:00"), reception=True)


def test_a_make_up_day_has_the_hours_of_the_day_it_replaces_or_mondays():
    friday_mornings = (*CALENDAR.hours[:4], (MORNING,), (), ())
    saturday = date(2026, 3, 7)
    for replaces, closes in ((date(2026, 3, 6), "11:30"), (None, "17:00")):
        calendar = replace(
            CALENDAR, hours=friday_mornings, make_up_days={saturday: MakeUpDay("bù", replaces)}
        )
        assert rules.end_of_working_day(calendar, saturday) == at(f"2026-03-07 {closes}")


def test_a_same_day_dossier_after_an_early_close_goes_to_the_next_working_day():
    calendar = replace(CALENDAR, hours=(*CALENDAR.hours[:4], (MORNING,), (), ()))
    found = rules.due(calendar, Term.parse("same day"), at("2026-03-06 13:30"))
    assert found.at == at("2026-03-09 17:00")


def test_two_agencies_keep_their_own_calendars():
    flood = {date(2026, 3, 3): DayOff("Nghỉ do bão", DayKind.OFFICE)}
    other = replace(CALENDAR, days_off={**CALENDAR.days_off, **flood})
    term, received_at = Term.parse("1 working day"), at("2026-03-02 09:00")
    assert rules.due(CALENDAR, term, received_at).at == at("2026-03-03 17:00")
    assert rules.due(other, term, received_at).at == at("2026-03-04 17:00")


def test_a_due_day_in_a_year_not_announced_is_provisional():
    term = Term.parse("5 working days")
    assert rules.due(CALENDAR, term, at("2026-12-28 09:00")).provisional
    assert not rules.due(CALENDAR, term, at("2026-12-21 09:00")).provisional


def test_swapped_days_are_counted_once_though_two_sources_know_them():
    off = CALENDAR.days_off[date(2019, 4, 29)]
    assert off == DayOff("Nghỉ hoán đổi", DayKind.SWAPPED)
    assert CALENDAR.make_up_days[date(2019, 5, 4)].replaces == date(2019, 4, 29)


def test_an_explanation_names_each_stretch_of_time():
    found = rules.due(CALENDAR, Term.parse("4 working hours"), at("2026-04-29 16:00"))
    told = [(each.kind, f"{each.ends:%d/%m %H:%M}", each.name) for each in found.intervals]
    assert told == [
        (IntervalKind.COUNTED, "29/04 17:00", ""),
        (IntervalKind.NIGHT, "30/04 00:00", ""),
        (IntervalKind.HOLIDAY, "01/05 00:00", "Ngày Chiến thắng"),
        (IntervalKind.HOLIDAY, "02/05 00:00", "Ngày Quốc tế Lao động"),
        (IntervalKind.WEEKEND, "04/05 00:00", ""),
        (IntervalKind.NIGHT, "04/05 07:30", ""),
        (IntervalKind.COUNTED, "04/05 10:30", ""),
    ]


def test_an_explanation_shows_the_swapped_day_and_the_day_that_does_not_count():
    found = rules.due(CALENDAR, Term.parse("3 working days"), at("2025-12-31 09:00"))
    kinds = [each.kind for each in found.intervals]
    assert kinds == ["first day", "holiday", "swapped", "weekend", "counted"]
    assert [int(each.counted) for each in found.intervals] == [0, 0, 0, 0, 3]
