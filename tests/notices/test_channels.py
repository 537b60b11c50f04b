"""The channels against real servers that take, refuse, fail, hang and recover."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from onestop.notices import channels
from onestop.notices.channels import Mail, NotDelivered, SmsGateway, Webhook, signature
from onestop.notices.rules import Fault
from onestop.notices.wording import EmailText
from tests.notices.receivers import (
    HANGS,
    Gateway,
    Postbox,
    a_deaf_port,
    a_gateway,
    a_postbox,
)

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SECRET = "a secret between two systems alone"
LETTER = EmailText("Đã có kết quả hồ sơ H29-1", "Kính gửi bà Nguyệt,\n\nĐã có kết quả.\n")
SHORT = 1.0


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with a_gateway() as opened:
        yield opened


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with a_postbox() as opened:
        yield opened


def write(url: str, to: str = "nguyet@example.vn", patience: float = 30.0) -> None:
    mail = Mail(url, "motcua@example.vn", patience)
    mail.send(to, LETTER, sender_name="Một cửa phường Hoa Lan", key="result_ready-7-4", at=AT)


def told(url: str, patience: float = 30.0) -> None:
    SmsGateway(url, "a token", patience).send("0901234567", "Ho so H29-1", key="received-7-1")


def test_a_letter_arrives_with_its_marks_and_its_own_number(postbox: Postbox) -> None:
    write(postbox.url)
    (letter,) = postbox.letters
    assert letter.headers["Subject"] == LETTER.subject
    assert letter.headers["From"] == "Một cửa phường Hoa Lan <motcua@example.vn>"
    assert letter.headers["To"] == "nguyet@example.vn"
    assert letter.headers["Message-ID"] == "<result_ready-7-4@example.vn>"
    assert letter.headers["Auto-Submitted"] == "auto-generated"
    assert letter.text == LETTER.body


@pytest.mark.parametrize(
    ("answer", "fault", "for_good"),
    [
        ("550 5.1.1 <nguyet@example.vn> unknown", Fault.REFUSED, True),
        ("451 4.7.1 come back later", Fault.DECLINED, False),
    ],
)
def test_a_refused_letter_is_told_without_the_answers_words(
    postbox: Postbox, answer: str, fault: Fault, for_good: bool
) -> None:
    for said in (postbox.answers, postbox.declines):
        said.append(answer)
        check_refused(postbox, answer, fault, for_good=for_good)


def check_refused(postbox: Postbox, answer: str, fault: Fault, *, for_good: bool) -> None:
    """The letter is not taken, and the next one is."""
    taken = len(postbox.letters)
    with pytest.raises(NotDelivered) as failed:
        write(postbox.url)
    assert (failed.value.fault, failed.value.for_good) == (fault, for_good)
    assert str(failed.value) == f"{fault} {answer[:3]}"
    assert not failed.value.channel_is_down
    assert failed.value.__cause__ is None
    write(postbox.url)
    assert len(postbox.letters) == taken + 1


@pytest.mark.parametrize("to", ["không phải địa chỉ", "a b@example.vn", "nguyệt@example.vn", "@"])
def test_what_is_no_address_is_not_tried(postbox: Postbox, to: str) -> None:
    with pytest.raises(NotDelivered) as failed:
        write(postbox.url, to)
    assert (failed.value.fault, failed.value.for_good) == (Fault.NO_ADDRESS, True)
    assert not failed.value.channel_is_down


def test_a_mail_server_that_says_nothing_is_not_waited_for() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(NotDelivered) as failed:
            write(f"smtp://127.0.0.1:{silent.getsockname()[1]}", patience=SHORT)
    assert failed.value.fault is Fault.TIMED_OUT
    assert failed.value.channel_is_down


@pytest.mark.parametrize("account", ["", "me:word@"])
def test_neither_password_nor_letter_travels_over_an_open_line(
    postbox: Postbox, monkeypatch: pytest.MonkeyPatch, account: str
) -> None:
    monkeypatch.setattr(channels, "_AT_HOME", frozenset())
    with pytest.raises(NotDelivered) as failed:
        write(postbox.url.replace("//", f"//{account}"))
    assert failed.value.fault is Fault.INSECURE
    assert not postbox.letters


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_mail_server_that_is_away_is_told(scheme: str) -> None:
    with a_deaf_port() as port, pytest.raises(NotDelivered) as failed:
        write(f"{scheme}://127.0.0.1:{port}")
    assert failed.value.fault is Fault.UNREACHABLE


def test_the_gateway_gets_number_text_and_key_with_our_token(gateway: Gateway) -> None:
    told(gateway.url)
    (request,) = gateway.received
    assert request.path == "/in"
    assert request.headers["Authorization"] == "Bearer a token"
    assert request.told == {"to": "+84901234567", "text": "Ho so H29-1", "id": "received-7-1"}


@pytest.mark.parametrize(
    ("status", "fault", "for_good"),
    [
        (500, Fault.DECLINED, False),
        (401, Fault.DECLINED, False),
        (429, Fault.DECLINED, False),
        (302, Fault.DECLINED, False),
        (422, Fault.REFUSED, True),
    ],
)
def test_an_answer_of_the_gateway_says_whether_to_try_again(
    gateway: Gateway, status: int, fault: Fault, for_good: bool
) -> None:
    gateway.answers = [status]
    with pytest.raises(NotDelivered) as failed:
        told(gateway.url)
    assert (failed.value.fault, failed.value.for_good) == (fault, for_good)
    assert failed.value.answer == str(status)
    told(gateway.url)
    assert len(gateway.received) == 2


def test_a_gateway_that_hangs_is_left_and_may_recover(gateway: Gateway) -> None:
    gateway.answers = [HANGS]
    with pytest.raises(NotDelivered) as failed:
        told(gateway.url, patience=SHORT)
    assert failed.value.fault is Fault.TIMED_OUT
    gateway.has_answered()
    told(gateway.url)
    assert [request.told["id"] for request in gateway.received] == ["received-7-1"] * 2


def test_a_gateway_that_is_away_is_told() -> None:
    with a_deaf_port() as port, pytest.raises(NotDelivered) as failed:
        told(f"http://127.0.0.1:{port}/in")
    assert failed.value.fault is Fault.UNREACHABLE


def test_the_webhook_can_prove_who_sent_what_and_when(gateway: Gateway) -> None:
    event = {"event": "result_ready", "code": "H29-1", "told": {"reason": "Quyết định"}}
    Webhook(gateway.url, SECRET).send(event, key="result_ready-7-4", at=AT)
    (request,) = gateway.received
    assert request.told == event
    assert request.headers["Onestop-Event-Id"] == "result_ready-7-4"
    assert request.headers["Onestop-Timestamp"] == "1795485600"
    proof = signature(SECRET, "1795485600", request.body)
    assert request.headers["Onestop-Signature"] == f"v1={proof}"
    assert signature(SECRET, "1795485601", request.body) != proof
    assert signature(SECRET, "1795485600", request.body + b" ") != proof


def test_no_channel_shows_its_secret() -> None:
    opened = (
        Mail("smtp://me:password@mail", "a@b.vn"),
        SmsGateway("https://sms", "token-7"),
        Webhook("https://hook", SECRET),
    )
    shown = repr(opened)
    assert not [word for word in ("password", "token-7", SECRET) if word in shown]
