"""What a route must be to work, and how long it takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import pytest

from onestop.accounts.rules import Role
from onestop.calendars.holidays import standard_calendar
from onestop.calendars.rules import Term
from onestop.procedures.rules import Stage, Step, StepKind, faults, longest_way, plan

HOURS = Term.parse("4 working hours")
RECEIVE = Stage(1, "Tiếp nhận", "reception", "counter", HOURS)
APPRAISE = Stage(2, "Thẩm định", "appraise", "culture", HOURS)
SIGN = Stage(3, "Ký", "sign", "leaders", HOURS, ends_settlement=True)
RETURN = Stage(4, "Trả kết quả", "return", "counter", None)
ROUTE = (RECEIVE, APPRAISE, SIGN, RETURN)
UNITS = {"counter", "culture", "leaders"}


def told(*stages, term="3 working days", variants=()):
    found = faults(stages, terms=[("", Term.parse(term))], variants=variants, units=UNITS)
    return {(each.place, each.warning) for each in found}


def changed(position, **how):
    return tuple(replace(each, **how) if each.position == position else each for each in ROUTE)


def test_a_working_route_has_no_fault():
    assert told(*ROUTE) == set()


@pytest.mark.parametrize(
    ("stages", "place"),
    [
        ((), "steps"),
        (ROUTE[1:], "steps"),
        (ROUTE[:3], "steps"),
        (changed(2, kind="return", allotted=None), "steps[2].kind"),
        (changed(2, kind="reception"), "steps[2].kind"),
        (changed(2, allotted=None), "steps[2].allotted"),
        (changed(4, allotted=HOURS), "steps[4].allotted"),
        (changed(2, unit="nowhere"), "steps[2].unit"),
        (changed(2, name=""), "steps[2].name"),
        (changed(2, variant="gone"), "steps[2].variant"),
        (changed(1, finding="Lạ"), "steps[1].finding"),
        (changed(3, ends_settlement=False), "steps.ends_settlement"),
        (changed(2, ends_settlement=True), "steps[3].ends_settlement"),
        (changed(3, finding="Lạ"), "steps[3].ends_settlement"),
        (changed(2, beside=1), "steps[2].branch"),
        (changed(2, branch="a"), "steps[2].beside"),
        (changed(2, branch="a", beside=9, joins=3), "steps[2].beside"),
        (changed(2, branch="a", beside=1, joins=3), "steps[2].beside"),
        (changed(2, branch="a", beside=1), "steps[2].joins"),
        (changed(2, branch="a", beside=1, joins=1), "steps[2].joins"),
        (changed(2, branch="a", beside=1, joins=3, kind="duty", allotted=None), "steps[2].kind"),
    ],
)
def test_every_fault_is_told_with_its_place(stages, place):
    assert (place, False) in told(*stages)


def test_a_step_may_say_that_it_has_no_limit():
    assert told(*changed(2, allotted=None, unlimited=True)) == set()


def test_a_way_longer_than_the_term_is_a_warning():
    assert told(*ROUTE, term="1 working day") == {("terms[1]", True)}
    assert told(*ROUTE, term="12 working hours") == set()
    assert told(*ROUTE, term="1 calendar days") == set()


def test_the_steps_of_a_variant_do_not_weigh_on_the_others():
    stages = changed(2, variant="hard", allotted=Term.parse("3 working days"))
    found = faults(stages, terms=[("easy", Term.parse("1 working day"))], variants=["easy", "hard"])
    assert found == ()


BRANCHED = (
    RECEIVE,
    APPRAISE,
    Stage(3, "Thuế", "process", "culture", Term.parse("10 working hours"), branch="t", beside=2,
          joins=4),
    replace(SIGN, position=4),
    replace(RETURN, position=5),
)  # fmt: skip


def test_a_branch_counts_where_it_is_the_slower_way():
    assert told(*BRANCHED) == set()
    assert longest_way(BRANCHED) == Decimal(4 + 10 + 4)
    quick = [replace(each, allotted=HOURS) if each.branch else each for each in BRANCHED]
    assert longest_way(quick) == Decimal(4 + 4 + 4)
    days = [replace(each, allotted=Term.parse("3 calendar days")) for each in BRANCHED]
    assert longest_way(days) is None


def test_a_plan_lets_the_join_wait_for_the_slower_branch():
    calendar = standard_calendar()
    steps = [
        Step(each.position, each.name, StepKind(each.kind), 1, Role.OFFICIAL, each.allotted,
             each.ends_settlement, branch=each.branch, beside=each.beside, joins=each.joins)
        for each in BRANCHED
    ]  # fmt: skip
    start = datetime.combine(date(2026, 11, 16), time(8), tzinfo=calendar.zone)
    due = [each.due_at and f"{each.due_at:%d %H:%M}" for each in plan(calendar, steps, start)]
    assert due == ["16 13:30", "17 08:00", "17 15:30", "18 10:00", None]
