"""Many cases at once, and the lists on which they pass from unit to unit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from onestop.accounts import operations
from onestop.cases.models import Case, Handover, HandoverList, IssuedPaper
from onestop.cases.operations import apology, finishing, routing
from onestop.cases.operations.lists import list_given
from onestop.cases.queries.invariants import check
from onestop.cases.rules.apology import ApologyGate
from onestop.cases.rules.paper import PaperKind
from onestop.db import db, transaction
from tests.accounts.makers import sign_in
from tests.cases.makers import MONDAY, a_case, a_small_office
from tests.pages import Page, PageClient

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def office(app, clock):
    clock.set(MONDAY + HOUR)
    return a_small_office()


def tick(client: PageClient, part: str, act: str, codes: list[str]) -> Page:
    """Ticks cases in a tray and presses the button of an act."""
    page = client.page(f"/cases/?part={part}")
    boxes = [box.get("value") for box in page.all("input", name="chosen")]
    chosen = [value for value in boxes if value.rpartition(":")[0] in codes]
    token = page.one("form", id="bulk")
    fields = page.filled(token) | {"act": act, "chosen": chosen}
    answer = client.post("/cases/bulk", data=fields, buffered=True)
    return Page(answer.get_data(as_text=True))


def confirmed(client: PageClient, asked: Page, **more: object) -> Page:
    form = next(form for form in asked.all("form") if form.get("action") == "/cases/bulk")
    codes = [each.get("value") for each in asked.all("input", name="chosen")]
    fields = asked.filled(form) | {"chosen": codes} | more
    answer = client.post("/cases/bulk", data=fields, buffered=True)
    assert answer.status_code == 200
    return Page(answer.get_data(as_text=True))


def given(office, many: int) -> tuple[list[str], int]:
    codes = [a_case(office).code for _ in range(many)]
    for code in codes:
        with transaction() as session:
            finishing.complete(session, code, seen=None, by=office.clerk, at=MONDAY + HOUR)
    with transaction() as session:
        (found,) = list_given(session, codes, by=office.clerk, at=MONDAY + HOUR)
        return codes, found.id


def outcomes() -> list[str | None]:
    db.session().expire_all()
    return list(db.session().scalars(select(Handover.outcome).order_by(Handover.id)))


def test_cases_handed_over_together_are_on_one_list(client, office):
    codes = [a_case(office).code for _ in range(3)]
    sign_in(client, "lan")
    asked = tick(client, "at_work", "hand_over", codes[:2])
    assert codes[0] in asked.text
    assert codes[2] not in asked.text
    told = confirmed(client, asked)
    assert "xong 2/2 hồ sơ" in told.text
    listed = db.session().scalars(select(HandoverList)).one()
    assert listed.number == 1
    pdf = client.printed(f"/cases/lists/{listed.id}")
    assert pdf.data.startswith(b"%PDF")
    assert "1/2026" in client.page("/cases/lists/").text


def test_a_case_that_changed_meanwhile_is_told_and_stops_no_other(client, office):
    codes = [a_case(office).code for _ in range(2)]
    sign_in(client, "lan")
    asked = tick(client, "at_work", "hand_over", codes)
    with transaction() as session:
        finishing.complete(session, codes[0], seen=None, by=office.second_clerk, at=MONDAY)
    told = confirmed(client, asked)
    assert "xong 1/2 hồ sơ" in told.text
    assert "chưa làm được" in told.text


@pytest.mark.parametrize("ends", [routing.take_back, routing.decline])
def test_a_list_is_owed_until_every_dossier_of_it_was_taken_back(client, office, ends):
    """What never left needs no list; what the receiver sent back was carried over (H3)."""
    codes, number = given(office, 2)
    sign_in(client, "lan")
    told = {"seen": None, "at": MONDAY + 2 * HOUR}
    with transaction() as session:
        routing.take_back(session, codes[0], by=office.clerk, **told)
    assert "1/BGHS-TTPVHCC" in client.page("/papers/").text
    last = {"by": office.clerk} if ends is routing.take_back else {"by": office.leader}
    with transaction() as session:
        ends(session, codes[1], reason="Thiếu bản chính", **last, **told)
    void = ends is routing.take_back
    assert ("1/BGHS-TTPVHCC" not in client.page("/papers/").text) == void
    page = client.page(f"/cases/lists/{number}")
    assert bool([form for form in page.all("form") if "print" in form.get("action", "")]) != void
    assert ("đã hủy" in page.text) == void
    assert list(check(db.session())) == []


def test_two_who_take_back_the_last_dossiers_at_once_leave_no_list(app, office):
    codes, _number = given(office, 2)
    together = Barrier(2)

    def take_back(code):
        with app.app_context():
            db.session().scalar(select(1))
            together.wait()
            with transaction() as session:
                routing.take_back(session, code, seen=None, by=office.clerk, at=MONDAY + 2 * HOUR)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(take_back, codes))
    kind = IssuedPaper.kind == PaperKind.HANDOVER_LIST
    assert db.session().scalars(select(IssuedPaper.owed).where(kind)).all() == [False]


def a_late_and_an_early_one(office, clock) -> list[str]:
    """Two cases that an official is to send to signature, one of them after its day."""
    codes = [a_case(office).code, a_case(office, at=MONDAY + 4 * DAY).code]
    late = MONDAY + 4 * DAY + HOUR
    for code in codes:
        with transaction() as session:
            finishing.complete(session, code, seen=None, by=office.clerk, at=late)
            routing.accept(session, code, seen=None, by=office.leader, at=late)
            finishing.complete(session, code, seen=None, by=office.leader, at=late)
    clock.set(late + HOUR)
    return codes


def test_a_late_case_among_many_is_told_to_lack_its_apology(client, office, clock):
    codes = a_late_and_an_early_one(office, clock)
    sign_in(client, "thinh")
    asked = tick(client, "at_work", "hand_over", codes)
    assert asked.text.count("chưa có phiếu xin lỗi được ký") == 1
    told = confirmed(client, asked)
    assert "xong 2/2 hồ sơ" in told.text
    assert told.text.count("chưa có phiếu xin lỗi được ký") == 1


def test_a_shut_gate_holds_back_the_late_one_alone(client, office, clock):
    codes = a_late_and_an_early_one(office, clock)
    with transaction() as session:
        apology.set_gate(session, "H29.30.12", ApologyGate.REQUIRE)
    sign_in(client, "thinh")
    asked = tick(client, "at_work", "hand_over", codes)
    assert "hãy dự thảo" in asked.text.lower()
    assert "xong 1/2 hồ sơ" in confirmed(client, asked).text


def test_nothing_chosen_leads_back_with_a_sentence(client, office):
    a_case(office)
    sign_in(client, "lan")
    page = client.page("/cases/?part=at_work")
    fields = page.filled(page.one("form", id="bulk")) | {"act": "hand_over"}
    assert client.post("/cases/bulk", data=fields, buffered=True).status_code == 303
    assert "Hãy chọn ít nhất một hồ sơ" in client.page("/cases/").text


def test_the_leader_assigns_many_at_once(client, office):
    codes, _ = given(office, 2)
    sign_in(client, "tung")
    told = confirmed(client, tick(client, "to_accept", "accept", codes))
    assert "xong 2/2 hồ sơ" in told.text
    asked = tick(client, "at_work", "assign", codes)
    assert "xong 2/2" in confirmed(client, asked, official_id=office.leader.official_id).text
    db.session().expire_all()
    assert set(db.session().scalars(select(Case.assignee_id))) == {office.leader.official_id}


def test_cases_go_in_turn_to_whoever_has_the_fewest_and_is_not_on_leave(client, office):
    codes, _ = given(office, 4)
    sign_in(client, "tung")
    confirmed(client, tick(client, "to_accept", "accept", codes))
    asked = tick(client, "at_work", "assign", codes[:2])
    assert "xong 2/2" in confirmed(client, asked, official_id="by_load").text
    db.session().expire_all()
    assigned = select(Case.assignee_id).order_by(Case.id)
    two = {office.official.official_id, office.colleague.official_id}
    assert set(db.session().scalars(assigned).all()[:2]) == two
    with transaction() as session:
        operations.delegate(
            session,
            official_id=office.official.official_id,
            deputy_id=office.colleague.official_id,
            from_on=MONDAY.date(),
            to_on=MONDAY.date(),
            reason="",
            by=office.official,
            at=MONDAY,
            today=MONDAY.date(),
        )
    asked = tick(client, "at_work", "assign", codes[2:])
    confirmed(client, asked, official_id="by_load")
    db.session().expire_all()
    assert set(db.session().scalars(assigned).all()[2:]) == {office.colleague.official_id}


def test_a_list_is_confirmed_by_scanner_one_refused_and_the_rest_at_once(client, office):
    codes, number = given(office, 4)
    sign_in(client, "tung")
    page = client.page(f"/cases/lists/{number}")
    scan = {"csrf_token": page.all("input", name="csrf_token")[0].get("value")}
    client.post(f"/cases/lists/{number}", data=scan | {"code": codes[1].lower()}, buffered=True)
    assert outcomes() == [None, "accepted", None, None]
    client.post(f"/cases/lists/{number}", data=scan | {"code": "H29.30.12-1"}, buffered=True)
    assert "không có trong giấy bàn giao này" in client.page(f"/cases/lists/{number}").text
    client.post(f"/cases/lists/{number}", data=scan | {"code": codes[1]}, buffered=True)
    assert "đã được xác nhận" in client.page(f"/cases/lists/{number}").text
    with transaction() as session:
        routing.decline(
            session, codes[0], seen=None, by=office.leader, at=MONDAY + HOUR, reason="thiếu trang"
        )
    client.post(f"/cases/lists/{number}", data=scan | {"all": "1"}, buffered=True)
    assert outcomes() == ["declined", "accepted", "accepted", "accepted"]
    assert "thiếu trang" in client.page(f"/cases/lists/{number}").text
    assert list(check(db.session())) == []


def test_a_list_is_for_the_two_units_only_and_the_giver_does_not_confirm(app, client, office):
    _, number = given(office, 1)
    stranger = PageClient.of(app)
    sign_in(stranger, "phuoc")
    assert stranger.get(f"/cases/lists/{number}").status_code == 404
    sign_in(client, "lan")
    assert "Xác nhận tất cả" not in client.page(f"/cases/lists/{number}").text
    page = client.page("/cases/")
    token = page.all("input", name="csrf_token")[0].get("value")
    client.post(f"/cases/lists/{number}", data={"csrf_token": token, "all": "1"}, buffered=True)
    assert outcomes() == [None]
