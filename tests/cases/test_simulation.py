"""A version tried on past cases: their own gives back their past, another what it would take."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from onestop.accounts.queries import units_by_key
from onestop.accounts.rules import Role
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import Suspension
from onestop.cases.operations import finishing, routing, waiting
from onestop.cases.queries import simulation
from onestop.cases.rules.simulation import PastCase, Visit, settled, spent
from onestop.db import db, transaction
from onestop.procedures.files import StepFile, TermFile
from onestop.procedures.operations import drafts
from onestop.procedures.operations.publishing import as_if_published
from tests.accounts.makers import sign_in
from tests.cases.makers import (
    CODE,
    MONDAY,
    PROCEDURE,
    ROUTE,
    ZONE,
    a_case,
    a_small_office,
    an_actor,
    granted,
)

NOW = MONDAY + timedelta(days=14)


@pytest.fixture
def office(app, clock):
    clock.set(NOW)
    return a_small_office()


def version(office, **changes):
    session = db.session()
    unit_ids = units_by_key(session, office.agency_id)
    return as_if_published(office.agency_id, replace(PROCEDURE, **changes), unit_ids)


def tried(office, **changes):
    session = db.session()
    filed = simulation.past_cases(session, office.agency_id, CODE, at=NOW)
    calendar = calendar_of(session, office.agency_id)
    return simulation.simulate(calendar, version(office, **changes), filed)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def a_settled_case(office) -> str:
    """Received on Monday at 9; 2 h at the counter, 9 h at the department, 4 h to be signed."""
    code = a_case(office).code
    done = finishing.complete
    told = {"seen": None}
    with transaction() as session:
        done(session, code, by=office.clerk, at=at(16, 11), **told)
        routing.accept(session, code, by=office.leader, at=at(16, 13, 30), **told)
        done(session, code, by=office.leader, at=at(16, 14, 30), **told)
        done(session, code, by=office.official, at=at(17, 14, 30), **told)
        routing.accept(session, code, by=office.chair, at=at(17, 15, 30), **told)
        done(session, code, by=office.chair, at=at(18, 10), result=granted(at(18, 10)), **told)
        routing.accept(session, code, by=office.clerk, at=at(18, 11), **told)
    return code


def test_the_version_under_which_a_case_was_filed_gives_back_its_past(office):
    a_settled_case(office)
    found = tried(office)
    assert (found.cases, found.on_time) == (1, 1)
    assert [each.hours for each in found.steps] == [2, 1, 8, 4, 0]
    assert [each.way for each in found.steps] == [0, 1, 0, 1, 1]
    assert found.hours == 18
    assert [each.over for each in found.steps] == [0, 0, 0, 0, 0]


def test_a_step_that_goes_saves_its_time_and_its_way(office):
    a_settled_case(office)
    without_leader = tuple(each for each in ROUTE if each.kind != "assign")
    found = tried(office, steps=without_leader)
    assert [each.hours for each in found.steps] == [2, 8, 4, 0]
    assert found.hours == 17


def test_a_step_that_comes_is_assumed_to_take_its_time(office):
    a_settled_case(office)
    new = StepFile("Kiểm tra", "check", "leaders", "official", "16 working hours")
    found = tried(office, steps=(*ROUTE[:3], new, *ROUTE[3:]))
    assert [each.assumed for each in found.steps] == [False, False, False, True, False, False]
    assert found.hours == 18 + 16
    assert (found.on_time, found.share) == (0, 0)


def test_a_branch_beside_costs_nothing_while_it_is_shorter(office):
    a_settled_case(office)
    branch = StepFile("Ý kiến", "process", "counter", "official", "4 working hours",
                      branch="b", beside=3, joins=5)  # fmt: skip
    assert tried(office, steps=(*ROUTE[:3], branch, *ROUTE[3:])).hours == 18
    longer = replace(branch, allotted="12 working hours")
    assert tried(office, steps=(*ROUTE[:3], longer, *ROUTE[3:])).hours == 18 + 12 - 8


@pytest.mark.parametrize(("term", "on_time"), [("3 working days", 1), ("1 working day", 0)])
def test_a_shorter_term_makes_the_same_work_late(office, term, on_time):
    a_settled_case(office)
    assert tried(office, terms=(TermFile(term),)).on_time == on_time


def test_a_case_that_could_not_be_filed_under_it_is_left_out(office):
    a_settled_case(office)
    assert tried(office, terms=(TermFile("3 working days", channel="post"),)).cases == 0


def test_what_the_clock_stood_still_is_nobodys_work(office):
    code = a_case(office).code
    with transaction() as session:
        finishing.complete(session, code, seen=None, by=office.clerk, at=at(16, 9))
        routing.accept(session, code, seen=None, by=office.leader, at=at(16, 9))
        waiting.stop(session, code, seen=None, by=office.leader, at=at(16, 10), reason="chờ")
        waiting.resume(session, code, seen=None, by=office.leader, at=at(18, 10))
        finishing.complete(session, code, seen=None, by=office.leader, at=at(18, 11))
        finishing.complete(session, code, seen=None, by=office.official, at=at(18, 13))
        routing.accept(session, code, seen=None, by=office.chair, at=at(18, 13))
        finishing.complete(session, code, seen=None, by=office.chair, at=at(18, 14),
                           result=granted(at(18, 14)))  # fmt: skip
        routing.accept(session, code, seen=None, by=office.clerk, at=at(18, 14))
    found = tried(office)
    assert found.steps[1].hours == 2
    assert found.on_time == 1
    assert found.hours == Decimal("19.5"), "the standstill of 16 hours is between reception and end"


def test_cases_under_way_or_long_ago_are_not_used(office):
    a_case(office)
    a_settled_case(office)
    session = db.session()
    later = NOW + timedelta(days=400)
    assert len(simulation.past_cases(session, office.agency_id, CODE, at=NOW)) == 1
    assert simulation.past_cases(session, office.agency_id, CODE, at=later) == ()


def test_time_is_counted_by_working_hours_over_repeated_visits(office):
    calendar = calendar_of(db.session(), office.agency_id)
    steps = version(office).steps_for("")
    visits = tuple(
        Visit(step.position, step.name, step.kind, step.unit_id, start, end)
        for step, start, end in (
            (steps[0], at(16, 9), at(16, 10)),
            (steps[2], at(16, 10), at(16, 11)),
            (steps[1], at(16, 11), at(16, 13)),
            (steps[2], at(16, 13), at(16, 16)),
        )
    )
    case = PastCase(at(16, 9), at(16, 16), visits, (Suspension(at(16, 14), at(16, 15)),))
    taken = spent(calendar, steps, case)
    hours = {position: each.work / timedelta(hours=1) for position, each in taken.items()}
    assert hours == {1: 1, 2: 0.5, 3: 3, 4: 8, 5: 0}
    assert settled(calendar, steps, taken, case) > at(16, 16)


def test_the_page_shows_both_versions_side_by_side(office, client):
    a_settled_case(office)
    editor = an_actor(office, "quantri", Role.ADMINISTRATOR, "counter")
    with transaction() as session:
        draft_id = drafts.change(session, CODE, by=editor, at=NOW, tomorrow=NOW.date()).id
    sign_in(client, "quantri")
    place = f"/procedures/drafts/{draft_id}"
    client.submit(place, {"terms-1-term": "1"}, form="draft")
    page = client.page(f"{place}/simulation")
    assert "đúng hạn: 1 trên 1" in page.text
    assert "đúng hạn: 0 trên 1" in page.text
    client.submit(place, {"name": ""}, form="draft")
    assert "chưa vận hành được" in client.page(f"{place}/simulation").text
