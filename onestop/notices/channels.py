"""The channels as the wire knows them: SMTP, an SMS gateway and a webhook over HTTP.

None waits longer than it is told to, none follows a redirection, and none says on what the other
side answered: a number at most, because its words may name a person.

The gateway gets `POST {"to": "+84901234567", "text": "…", "id": "…"}` with `Authorization: Bearer
TOKEN`; the same `id` is the same message. The webhook gets `POST {"id", "event", "happened_at",
"agency", "code", "procedure", "told"}` with `Onestop-Event-Id`, `Onestop-Timestamp` (seconds since
1970) and `Onestop-Signature: v1=HEX`, the HMAC-SHA256 of timestamp, a full stop and the body.
Both take any answer from 200 to 299 for a receipt.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import smtplib
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from http.client import HTTPException
from typing import Any
from urllib.parse import unquote, urlsplit

from onestop.asking import ask
from onestop.notices.rules import Fault, international
from onestop.notices.wording import EmailText

PATIENCE = 10.0
"""Seconds to wait for the whole answer over HTTP, and for each word of a mail server."""
_NEVER = frozenset({400, 410, 413, 422})
"""Answers of HTTP that say: not this message, however often."""
_MAILBOX = re.compile(r"[!-?A-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_AT_HOME = frozenset({"localhost", "127.0.0.1", "::1"})


class NotDelivered(Exception):
    """It did not arrive: why, with the number of the answer; and whether to try it again.

    `channel_is_down` says that others would fare no better now: the fault is not this reader's.
    """

    def __init__(
        self,
        fault: Fault,
        answer: str = "",
        *,
        for_good: bool = False,
        this_reader_only: bool = False,
    ) -> None:
        self.fault = fault
        self.answer = answer
        self.for_good = for_good
        self.channel_is_down = not (for_good or this_reader_only)
        super().__init__(f"{fault} {answer}".strip())


@dataclass(frozen=True)
class Mail:
    """A mail server: `smtps://user:password@host:465`, or `smtp://host:587` with STARTTLS."""

    url: str = field(repr=False)
    sender: str
    patience: float = PATIENCE

    @property
    def domain(self) -> str:
        """The part of the sender's address that makes the letters' own numbers unique."""
        return self.sender.rpartition("@")[2]

    def send(self, to: str, letter: EmailText, *, sender_name: str, key: str, at: datetime) -> None:
        """Hands a letter to the server; raises NotDelivered. The same key is the same letter."""
        if not _MAILBOX.fullmatch(to):
            raise NotDelivered(Fault.NO_ADDRESS, for_good=True)
        message = MIMEText(letter.body, "plain", "utf-8")
        message["From"] = formataddr((Header(sender_name, "utf-8").encode(), self.sender))
        message["To"] = to
        message["Subject"] = Header(letter.subject, "utf-8").encode()
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{key}@{self.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        _told_apart(lambda: self._hand_over(message))

    def _hand_over(self, message: MIMEText) -> None:
        parts = urlsplit(self.url)
        host, secure = parts.hostname or "", ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, self.domain, timeout=self.patience, context=secure
            )
        else:
            server = smtplib.SMTP(host, parts.port or 587, self.domain, timeout=self.patience)
        try:
            if parts.scheme == "smtp":
                server.ehlo_or_helo_if_needed()
                if server.has_extn("starttls"):
                    server.starttls(context=secure)
                elif host not in _AT_HOME:
                    raise NotDelivered(Fault.INSECURE)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)
            with suppress(OSError, smtplib.SMTPException):  # A letter once taken is taken.
                server.quit()
        finally:
            server.close()


@dataclass(frozen=True)
class SmsGateway:
    """A gateway that takes one message as JSON, with a bearer token."""

    url: str
    token: str = field(repr=False)
    patience: float = PATIENCE

    def send(self, to: str, text: str, *, key: str) -> None:
        """Hands a message over; raises NotDelivered. The same key is the same message."""
        body = json.dumps({"to": international(to), "text": text, "id": key}).encode()
        _post(self.url, body, {"Authorization": f"Bearer {self.token}"}, self.patience)


@dataclass(frozen=True)
class Webhook:
    """Another system that wants to know, and checks our signature."""

    url: str
    secret: str = field(repr=False)
    patience: float = PATIENCE

    def send(self, event: Mapping[str, Any], *, key: str, at: datetime) -> None:
        """Hands an event over, signed at that moment; raises NotDelivered."""
        body = json.dumps(event, ensure_ascii=False).encode()
        timestamp = str(int(at.timestamp()))
        headers = {
            "Onestop-Event-Id": key,
            "Onestop-Timestamp": timestamp,
            "Onestop-Signature": f"v1={signature(self.secret, timestamp, body)}",
        }
        _post(self.url, body, headers, self.patience)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What proves that a body is ours and of that moment, in hexadecimal signs."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _post(url: str, body: bytes, headers: Mapping[str, str], patience: float) -> None:
    def deliver() -> None:
        sent = {"Content-Type": "application/json", **headers}
        status = ask("POST", url, headers=sent, body=body, patience=patience).status
        if status in _NEVER:
            raise NotDelivered(Fault.REFUSED, str(status), for_good=True)
        if status // 100 != 2:
            raise NotDelivered(Fault.DECLINED, str(status))

    _told_apart(deliver)


def _told_apart(deliver: Callable[[], None]) -> None:
    """Delivers, and says in our own words what went wrong."""
    try:
        deliver()
    except smtplib.SMTPRecipientsRefused as refused:
        code = next(iter(refused.recipients.values()))[0]
        raise _answered(code) from None
    except smtplib.SMTPDataError as declined:  # this letter: the next one may pass
        raise _answered(declined.smtp_code) from None
    except smtplib.SMTPResponseException as answered:
        raise NotDelivered(Fault.DECLINED, str(answered.smtp_code)) from None
    except (OSError, HTTPException) as broken:
        slow = any(isinstance(each, TimeoutError) for each in (broken, broken.__context__))
        raise NotDelivered(Fault.TIMED_OUT if slow else Fault.UNREACHABLE) from None


def _answered(code: int) -> NotDelivered:
    """What a mail server's answer to one letter means: 5xx is for good, 4xx for now."""
    if code // 100 == 5:
        return NotDelivered(Fault.REFUSED, str(code), for_good=True)
    return NotDelivered(Fault.DECLINED, str(code), this_reader_only=True)
