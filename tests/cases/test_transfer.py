"""Competence moves: every open case goes, nothing restarts, and the journal tells of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from onestop.accounts.rules import Role
from onestop.cases.models import Case, CaseStep
from onestop.cases.operations import finishing, routing
from onestop.cases.operations.transfer import transfer
from onestop.cases.queries.invariants import check
from onestop.cases.queries.transfer import preview
from onestop.db import db, transaction
from onestop.errors import NotPermitted, Refused, Stale
from tests.accounts.makers import sign_in
from tests.cases import driving
from tests.cases.makers import MONDAY, a_case, a_small_office, an_actor

HOUR = timedelta(hours=1)


@pytest.fixture
def office(app, clock):
    clock.set(MONDAY + 6 * HOUR)
    return a_small_office()


@pytest.fixture
def admin(office):
    return an_actor(office, "quantri", Role.ADMINISTRATOR, "counter")


def cases_on_their_way(office) -> list[str]:
    """One just received, one offered to the department, one at work there."""
    codes = [a_case(office).code for _ in range(3)]
    for code in codes[1:]:
        with transaction() as session:
            finishing.complete(session, code, seen=None, by=office.clerk, at=MONDAY + HOUR)
    with transaction() as session:
        routing.accept(session, codes[2], seen=None, by=office.leader, at=MONDAY + 2 * HOUR)
    return codes


def move(office, by, *, shown: int, to: str = "leaders", reason: str = "QĐ 12"):
    with transaction() as session:
        return transfer(
            session,
            from_unit_id=office.units["culture"],
            to_unit_id=office.units[to],
            reason=reason,
            shown=shown,
            by=by,
            at=MONDAY + 3 * HOUR,
        )


def test_every_case_goes_wherever_it_stands_and_nothing_restarts(office, admin):
    codes = cases_on_their_way(office)
    before = dict(db.session().execute(select(Case.code, Case.due_at)).all())
    steps = select(CaseStep.received_at, CaseStep.due_at).order_by(CaseStep.id)
    moments = db.session().execute(steps).all()
    assert preview(db.session(), admin, office.units["culture"])[0] == 3
    assert move(office, admin, shown=3) == 3
    db.session().expire_all()
    assert dict(db.session().execute(select(Case.code, Case.due_at)).all()) == before
    assert db.session().execute(steps).all() == moments
    assert list(check(db.session())) == []
    head = an_actor(office, "moi", Role.UNIT_LEADER, "leaders")
    for code in codes:
        driving.travel((office.clerk, head, office.chair), office.clerk, code, at=MONDAY + 4 * HOUR)
    assert list(check(db.session())) == []


def test_a_transfer_that_was_not_shown_so_is_refused_and_moves_nothing(office, admin):
    cases_on_their_way(office)
    with pytest.raises(Stale):
        move(office, admin, shown=2)
    with pytest.raises(Refused, match="decision"):
        move(office, admin, shown=3, reason="")
    with pytest.raises(Refused, match="different"):
        move(office, admin, shown=3, to="culture")
    with pytest.raises(NotPermitted):
        move(office, office.leader, shown=3)
    assert preview(db.session(), admin, office.units["culture"])[0] == 3


def test_the_page_shows_first_and_moves_then(client, office, admin):
    codes = cases_on_their_way(office)
    sign_in(client, admin.username)
    page = client.page("/transfer")
    form = next(each for each in page.all("form") if not each.get("action"))
    fields = page.filled(form) | {
        "from_unit_id": str(office.units["culture"]),
        "to_unit_id": str(office.units["leaders"]),
        "reason": "QĐ 12",
    }
    shown = client.post("/transfer", data=fields, buffered=True).get_data(as_text=True)
    assert "Chuyển 3 hồ sơ này" in shown
    assert codes[0] in shown
    pair = f"{office.units['culture']}-{office.units['leaders']}-"
    other = client.post("/transfer", data=fields | {"shown": "1-2-3", "apply": "1"}, buffered=True)
    assert other.status_code == 200
    again = fields | {"shown": f"{pair}2", "apply": "1"}
    stale = client.post("/transfer", data=again, buffered=True)
    assert stale.status_code == 409
    done = client.post("/transfer", data=again | {"shown": f"{pair}3"}, buffered=True)
    assert done.status_code == 303
    assert "Đã chuyển 3 hồ sơ" in client.page("/transfer").text
    missing = client.post("/transfer", data=fields | {"reason": ""}, buffered=True)
    assert missing.status_code == 422
    assert preview(db.session(), admin, office.units["culture"])[0] == 0
