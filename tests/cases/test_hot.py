"""What people wait for at the counter: how often the database is asked for it."""

from __future__ import annotations

import pytest
from flask import Flask

from onestop.accounts.rules import Role
from onestop.cases.operations import finishing, routing, supplement
from onestop.cases.queries import trays
from onestop.cases.rules.trays import Tray
from onestop.db import db, transaction
from onestop.errors import NotFound
from onestop.notices.rules import NotifyBy
from tests.accounts.makers import an_agency, sign_in
from tests.cases.makers import MONDAY, a_case, a_small_office, the_actor
from tests.counting import statements

REGISTRATION = (
    "SELECT agency",
    "INSERT INTO applicant",
    "INSERT INTO number_series",
    "INSERT INTO case_file",
    "INSERT INTO case_component",
    "INSERT INTO case_step",
    "INSERT INTO journal_entry",
    "INSERT INTO due_change",
    "INSERT INTO issued_paper",
)
TOLD = ("INSERT INTO notice", "INSERT INTO delivery")


@pytest.fixture
def office(app: Flask):
    return a_small_office()


def handed_over(office) -> str:
    code = a_case(office).code
    with transaction() as session:
        finishing.complete(session, code, seen=None, by=office.clerk, at=MONDAY)
    return code


def test_a_registration_reads_once_and_writes_each_table_once(office) -> None:
    a_case(office)
    with statements() as asked:
        a_case(office)
    assert len(asked) == len(REGISTRATION)
    assert all(map(str.startswith, asked, REGISTRATION))


def test_telling_of_a_registration_costs_two_statements_more(office) -> None:
    a_case(office)
    with statements() as asked:
        a_case(office, notify_by=NotifyBy.SMS)
    assert len(asked) == len(REGISTRATION) + len(TOLD)
    assert [each for each in asked if each.startswith(TOLD)] == asked[-3:-1]


def test_the_in_tray_asks_as_often_for_many_cases_as_for_one(office, client) -> None:
    handed_over(office)
    sign_in(client, "tung")
    client.page("/cases/")
    counts = []
    for _ in range(2):
        with statements() as asked:
            page = client.page("/cases/")
        counts.append(len(asked))
        for _ in range(4):
            handed_over(office)
    assert len(page.all("a", class_="code")) == 5
    assert counts == [7, 7], "who, bell, counts, absent, rows, units and calendar"


def test_an_act_takes_its_case_with_three_statements_and_its_hand_over_with_one(office) -> None:
    code = handed_over(office)
    with statements() as asked, transaction() as session:
        routing.accept(session, code, seen=None, by=office.leader, at=MONDAY)
    read = [each for each in asked if each.startswith("SELECT")]
    assert sum("FROM case_file" in each for each in read) == 1
    assert sum("FROM case_step" in each for each in read) == 1
    assert sum("FROM handover" in each for each in read) == 1
    assert sum("EXISTS" in each for each in read) == 1
    assert len([each for each in asked if "INSERT INTO journal_entry" in each]) == 1


def test_an_act_sees_what_came_beside_its_case_in_the_same_transaction(office) -> None:
    code = handed_over(office)
    papers = {"requirements": ("Bản đồ",), "reason": "thiếu"}
    with transaction() as session:
        routing.accept(session, code, seen=None, by=office.leader, at=MONDAY)
        told = {"seen": None, "at": MONDAY, **papers}
        supplement.propose_supplement(session, code, by=office.leader, **told)
        case = supplement.request_supplement(session, code, by=office.clerk, **told)
        assert [each.state for each in case.supplements] == ["issued"]


def test_a_case_beyond_ones_reach_is_not_there(office) -> None:
    code = handed_over(office)
    elsewhere = the_actor(an_agency("H29.30.13"), "xuan", Role.UNIT_LEADER, "culture")
    with pytest.raises(NotFound), transaction() as session:
        routing.accept(session, code, seen=None, by=elsewhere, at=MONDAY)


def test_those_who_see_alike_share_the_statements_of_the_trays_and_not_their_cases(office) -> None:
    handed_over(office)
    for who, many in ((office.leader, 1), (office.official, 1), (office.chair, 0)):
        counts = trays.tray_counts(db.session(), who)
        assert counts[Tray.TO_ACCEPT] == many
        assert len(trays.tray(db.session(), who, Tray.TO_ACCEPT).rows) == many
