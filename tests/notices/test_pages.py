"""The outbox of the agency and everybody's bell, as they are seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select, text, update

from onestop.accounts.rules import Role
from onestop.cases.models import Case
from onestop.cases.operations import finishing, telling
from onestop.clock import StoppedClock
from onestop.db import db, transaction
from onestop.notices import outlets as joined
from onestop.notices.channels import SmsGateway
from onestop.notices.models import Delivery
from onestop.notices.queries import unread
from onestop.notices.rules import DeliveryStatus, Fault, NoticeEvent, NotifyBy
from tests.accounts.makers import sign_in
from tests.cases.makers import CODE, MONDAY, a_small_office, an_actor
from tests.notices.makers import a_told_case, deliveries, notices, outlets
from tests.pages import PageClient

DEAD = {"status": DeliveryStatus.DEAD, "fault": Fault.DECLINED, "answer": "500", "attempts": 6}


@pytest.fixture
def office(app: Flask, clock: StoppedClock):
    clock.set(MONDAY)
    opened = a_small_office()
    an_actor(opened, "quantri", Role.ADMINISTRATOR, "counter")
    return opened


@pytest.fixture
def administrator(client: PageClient, office) -> PageClient:
    sign_in(client, "quantri")
    return client


def a_dead_delivery(office, **changes: object) -> str:
    code = a_told_case(office).code
    with transaction() as session:
        newest = max(each.id for each in deliveries())
        session.execute(update(Delivery).where(Delivery.id == newest).values(DEAD | changes))
    return code


def test_everything_shows_in_the_outbox_while_no_channel_is_set_up(
    administrator: PageClient, office
) -> None:
    code = a_told_case(office).code
    page = administrator.page("/notices")
    assert "Chưa cấu hình kênh: Email, Tin nhắn SMS, Webhook." in page.text
    assert code in page.text
    assert "Chờ gửi (1)" in page.text
    assert "chưa gửi" in page.text


def test_a_channel_that_is_set_up_is_not_missed(
    administrator: PageClient, office, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_told_case(office)
    gateway = SmsGateway("http://127.0.0.1:1/in", "a token")
    ways = replace(joined.current(), sms=gateway)
    monkeypatch.setitem(app.extensions, "outlets", ways)
    page = administrator.page("/notices")
    assert "Chưa cấu hình kênh: Email, Webhook." in page.text
    assert "lần gửi tới 09:00 16/11/2026" in page.text


def test_addresses_are_masked_wherever_the_outbox_shows_them(
    administrator: PageClient, office
) -> None:
    a_told_case(office)
    a_told_case(office, NotifyBy.EMAIL)
    page = administrator.page("/notices")
    assert "09••••567" in page.text
    assert "n•••@…" in page.text
    for word in ("0901234567", "nguyet@example.vn", "Nguyệt"):
        assert word not in page.source


def test_what_was_given_up_says_why_and_is_sent_again_by_one_click(
    administrator: PageClient, office
) -> None:
    code = a_dead_delivery(office)
    page = administrator.page("/notices?status=dead")
    assert code in page.text
    assert "máy chủ nhận tạm thời chưa nhận (500)" in page.text
    one = page.filled(page.all("form", action="/notices/resend")[-1])
    assert one["delivery"]
    answer = administrator.post("/notices/resend", data=one, follow_redirects=True)
    assert "Sẽ gửi lại 1 thông báo." in answer.get_data(as_text=True)
    (delivery,) = deliveries()
    assert (delivery.status, delivery.attempts) == ("pending", 0)


def test_all_are_sent_again_once_that_is_confirmed(administrator: PageClient, office) -> None:
    for _ in range(3):
        a_dead_delivery(office)
    page = administrator.page("/notices?status=dead")
    every = page.filled(page.all("form", action="/notices/resend")[0])
    asked = administrator.post("/notices/resend", data=every)
    assert "Số thông báo không gửi được: 3." in asked.get_data(as_text=True)
    assert {each.status for each in deliveries()} == {DeliveryStatus.DEAD}
    administrator.post("/notices/resend", data=every | {"confirmed": "1"})
    assert {each.status for each in deliveries()} == {DeliveryStatus.PENDING}


def test_what_is_not_dead_is_not_sent_again(administrator: PageClient, office) -> None:
    a_told_case(office)
    token = administrator.page("/bell").all("input", name="csrf_token")[0].get("value")
    number = str(deliveries()[0].id)
    data = {"csrf_token": token, "delivery": number}
    assert administrator.post("/notices/resend", data=data).status_code == 409
    assert administrator.post("/notices/resend", data=data | {"delivery": "99"}).status_code == 404


def test_the_outbox_goes_on_page_by_page_and_by_channel(administrator: PageClient, office) -> None:
    codes = [a_told_case(office).code for _ in range(51)]
    written = a_told_case(office, NotifyBy.EMAIL).code
    first = administrator.page("/notices")
    following = [a.get("href") or "" for a in first.all("a") if "after=" in (a.get("href") or "")]
    last = administrator.page(following[0])
    shown = first.texts("a", class_="code") + last.texts("a", class_="code")
    assert shown == [written, *reversed(codes)]
    letters = administrator.page("/notices?channel=email")
    assert letters.texts("a", class_="code") == [written]
    assert administrator.page("/notices?status=rot&channel=rot&after=x").text


def test_the_outbox_shows_all_that_was_told_of_one_case(administrator: PageClient, office) -> None:
    given_up = a_dead_delivery(office)
    other = a_told_case(office).code
    page = administrator.page(f"/notices?case={given_up.lower()}")
    (row,) = page.texts("tr")[1:]
    assert given_up in row
    assert "Không gửi được" in row
    assert other not in page.text
    missing = administrator.page("/notices?case=H29.30.12-261116-9999")
    assert "Chưa gửi thông báo nào của hồ sơ" in missing.text


def test_the_bell_counts_what_is_unread_and_leads_to_the_case(client: PageClient, office) -> None:
    code = a_told_case(office).code
    with transaction() as session:
        finishing.complete(session, code, seen=None, by=office.clerk, at=MONDAY)
    sign_in(client, office.leader.username)
    assert "Thông báo của bạn: 1 chưa đọc" in client.page("/cases/").text
    page = client.page("/bell")
    assert f"Hồ sơ {code} (Đăng ký khai sinh) được chuyển đến Phòng Văn hoá" in page.text
    assert [a.get("href") for a in page.all("a") if code in (a.get("href") or "")]
    client.submit("/bell", form="/bell/read")
    assert "chưa đọc" not in client.page("/bell").text
    assert notices()[-1].read_at == MONDAY


def test_the_bell_speaks_the_language_of_the_page(client: PageClient, office) -> None:
    code = a_told_case(office).code
    with transaction() as session:
        finishing.complete(session, code, seen=None, by=office.clerk, at=MONDAY)
    sign_in(client, office.leader.username)
    client.post("/language", data={"language": "en"})
    assert f"Case {code} (Đăng ký khai sinh) was handed to" in client.page("/bell").text


def ring(office, official_id: int, many: int) -> None:
    """Rings somebody's bell many times."""
    a_told_case(office)
    with transaction() as session:
        case = session.scalars(select(Case).limit(1)).one()
        for number in range(many):
            telling.officials(
                session,
                case,
                NoticeEvent.ASSIGNED,
                [official_id],
                at=MONDAY + timedelta(minutes=number),
                place=f"-{len(notices())}-{number}",
            )


def test_more_than_ninety_nine_are_called_so_and_shown_page_by_page(
    client: PageClient, office
) -> None:
    ring(office, office.official.official_id, 120)
    sign_in(client, office.official.username)
    page = client.page("/bell")
    assert page.texts("span", class_="many") == ["99+"]
    assert len(page.all("tr")) == 1 + 50
    following = [a.get("href") or "" for a in page.all("a") if "after=" in (a.get("href") or "")]
    assert len(client.page(following[0]).all("tr")) == 1 + 50
    ring(office, office.official.official_id, 1)
    client.send(page, form="/bell/read")
    assert unread(db.session(), office.official.official_id) == 1, "what came meanwhile is new"


def test_nobody_reads_for_somebody_else(client: PageClient, office) -> None:
    ring(office, office.official.official_id, 1)
    sign_in(client, office.colleague.username)
    assert "Chưa có thông báo nào." in client.page("/bell").text
    token = client.page("/bell").all("input", name="csrf_token")[0].get("value")
    client.post("/bell/read", data={"csrf_token": token, "newest": "999"})
    assert unread(db.session(), office.official.official_id) == 1


def test_the_count_of_the_bell_is_read_from_an_index(office) -> None:
    ring(office, office.official.official_id, 3)
    found: list[str] = []

    def note(connection, _cursor, statement, parameters, *_more) -> None:
        if "notice" in statement and not found:
            found.append(statement)
            sqlite = connection.dialect.name == "sqlite"
            asked = f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{statement}"
            if not sqlite:
                connection.exec_driver_sql("SET enable_seqscan = off")
            rows = connection.exec_driver_sql(asked, parameters).all()
            found.append(str(rows))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        unread(db.session(), office.official.official_id)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
        if db.engine.dialect.name != "sqlite":
            db.session.execute(text("RESET enable_seqscan"))
    assert "ix_notice_unread" in found[1]


@pytest.mark.parametrize(
    ("changes", "channel"),
    [
        ({}, "sms"),
        ({"phone": "", "email": "a@b.vn"}, "email"),
        ({"phone": ""}, "none"),
        ({"notify_by": "none"}, "none"),
        ({"notify_by": "email", "email": "a@b.vn"}, "email"),
    ],
)
def test_the_counter_keeps_how_the_applicant_wants_to_be_told(
    client: PageClient, office, changes: dict[str, str], channel: str
) -> None:
    answer = register(client, office, **changes)
    assert answer.status_code == 303
    case = db.session().scalars(select(Case)).one()
    assert (case.notify_by, case.notify_language) == (channel, "vi")
    assert [each.channel for each in deliveries()] == [channel] * (channel != "none")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"notify_by": "sms", "phone": ""}, "cần có số điện thoại di động"),
        ({"notify_by": "sms", "phone": "02838221234"}, "cần có số điện thoại di động"),
        ({"notify_by": "email"}, "cần có địa chỉ email"),
    ],
)
def test_a_way_without_its_address_is_asked_for(
    client: PageClient, office, changes: dict[str, str], sentence: str
) -> None:
    answer = register(client, office, **changes)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert notices() == []


def register(client: PageClient, office, **changes: str):
    """Registers through the form, as a clerk fills it in."""
    sign_in(client, office.clerk.username)
    fields = {"name": "Nguyễn Thị Ánh Nguyệt", "identity_number": "079190012345"}
    fields |= {f"originals-{paper.id}": "1" for paper in office.version.components[:2]}
    fields |= {"phone": "0901234567"} | changes
    return client.submit(f"/cases/new/{CODE}", fields, form="registration")


def test_the_outbox_on_the_command_line(office, say, app: Flask) -> None:
    code = a_dead_delivery(office)
    listed = say("notices", "list")
    assert code in listed.output
    assert "attempts: 6 declined 500" in listed.output
    assert "0901234567" not in listed.output
    number = str(deliveries()[0].id)
    assert say("notices", "resend").exit_code == 2
    assert say("notices", "resend", "999").exit_code == 1
    assert say("notices", "resend", number).output == "To be sent again: 1.\n"
    assert say("notices", "resend", "--all").output == "To be sent again: 0.\n"
    assert "1 shown" in say("notices", "list", "--status", "pending").output
    assert say("notices", "send").output == "Sent: 0.\n"


def test_an_agency_sets_its_quiet_hours_and_its_name(
    administrator: PageClient, office, say
) -> None:
    assert say("notices", "set", "--quiet-from", "9 pm").exit_code == 2
    told = say("notices", "set", "--sender", "Hoa Lan", "--quiet-from", "20:00")
    assert told.output == "Nobody is disturbed from 20:00 to 06:30.\n"
    assert "từ 20:00 đến 06:30" in administrator.page("/notices").text
    say("notices", "set", "--quiet-from", "00:00", "--quiet-to", "00:00")
    assert "Không gửi cho người nộp" not in administrator.page("/notices").text


def test_outlets_follow_the_settings(office) -> None:
    assert joined.current().open_ones == ()
    assert outlets().open_ones == ()
