"""Supplements, apologies and endings as the law has them: values in, values out."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from onestop.calendars.rules import Session, Term, WorkingCalendar
from onestop.cases.rules import apology, endings, supplement
from onestop.cases.rules.apology import ApologyGate
from onestop.cases.rules.lifecycle import LIFECYCLE, Act, CaseStatus, Holding, possible
from onestop.errors import Refused

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = (Session(time(7, 30), time(11, 30)), Session(time(13), time(17)))
CALENDAR = WorkingCalendar(
    hours=(DAY,) * 5 + ((), ()),
    days_off=(),
    make_up_days=(),
    zone=ZONE,
    confirmed_until=date(2027, 12, 31),
    last_year=2028,
)
PAPERS = ("Bản sao sổ hộ tịch",)


def moment(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=ZONE)


def test_the_applicant_may_be_asked_within_three_working_days_of_the_reception() -> None:
    until = supplement.ask_by(CALENDAR, Term.parse("3 working days"), moment(19))
    assert until == datetime(2026, 11, 24, 17, tzinfo=ZONE)


def test_a_request_closes_the_case_only_where_the_procedure_says_so() -> None:
    assert supplement.close_by(CALENDAR, None, moment(16)) is None
    closes = supplement.close_by(CALENDAR, Term.parse("10 calendar days"), moment(16))
    assert closes is not None
    assert closes.date() == date(2026, 11, 26)


@pytest.mark.parametrize(
    ("number", "within", "late"),
    [(1, True, False), (1, False, True), (2, True, True), (2, False, True)],
)
def test_a_second_request_and_one_too_late_count_as_late(number, within, late) -> None:
    assert supplement.counts_late(number, within_limit=within) is late


@pytest.mark.parametrize(
    ("asked", "leads", "ground", "sentence"),
    [
        (1, False, "có biến động", "only a leader"),
        (1, True, "", "unavoidable"),
        (2, True, "có biến động", "no third"),
    ],
)
def test_a_supplement_is_asked_for_once_unless_a_leader_says_why(
    asked, leads, ground, sentence
) -> None:
    with pytest.raises(Refused, match=sentence):
        supplement.require_another(asked, requirements=PAPERS, leads=leads, ground=ground)


def test_the_first_request_is_free_and_the_second_a_leaders() -> None:
    supplement.require_another(0, requirements=PAPERS, leads=False, ground="")
    supplement.require_another(1, requirements=PAPERS, leads=True, ground="có biến động")
    with pytest.raises(Refused, match="all at once"):
        supplement.require_another(0, requirements=(), leads=True, ground="")


@pytest.mark.parametrize(
    ("signed", "late"),
    [(moment(18, 16), False), (moment(19, 0), True), (moment(19), True), (moment(20), True)],
)
def test_an_apology_is_late_unless_signed_a_day_before_the_due_day(signed, late) -> None:
    assert apology.signed_late(signed, moment(19, 17), zone=ZONE) is late


def test_a_re_appointment_is_possible_once() -> None:
    apology.require_first(0)
    with pytest.raises(Refused, match=r"article 19\.9"):
        apology.require_first(1)


def test_the_new_day_is_a_working_day_to_come_and_ends_with_the_office() -> None:
    new = apology.new_due(CALENDAR, date(2026, 11, 23), due_at=moment(19, 17), at=moment(18))
    assert new == moment(23, 17)
    for day, sentence in ((18, "after today"), (19, "after the day promised"), (21, "day off")):
        with pytest.raises(Refused, match=sentence):
            apology.new_due(CALENDAR, date(2026, 11, day), due_at=moment(19, 17), at=moment(18))


@pytest.mark.parametrize(
    ("gate", "excused", "told"),
    [
        (ApologyGate.OFF, False, False),
        (ApologyGate.WARN, False, True),
        (ApologyGate.WARN, True, False),
        (ApologyGate.REQUIRE, True, False),
    ],
)
def test_the_gate_before_the_signature(gate, excused, told) -> None:
    assert apology.passes_unexcused(gate, excused=excused) is told


def test_a_shut_gate_holds_a_late_case_back() -> None:
    with pytest.raises(Refused, match="draft the apology first"):
        apology.passes_unexcused(ApologyGate.REQUIRE, excused=False)


def test_a_decision_ends_the_right_to_withdraw() -> None:
    endings.require_undecided(decided=False)
    with pytest.raises(Refused, match="article 21"):
        endings.require_undecided(decided=True)


def test_what_time_does_alone_is_nobodys_act() -> None:
    assert [act for act, move in LIFECYCLE.items() if move.permission is None] == [Act.LAPSE]


@pytest.mark.parametrize("act", [Act.CONTRIBUTE, Act.GIVE_OPINION, Act.RESUME])
def test_a_case_that_was_stopped_for_good_is_not_worked_on(act: Act) -> None:
    assert possible(act, CaseStatus.STOPPED, Holding.HELD)
    assert not possible(act, CaseStatus.STOPPED, Holding.NOBODY)


@pytest.mark.parametrize(
    ("status", "holding"),
    [(CaseStatus.SETTLED, Holding.HELD), (CaseStatus.HANDED_OUT, Holding.NOBODY)],
)
def test_only_what_has_a_result_is_reopened(status, holding) -> None:
    assert possible(Act.REOPEN, status, holding)
    assert not possible(Act.REOPEN, CaseStatus.WITHDRAWN, Holding.NOBODY)
    assert not possible(Act.REOPEN, CaseStatus.PROCESSING, Holding.HELD)


@pytest.mark.parametrize(
    ("hours", "at", "day"),
    [(4, moment(17, 9), 20), (24, moment(19, 9), 24), (40, moment(20, 9), 27), (0, moment(20), 23)],
)
def test_the_day_proposed_anew_leaves_time_for_the_rest_of_the_way(hours, at, day):
    """Promised for Thursday the 19th."""
    proposed = apology.proposed_day(CALENDAR, Decimal(hours), due_at=moment(19, 17), at=at)
    assert proposed == date(2026, 11, day)
    assert apology.new_due(CALENDAR, proposed, due_at=moment(19, 17), at=at)
