"""What is late and what will be: for a leader by unit and official, for everybody their day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from onestop.accounts.models import Membership
from onestop.accounts.rules import Role
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Silence
from onestop.cases.operations import apology, coordination, finishing, routing, supplement
from onestop.cases.queries import outlook
from onestop.cases.queries.leading import answered_for, of_agencies
from onestop.cases.queries.outlook import Choice
from onestop.cases.rules.reception import ReturnMethod
from onestop.cases.rules.urgency import Urgency, countdown
from onestop.cases.views.outlook import within_days
from onestop.db import db, transaction
from onestop.jobs import operations as jobs
from onestop.jobs.queries import BEAT
from tests.accounts.makers import sign_in
from tests.cases.makers import MONDAY, a_case, a_small_office, an_actor, ask_for_papers, granted
from tests.pages import PageClient

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
PROMISED = MONDAY.replace(day=19, hour=17)
"""Three working days after Monday the 16th."""


@pytest.fixture
def office(app, clock):
    clock.set(MONDAY + 3 * HOUR)
    return a_small_office()


def do(operation, code, by, at, **more):
    with transaction() as session:
        return operation(session, code, seen=None, by=by, at=at, **more)


def at_the_department(office) -> str:
    """Accepted by the department on Monday at eleven, given to nobody."""
    code = a_case(office).code
    do(finishing.complete, code, office.clerk, MONDAY + HOUR)
    do(routing.accept, code, office.leader, MONDAY + 2 * HOUR)
    return code


def given_to_the_official(office) -> str:
    code = at_the_department(office)
    official_id = office.official.official_id
    do(finishing.complete, code, office.leader, MONDAY + 2 * HOUR, next_official_id=official_id)
    return code


def page_for(app, username: str, path: str):
    client = PageClient.of(app)
    sign_in(client, username)
    return client.page(path)


@pytest.mark.parametrize(
    ("after", "urgent"),
    [
        (-MINUTE, Urgency.LATE),
        (2 * HOUR, Urgency.TODAY),
        (DAY, Urgency.SOON),
        (2 * DAY, Urgency.SOON),
        (3 * DAY, Urgency.FINE),
    ],
)
def test_urgency_counts_working_days(office, after, urgent):
    calendar = calendar_of(db.session(), office.agency_id)
    assert countdown(calendar, MONDAY, MONDAY + after).urgency is urgent


def test_over_a_weekend_the_next_working_day_is_soon(office):
    calendar, friday = calendar_of(db.session(), office.agency_id), MONDAY + 4 * DAY
    found = countdown(calendar, friday, friday + 3 * DAY)
    assert (found.urgency, found.left) == (Urgency.SOON, timedelta(hours=8))


def test_a_day_off_is_no_day_of_the_outlook(office):
    calendar = calendar_of(db.session(), office.agency_id)
    monday = MONDAY + 7 * DAY
    assert within_days(calendar, monday, 1) == monday.replace(day=25, hour=17)


def groups(scope, at, until):
    found, _more = outlook.groups(db.session(), scope, at=at, until=until)
    return [(each.unit_name, each.official_name, each.late, each.soon) for each in found]


def test_a_promise_is_soon_until_its_moment_and_late_a_minute_after(office):
    given_to_the_official(office)
    scope = answered_for(db.session(), office.leader)
    unit, official = "Phòng Văn hoá - Xã hội", "Hoàng Thị Lan"
    assert groups(scope, MONDAY, PROMISED - MINUTE) == []
    assert groups(scope, PROMISED, PROMISED) == [(unit, official, 0, 1)]
    assert groups(scope, PROMISED + MINUTE, PROMISED + DAY) == [(unit, official, 1, 0)]


def test_a_case_whose_clock_stands_still_is_not_late(office):
    code = given_to_the_official(office)
    ask_for_papers(office, code, office.official, at=MONDAY + 3 * HOUR)
    assert groups(answered_for(db.session(), office.chair), PROMISED + DAY, PROMISED + DAY) == []


def test_each_leader_sees_what_they_answer_for(office):
    a_case(office)
    given_to_the_official(office)
    at = PROMISED + DAY
    assert len(groups(answered_for(db.session(), office.leader), at, at)) == 1
    assert len(groups(answered_for(db.session(), office.chair), at, at)) == 2
    assert groups(of_agencies([office.agency_id + 1]), at, at) == []


def test_the_cases_behind_a_number_come_page_by_page(office):
    codes = [a_case(office, at=MONDAY + number * MINUTE).code for number in range(3)]
    given_to_the_official(office)
    session, scope = db.session(), answered_for(db.session(), office.chair)
    choice = Choice(unit_id=office.units["counter"], unassigned=True)
    first, after = outlook.urgent(session, scope, choice, until=PROMISED, limit=2)
    rest, end = outlook.urgent(session, scope, choice, until=PROMISED, after=after, limit=2)
    assert [row.code for row in (*first, *rest)] == codes
    assert end is None
    of_official = Choice(official_id=office.official.official_id)
    (row,), _ = outlook.urgent(session, scope, of_official, until=PROMISED)
    assert row.official_name == "Hoàng Thị Lan"


def test_the_page_says_what_to_do_now_and_leads_there(app, clock, office):
    code = at_the_department(office)
    clock.set(PROMISED - HOUR)
    page = page_for(app, "tung", "/cases/outlook")
    assert "còn 1 giờ" in page.text
    assert "Chưa ai thụ lý: hãy phân công." in page.text
    assert page.all("a", href=f"/cases/{code}/do/assign")
    assert "Không được xử lý lâu hơn thường lệ (1)" in page.text
    clock.set(PROMISED + DAY)
    late = "Chưa ai thụ lý: hãy phân công. Xin lỗi và hẹn lại ngày trả."
    assert late in page_for(app, "tung", "/cases/outlook").text
    late = "Chưa ai thụ lý: đề nghị lãnh đạo đơn vị phân công. Xin lỗi và hẹn lại ngày trả."
    assert late in page_for(app, "phuoc", "/cases/outlook").text
    page = page_for(app, "phuoc", "/cases/outlook?within=1&official=nobody")
    assert "quá hạn 1 ngày" in page.text
    assert page.texts("a", href="/cases/outlook?within=1") == ["1 ngày làm việc", "Xem tất cả"]


def test_what_waits_to_be_accepted_is_for_the_leader_of_the_receiving_unit(app, clock, office):
    code = a_case(office).code
    do(finishing.complete, code, office.clerk, MONDAY + HOUR)
    clock.set(PROMISED)
    assert "Nhận" in page_for(app, "tung", "/cases/outlook").texts("a", href=f"/cases/{code}")
    page = page_for(app, "phuoc", "/cases/outlook")
    assert page.texts("a", href=f"/cases/{code}") == [code, code]
    assert "đề nghị xác nhận" in page.text


def test_the_outlook_is_for_leaders_and_bears_any_address(app, office):
    for username, status in (("lan", 403), ("thinh", 403), ("tung", 200)):
        client = PageClient.of(app)
        sign_in(client, username)
        assert client.get("/cases/outlook").status_code == status
    page = page_for(app, "tung", "/cases/outlook?within=99&unit=x&official=y&after=z")
    assert "Không có hồ sơ tồn đọng" in page.text


def test_a_row_of_the_tray_tells_both_deadlines_with_word_and_sign(app, clock, office):
    given_to_the_official(office)
    clock.set(MONDAY + 3 * HOUR)
    text = page_for(app, "thinh", "/cases/?part=mine").text
    assert "● còn 7 giờ" in text, "the step"
    assert "○ còn 3 ngày" in text, "the promise"
    clock.set(PROMISED + DAY)
    assert "▲ quá hạn 1 ngày" in page_for(app, "thinh", "/cases/?part=mine").text


def test_a_tray_asks_the_database_no_more_for_many_rows(app, office):
    a_case(office)
    client = PageClient.of(app)
    sign_in(client)
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_more) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        client.page("/cases/?part=at_work")
        for_one = len(asked)
        for number in range(5):
            a_case(office, at=MONDAY + number * MINUTE)
        for path, most in (("/cases/?part=at_work", for_one), ("/cases/today", 6)):
            asked.clear()
            client.page(path)
            assert len(asked) <= most, (path, asked)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_a_case_counts_down_to_its_promise_and_its_step(app, clock, office):
    code = given_to_the_official(office)
    clock.set(MONDAY + 3 * HOUR)
    text = page_for(app, "thinh", f"/cases/{code}").text
    assert "Hẹn trả 17:00 19/11/2026 ○ còn 3 ngày" in text
    assert "“Thẩm định hồ sơ” 11:00 17/11/2026 ● còn 7 giờ" in text
    clock.set(PROMISED + MINUTE)
    assert "▲ vừa quá hạn" in page_for(app, "thinh", f"/cases/{code}").text


def test_a_waiting_case_counts_nothing_down(app, clock, office):
    code = given_to_the_official(office)
    ask_for_papers(office, code, office.official, at=MONDAY + 3 * HOUR)
    clock.set(PROMISED + DAY)
    for path in (f"/cases/{code}", "/cases/?part=waiting"):
        page = page_for(app, "tung", path)
        assert "tạm dừng tính thời hạn" in page.text
        assert "quá hạn" not in page.text


def test_an_opinion_is_owed_by_its_own_day_also_while_the_case_waits(app, clock, office):
    code = given_to_the_official(office)
    do(
        coordination.consult,
        code,
        office.official,
        MONDAY + 3 * HOUR,
        unit_ids=(office.units["leaders"],),
        content="Có quy hoạch không?",
        due_on=PROMISED.date(),
        silence=Silence.CONSENT,
    )
    ask_for_papers(office, code, office.official, at=MONDAY + 3 * HOUR)
    clock.set(PROMISED + DAY)
    assert "▲ quá hạn 1 ngày" in page_for(app, "phuoc", "/cases/?part=consulted").text


def figures(page) -> list[str]:
    return [text for each in page.all("ul", class_="figures") for text in lines_of(page, each)]


def lines_of(page, figures_list) -> list[str]:
    return [" ".join("".join(line.itertext()).split()) for line in figures_list]


def test_everybody_begins_the_day_with_what_waits_for_them(app, clock, office):
    a_case(office)
    given_to_the_official(office)
    at_the_department(office)
    an_actor(office, "quan", Role.ADMINISTRATOR, "counter")
    days = {
        "lan": ["1 hồ sơ đang xử lý"],
        "thinh": ["1 việc mới của tôi từ ngày làm việc trước", "1 việc của tôi"],
        "tung": ["1 hồ sơ chờ phân công"],
        "phuoc": [],
        "quan": [],
    }
    for username, expected in days.items():
        client = PageClient.of(app)
        sign_in(client, username)
        assert client.get("/").location == "/cases/today"
        assert figures(client.page("/cases/today")) == expected, username
    clock.set(MONDAY + DAY + 3 * HOUR)
    assert "1 ▲ việc của tôi quá hạn" in figures(page_for(app, "thinh", "/cases/today"))


def test_the_day_begins_with_the_papers_that_wait_to_be_signed_or_issued(app, office):
    asked, late = given_to_the_official(office), given_to_the_official(office)
    paper = {"requirements": ("Bản đồ",), "reason": "thiếu"}
    do(supplement.propose_supplement, asked, office.official, MONDAY + 3 * HOUR, **paper)
    draft = {"circumstances": "đang xử lý", "reason": "thiếu người"}
    draft["new_due_on"] = (PROMISED + DAY).date()
    do(apology.draft_apology, late, office.official, MONDAY + 3 * HOUR, **draft)
    waiting = "1 giấy tờ chờ ký, chờ gửi"
    assert figures(page_for(app, "lan", "/cases/today"))[0] == waiting
    assert figures(page_for(app, "phuoc", "/cases/today"))[0] == waiting
    assert waiting not in figures(page_for(app, "tung", "/cases/today"))
    do(apology.sign_apology, late, office.chair, MONDAY + 3 * HOUR)
    assert waiting not in figures(page_for(app, "phuoc", "/cases/today"))
    assert figures(page_for(app, "lan", "/cases/today"))[0] == "2 giấy tờ chờ ký, chờ gửi"


def test_the_day_of_a_leader_shows_deadlines_and_stuck_cases(app, clock, office):
    code = a_case(office).code
    clock.set(PROMISED - HOUR)
    page = page_for(app, "phuoc", "/cases/today")
    assert "Không còn việc nào đang chờ." in page.text
    assert "1 Đã tiếp nhận mà chưa bàn giao" in figures(page)
    counter = f"/cases/outlook?within=2&unit={office.units['counter']}&official=nobody#cases"
    assert page.texts("a", href=counter) == ["● 1 sắp đến hạn"]
    assert code not in page.text


def test_a_person_of_two_posts_sees_each_number_once(app, office):
    with transaction() as session:
        from_office = office.units["culture"]
        session.add(
            Membership(
                official_id=office.clerk.official_id,
                unit_id=from_office,
                role=Role.UNIT_LEADER,
                from_on=MONDAY.date(),
            )
        )
    code = a_case(office).code
    do(finishing.complete, code, office.second_clerk, MONDAY + HOUR)
    page = page_for(app, "lan", "/cases/today")
    assert page.texts("h2")[:2] == ["Công chức tiếp nhận", "Lãnh đạo đơn vị"]
    assert figures(page).count("1 hồ sơ chờ nhận") == 1


def test_the_postal_desk_is_told_how_many_results_go_by_post(app, office):
    an_actor(office, "nhi", Role.POSTAL_DESK, "counter")
    assert "Không còn việc nào" in page_for(app, "nhi", "/cases/today").text
    for method in (ReturnMethod.POST, ReturnMethod.COUNTER):
        address = {"return_address": "12 Hoa Sữa"} if method is ReturnMethod.POST else {}
        code = a_case(office, return_method=method, **address).code
        do(finishing.complete, code, office.clerk, MONDAY + HOUR)
        do(routing.accept, code, office.leader, MONDAY + HOUR)
        do(finishing.complete, code, office.leader, MONDAY + HOUR)
        do(finishing.complete, code, office.leader, MONDAY + HOUR)
        do(routing.accept, code, office.chair, MONDAY + HOUR)
        do(finishing.complete, code, office.chair, MONDAY + HOUR, result=granted())
        do(routing.accept, code, office.clerk, MONDAY + 2 * HOUR)
    assert figures(page_for(app, "nhi", "/cases/today")) == ["1 kết quả cần gửi bưu điện"]


def test_an_administrator_sees_whether_the_scheduler_lives_and_what_failed(app, office):
    an_actor(office, "quan", Role.ADMINISTRATOR, "counter")
    at = MONDAY + 3 * HOUR
    assert "chưa chạy lần nào" in page_for(app, "quan", "/cases/today").text
    with transaction() as session:
        jobs.keep(session, BEAT, started_at=at, finished_at=at, process="here:1")
        jobs.keep(
            session,
            "tea",
            started_at=at,
            finished_at=at,
            process="here:1",
            error="the kettle is dry",
        )
    page = page_for(app, "quan", "/cases/today")
    assert "đang chạy" in page.text
    assert "the kettle is dry" in page.text
