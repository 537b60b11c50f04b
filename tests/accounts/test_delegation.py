"""Delegation during leave: the deputy's tray and rights, and the falling back by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from onestop.accounts import operations, queries
from onestop.accounts.rules import Role
from onestop.cases.operations import finishing, routing
from onestop.cases.queries import trays
from onestop.cases.rules.trays import Tray
from onestop.db import db, transaction
from onestop.errors import NotPermitted, Refused
from tests.accounts.makers import sign_in
from tests.cases.makers import MONDAY, a_case, a_small_office, an_actor
from tests.pages import Page

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = MONDAY.date()


@pytest.fixture
def office(app, clock):
    clock.set(MONDAY)
    return a_small_office()


def delegate(by, official, deputy, first: date = TODAY, last: date = TODAY + 2 * DAY):
    with transaction() as session:
        return operations.delegate(
            session,
            official_id=official.official_id,
            deputy_id=deputy.official_id,
            from_on=first,
            to_on=last,
            reason="nghỉ phép",
            by=by,
            at=MONDAY,
            today=TODAY,
        ).id


def on(day: date, actor):
    found = queries.actor(db.session(), actor.official_id, 1, day=day)
    assert found is not None
    return found


def a_case_of(office):
    """A case assigned to the official of the department."""
    code = a_case(office).code
    with transaction() as session:
        at = {"seen": None, "at": MONDAY + HOUR}
        finishing.complete(session, code, by=office.clerk, **at)
        routing.accept(session, code, by=office.leader, **at)
        finishing.complete(
            session, code, by=office.leader, next_official_id=office.official.official_id, **at
        )
    return code


def mine(actor) -> list[str]:
    return [row.code for row in trays.tray(db.session(), actor, Tray.MINE).rows]


def test_the_deputy_has_the_work_in_these_days_and_not_after(office):
    code = a_case_of(office)
    assert mine(on(TODAY, office.colleague)) == []
    delegate(office.official, office.official, office.colleague)
    deputy = on(TODAY, office.colleague)
    assert deputy.stands_in_for == {office.official.official_id}
    assert mine(deputy) == [code]
    assert mine(on(TODAY, office.official)) == [code]
    later = on(TODAY + 3 * DAY, office.colleague)
    assert later.stands_in_for == frozenset()
    assert mine(later) == []
    with pytest.raises(NotPermitted), transaction() as session:
        finishing.complete(session, code, seen=None, by=later, at=MONDAY + HOUR)
    with transaction() as session:
        finishing.complete(session, code, seen=None, by=deputy, at=MONDAY + HOUR)


def test_a_deputy_of_another_unit_holds_the_posts_but_never_the_administrator(office):
    admin = an_actor(office, "quantri", Role.ADMINISTRATOR, "counter")
    delegate(admin, admin, office.colleague)
    assert on(TODAY, office.colleague).posts == office.colleague.posts
    delegate(office.leader, office.leader, office.chair)
    roles = {post.role for post in on(TODAY, office.chair).posts}
    assert roles == {Role.AGENCY_LEADER, Role.UNIT_LEADER}


def test_leaders_delegate_for_their_people_and_nobody_else_does(office):
    delegate(office.leader, office.official, office.colleague)
    with pytest.raises(NotPermitted):
        delegate(office.colleague, office.leader, office.colleague)


@pytest.mark.parametrize(
    ("first", "last"),
    [(TODAY, TODAY - DAY), (TODAY - 3 * DAY, TODAY - DAY), (TODAY + DAY, TODAY)],
)
def test_days_that_are_over_or_in_the_wrong_order_are_refused(office, first, last):
    with pytest.raises(Refused):
        delegate(office.official, office.official, office.colleague, first, last)


def test_one_deputy_at_a_time_and_nobody_is_their_own(office):
    delegate(office.official, office.official, office.colleague)
    with pytest.raises(Refused, match="already"):
        delegate(office.official, office.official, office.leader, TODAY + 2 * DAY, TODAY + 4 * DAY)
    with pytest.raises(Refused, match="somebody else"):
        delegate(office.leader, office.leader, office.leader)


def test_a_delegation_is_entered_shown_and_ended_on_the_page(client, office):
    sign_in(client, "thinh")
    page = client.page("/account/leave")
    form = next(each for each in page.all("form") if not each.get("action"))
    fields = page.filled(form) | {
        "deputy_id": str(office.colleague.official_id),
        "from_on": "16/11/2026",
        "to_on": "18/11/2026",
    }
    wrong = client.post("/account/leave", data=fields | {"to_on": "gone"}, buffered=True)
    assert wrong.status_code == 422
    past = client.post("/account/leave", data=fields | {"to_on": "01/11/2026"}, buffered=True)
    assert past.status_code == 409
    assert "16/11/2026" in past.get_data(as_text=True)
    assert client.post("/account/leave", data=fields, buffered=True).status_code == 303
    page: Page = client.page("/account/leave")
    assert "18/11/2026" in page.text
    end = next(each for each in page.all("form") if "/end" in (each.get("action") or ""))
    client.post(end.get("action"), data=page.filled(end), buffered=True)
    assert "Chưa uỷ quyền việc nào" in client.page("/account/leave").text


def test_the_deputy_reads_in_the_tray_for_whom_and_until_when(client, office):
    delegate(office.official, office.official, office.colleague)
    sign_in(client, "hoa")
    assert "đến hết ngày 18/11/2026" in client.page("/cases/").text
