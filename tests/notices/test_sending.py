"""Sending: each delivery once, whatever fails, hangs, dies or runs beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import time, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select, update
from structlog.testing import capture_logs

from onestop import scheduler
from onestop.accounts.models import Official
from onestop.cases.models import Applicant, Case
from onestop.cases.operations.telling import officials
from onestop.clock import StoppedClock
from onestop.db import db, transaction
from onestop.notices.channels import signature
from onestop.notices.models import Delivery
from onestop.notices.operations import delivering, keeping
from onestop.notices.rules import (
    BACK_OFF,
    LEASE,
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    DeliveryStatus,
    Fault,
    NoticeChannel,
    NoticeEvent,
    NotifyBy,
)
from onestop.notices.sending import send_due
from tests.cases.makers import MONDAY, a_small_office
from tests.notices.makers import SECRET, a_told_case, deliveries, outlets, send
from tests.notices.receivers import HANGS, Gateway, Postbox, a_gateway, a_postbox

SECOND = timedelta(seconds=1)
ALL = tuple(NoticeChannel)


@dataclass
class Receivers:
    """One receiver for each channel."""

    postbox: Postbox
    sms: Gateway
    webhook: Gateway


@pytest.fixture
def office(app: Flask):
    return a_small_office()


@pytest.fixture
def receivers() -> Iterator[Receivers]:
    with ExitStack() as opened:
        yield Receivers(
            opened.enter_context(a_postbox()),
            opened.enter_context(a_gateway()),
            opened.enter_context(a_gateway()),
        )


def states() -> list[tuple[str, str]]:
    return [(each.channel, each.status) for each in deliveries()]


def test_an_sms_goes_out_once_and_is_noted(office, receivers: Receivers) -> None:
    code = a_told_case(office).code
    ways = outlets(sms=receivers.sms)
    assert (send(ways), send(ways)) == (1, 0)
    (request,) = receivers.sms.received
    assert code in request.told["text"]
    assert "da duoc tiep nhan" in request.told["text"]
    (delivery,) = deliveries()
    assert (delivery.status, delivery.attempts, delivery.sent_at) == ("sent", 1, MONDAY)


def test_a_letter_greets_its_reader_in_their_language_with_their_own_link(
    office, receivers: Receivers
) -> None:
    a_told_case(office, NotifyBy.EMAIL, language="en")
    assert send(outlets(postbox=receivers.postbox)) == 1
    (letter,) = receivers.postbox.letters
    secret = db.session().scalar(select(Case.secret))
    body = letter.text
    assert "Dear Nguyễn Thị Ánh Nguyệt" in body
    assert f"/look-up/H29.30.12-261116-0001/{secret}" in body
    assert "Trung tâm Phục vụ hành chính công phường Hoa Lan" in letter.headers["From"]


def test_the_name_that_an_agency_sets_signs_its_letters(office, receivers: Receivers) -> None:
    a_told_case(office, NotifyBy.EMAIL)
    with transaction() as session:
        keeping.set_telling(
            session,
            office.agency_id,
            sender_name="Phường Hoa Lan",
            quiet_from=time(22),
            quiet_to=time(6),
        )
    send(outlets(postbox=receivers.postbox))
    (letter,) = receivers.postbox.letters
    assert letter.headers["From"].startswith("Phường Hoa Lan <")
    assert "Trân trọng,\nPhường Hoa Lan" in letter.text


def test_the_webhook_hears_every_event_of_applicants_and_no_person(
    office, receivers: Receivers
) -> None:
    code = a_told_case(office).code
    ways = outlets(webhook=receivers.webhook)
    assert (send(ways), send(ways)) == (1, 0)
    (request,) = receivers.webhook.received
    assert request.told["event"] == "received"
    assert request.told["code"] == code
    assert request.told["procedure"] == "1.001193"
    assert "Nguyệt" not in request.body.decode()
    assert "0901234567" not in request.body.decode()
    stamp = request.headers["Onestop-Timestamp"]
    expected = f"v1={signature(SECRET, stamp, request.body)}"
    assert request.headers["Onestop-Signature"] == expected
    assert states() == [("sms", "pending"), ("webhook", "sent")]


def test_an_official_with_an_address_gets_a_letter_that_opens_the_case(
    office, receivers: Receivers
) -> None:
    code = a_told_case(office, NotifyBy.NONE).code
    chair = office.chair.official_id
    with transaction() as session:
        session.execute(update(Official).where(Official.id == chair).values(email="c@example.vn"))
        case = session.scalars(select(Case)).one()
        officials(session, case, NoticeEvent.OVERDUE, [chair], at=MONDAY, due_at=case.due_at)
    assert send(outlets(postbox=receivers.postbox), at=MONDAY.replace(hour=23)) == 1
    (letter,) = receivers.postbox.letters
    assert letter.headers["To"] == "c@example.vn"
    assert f"/cases/{code}" in letter.text
    assert "look-up" not in letter.text


def test_a_gateway_that_fails_is_tried_again_later_and_later_then_given_up(
    office, receivers: Receivers
) -> None:
    a_told_case(office)
    receivers.sms.answers = [500] * MOST_ATTEMPTS
    ways, at = outlets(sms=receivers.sms), MONDAY
    for wait in BACK_OFF:
        assert send(ways, at=at) == 0
        (delivery,) = deliveries()
        assert (delivery.fault, delivery.answer) == (Fault.DECLINED, "500")
        assert delivery.not_before_at == at + wait
        assert send(ways, at=at + wait - SECOND) == 0
        at = delivery.not_before_at
    assert len(receivers.sms.received) == len(BACK_OFF)
    assert at.astimezone(MONDAY.tzinfo).hour == 23
    send(ways, at=at)
    assert len(receivers.sms.received) == len(BACK_OFF), "at night nobody is disturbed"
    send(ways, at=at + timedelta(hours=9))
    assert states() == [("sms", "dead")]
    assert len({request.told["id"] for request in receivers.sms.received}) == 1


def test_a_gateway_that_hangs_holds_nobody_up_and_recovers(office, receivers: Receivers) -> None:
    for _ in range(3):
        a_told_case(office)
    receivers.sms.answers = [HANGS]
    assert send(outlets(sms=receivers.sms, patience=2.0)) == 0
    receivers.sms.has_answered()
    assert len(receivers.sms.received) == 1, "the others are not tried on a channel that is down"
    assert [(each.attempts, each.fault) for each in deliveries()] == [
        (1, Fault.TIMED_OUT),
        (0, ""),
        (0, ""),
    ]
    assert send(outlets(sms=receivers.sms), at=MONDAY + timedelta(minutes=2)) == 3
    assert {each.status for each in deliveries()} == {DeliveryStatus.SENT}


def test_one_channel_that_is_down_stops_no_other(office, receivers: Receivers) -> None:
    a_told_case(office)
    a_told_case(office, NotifyBy.EMAIL)
    receivers.sms.answers = [503]
    ways = outlets(postbox=receivers.postbox, sms=receivers.sms, webhook=receivers.webhook)
    assert send(ways) == 3
    assert sorted(states()) == [
        ("email", "sent"),
        ("sms", "pending"),
        ("webhook", "sent"),
        ("webhook", "sent"),
    ]


def test_a_refused_address_is_given_up_at_once_and_sent_again_by_hand(
    office, receivers: Receivers
) -> None:
    a_told_case(office, NotifyBy.EMAIL)
    a_told_case(office, NotifyBy.EMAIL)
    receivers.postbox.answers = ["550 no such user"]
    ways = outlets(postbox=receivers.postbox)
    assert send(ways) == 1
    dead, _ = deliveries()
    assert (dead.status, dead.fault, dead.answer) == ("dead", Fault.REFUSED, "550")
    with transaction() as session:
        assert keeping.resend(session, office.agency_id, dead.id, at=MONDAY) == 1
    assert send(ways) == 1
    first, second = receivers.postbox.letters
    assert first.headers["Message-ID"] != second.headers["Message-ID"]


def test_without_an_address_nothing_is_tried(office, receivers: Receivers) -> None:
    a_told_case(office)
    with transaction() as session:
        session.execute(update(Applicant).values(phone=""))
    assert send(outlets(sms=receivers.sms)) == 0
    (delivery,) = deliveries()
    assert (delivery.status, delivery.fault) == ("dead", Fault.NO_ADDRESS)
    assert receivers.sms.received == []


def test_at_night_applicants_are_left_in_peace_until_the_morning(
    office, receivers: Receivers
) -> None:
    night = MONDAY.replace(hour=22)
    a_told_case(office, at=night)
    ways = outlets(sms=receivers.sms, webhook=receivers.webhook)
    assert send(ways, at=night) == 1, "a system is awake"
    assert receivers.sms.received == []
    morning = night.replace(day=17, hour=6, minute=30)
    assert deliveries()[0].not_before_at == morning
    assert send(ways, at=morning) == 1


def test_a_run_that_the_night_overtakes_sends_nothing_more(office, receivers: Receivers) -> None:
    evening = MONDAY.replace(hour=20, minute=59, second=30)
    for _ in range(3):
        a_told_case(office, at=evening)
    ways = outlets(sms=receivers.sms)
    slowly = 40 * SECOND
    sent = send_due(ways, now=lambda: evening + slowly * len(receivers.sms.received))
    assert sent == len(receivers.sms.received) == 1
    morning = evening.replace(day=17, hour=6, minute=30, second=0)
    waiting = [each for each in deliveries() if each.status == "pending"]
    assert [(each.not_before_at, each.attempts) for each in waiting] == [(morning, 0)] * 2


def test_a_channel_that_is_not_set_up_leaves_everything_in_the_outbox(
    office, receivers: Receivers
) -> None:
    a_told_case(office)
    assert send(outlets()) == 0
    assert send(outlets(postbox=receivers.postbox), at=MONDAY + 2 * LONGEST_WAIT) == 0
    assert states() == [("sms", "pending")]


def test_what_waited_for_a_channel_too_long_is_no_news(office, receivers: Receivers) -> None:
    a_told_case(office)
    send(outlets(webhook=receivers.webhook), at=MONDAY.replace(hour=23))
    ways = outlets(sms=receivers.sms, webhook=receivers.webhook)
    assert send(ways, at=MONDAY + LONGEST_WAIT + SECOND) == 0
    delivery = deliveries()[0]
    assert (delivery.status, delivery.fault) == ("dead", Fault.TOO_OLD)
    assert (len(receivers.sms.received), len(receivers.webhook.received)) == (0, 1)


def test_a_sender_that_dies_after_sending_repeats_under_the_same_number(
    office, receivers: Receivers
) -> None:
    a_told_case(office, NotifyBy.EMAIL)
    ways = outlets(postbox=receivers.postbox)
    dying = replace(ways, mail=_DyingMail(ways.mail.url, ways.mail.sender))
    with pytest.raises(KeyboardInterrupt):
        send(dying)
    assert len(receivers.postbox.letters) == 1
    assert send(ways, at=MONDAY + LEASE - SECOND) == 0, "the claim still holds"
    assert send(ways, at=MONDAY + LEASE) == 1
    first, second = receivers.postbox.letters
    assert first.headers["Message-ID"] == second.headers["Message-ID"]
    (delivery,) = deliveries()
    assert (delivery.status, delivery.attempts) == ("sent", 2)


class _DyingMail(type(outlets(postbox=Postbox("smtp://x")).mail)):
    """A sender whose process ends between the letter and the note."""

    def send(self, *args, **kwargs) -> None:
        super().send(*args, **kwargs)
        raise KeyboardInterrupt


def test_a_sender_that_dies_every_time_is_given_up_in_the_end(office) -> None:
    a_told_case(office)
    at = MONDAY
    for _ in range(MOST_ATTEMPTS):
        with transaction() as session:
            assert len(delivering.claim(session, ALL, at=at, limit=10)) == 1
        at += LEASE
    with transaction() as session:
        assert delivering.give_up(session, ALL, at=at) == 1
    (delivery,) = deliveries()
    assert (delivery.status, delivery.fault) == ("dead", Fault.INTERRUPTED)


def test_a_sender_that_comes_back_too_late_changes_nothing_of_the_others(office) -> None:
    a_told_case(office)
    with transaction() as session:
        (early,) = delivering.claim(session, ALL, at=MONDAY, limit=10)
    with transaction() as session:
        (late,) = delivering.claim(session, ALL, at=MONDAY + LEASE, limit=10)
    with transaction() as session:
        delivering.note_failed(session, early, Fault.TIMED_OUT, at=MONDAY + LEASE)
        delivering.put_back(session, early, at=MONDAY + LEASE)
    (delivery,) = deliveries()
    assert (delivery.attempts, delivery.not_before_at) == (2, late.until_at)
    with transaction() as session:
        delivering.note_sent(session, early, at=MONDAY + LEASE)
        delivering.note_failed(session, late, Fault.TIMED_OUT, at=MONDAY + LEASE)
    assert states() == [("sms", "sent")]


def test_two_senders_at_once_never_send_one_thing_twice(
    app: Flask, office, receivers: Receivers
) -> None:
    codes = [a_told_case(office).code for _ in range(40)]
    ways = outlets(sms=receivers.sms, webhook=receivers.webhook)
    together, sent = Barrier(2, timeout=60), []

    def run() -> None:
        with app.app_context():
            together.wait()
            sent.append(send(ways))
            db.session.remove()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == 2
    send(ways)
    for gateway in (receivers.sms, receivers.webhook):
        ids = [request.told["id"] for request in gateway.received]
        assert len(ids) == len(set(ids)) == len(codes)
    assert {each.status for each in deliveries()} == {DeliveryStatus.SENT}


def test_nothing_is_sent_while_a_transaction_is_open(office, receivers: Receivers) -> None:
    a_told_case(office)
    ways = outlets(sms=receivers.sms)
    asked = _AskingGateway(receivers.sms.url, "a token")
    assert send(replace(ways, sms=asked)) == 1
    assert len(receivers.sms.received) == 1


class _AskingGateway(type(outlets(sms=Gateway("http://x")).sms)):
    """A gateway that writes to the database before it sends: it could not in a transaction."""

    def send(self, to: str, text: str, *, key: str) -> None:
        with db.engine.connect() as other:
            status = other.execute(select(Delivery.attempts)).scalar_one()
        assert status == 1, "the claim is committed before anything is sent"
        super().send(to, text, key=key)


def test_neither_log_nor_outbox_names_a_person(office, receivers: Receivers) -> None:
    a_told_case(office, NotifyBy.EMAIL)
    a_told_case(office)
    receivers.postbox.answers = ["550 <nguyet@example.vn> Nguyệt is unknown"]
    receivers.sms.answers = [500]
    with capture_logs() as told:
        send(outlets(postbox=receivers.postbox, sms=receivers.sms))
    assert [each["fault"] for each in told] == ["refused 550", "declined 500"]
    kept = [(each.fault, each.answer, each.notice.told) for each in deliveries()]
    for word in ("nguyet", "Nguyệt", "0901234567", "+84"):
        assert word not in f"{told}{kept}"


def test_the_scheduler_sends_what_is_due_and_notes_how_much(
    app: Flask, clock: StoppedClock, office, receivers: Receivers, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set(MONDAY)
    a_told_case(office)
    monkeypatch.setitem(app.extensions, "outlets", outlets(sms=receivers.sms))
    job = scheduler.job_named("send-outbox")
    assert scheduler.run_once(job).rows == 1
    assert scheduler.run_once(job).rows == 0


def test_a_notice_of_a_case_that_is_gone_is_given_up(office, receivers: Receivers) -> None:
    a_told_case(office)
    nobody = replace(outlets(sms=receivers.sms), contacts=lambda _session, _ids: {})
    assert send(nobody) == 0
    assert deliveries()[0].fault == Fault.NO_ADDRESS
