"""The settings of one office: read from the environment, complete or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent
SHORTEST_SECRET = 32

Value = TypeVar("Value")


class SettingsMissing(Exception):
    """Settings that are missing or unreadable, all of them at once, one line each."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        lines = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(f"The office cannot open: its settings need attention.\n{lines}")


@dataclass(frozen=True)
class Settings:
    """What an office must be told; a default is right for production, or there is none."""

    database_url: str
    secret_key: str
    public_url: str
    time_zone: ZoneInfo = ZoneInfo("Asia/Ho_Chi_Minh")
    session_minutes: int = 60
    session_hours: int = 12
    trusted_proxies: int = 0
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    sms_url: str = ""
    sms_token: str = field(default="", repr=False)
    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)
    carrier_url: str = ""
    carrier_token: str = field(default="", repr=False)

    @property
    def cookie_secure(self) -> bool:
        """Cookies travel over TLS only, wherever the office is reached by TLS."""
        return self.public_url.startswith("https:")

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Reads `ONESTOP_…` names; raises SettingsMissing that lists every fault at once."""
        reading = _Reading(environ)
        read: dict[str, Any] = {
            "database_url": reading.required(
                "ONESTOP_DATABASE_URL",
                "the database, as postgresql://user:password@host/name or sqlite:///file.db",
                _database_url,
            ),
            "secret_key": reading.required(
                "ONESTOP_SECRET_KEY",
                f"at least {SHORTEST_SECRET} random characters that sign cookies",
                _secret_key,
            ),
            "public_url": reading.required(
                "ONESTOP_PUBLIC_URL",
                "the address that citizens open, as https://onestop.example.vn",
                _origin,
            ),
            "time_zone": reading.optional("ONESTOP_TIME_ZONE", "a time zone's name", ZoneInfo),
            "session_minutes": reading.optional(
                "ONESTOP_SESSION_MINUTES", "minutes of rest before signing in again", _positive
            ),
            "session_hours": reading.optional(
                "ONESTOP_SESSION_HOURS", "hours before signing in again", _positive
            ),
            "trusted_proxies": reading.optional(
                "ONESTOP_TRUSTED_PROXIES", "how many proxies stand before the server", _count
            ),
            **_channels(reading),
        }
        if reading.faults:
            raise SettingsMissing(tuple(reading.faults))
        return cls(**{name: value for name, value in read.items() if value is not None})


def _channels(reading: _Reading) -> dict[str, Any]:
    """How the house reaches others; each channel is set up wholly or not at all."""
    return {
        **reading.together(
            ("smtp_url", "ONESTOP_SMTP_URL", "smtps://user:password@host or smtp://host", _smtp),
            ("mail_from", "ONESTOP_MAIL_FROM", "the address that letters come from", _mailbox),
        ),
        **reading.together(
            ("sms_url", "ONESTOP_SMS_URL", "the SMS gateway, as https://host/path", _web),
            ("sms_token", "ONESTOP_SMS_TOKEN", "what the SMS gateway knows us by", _signs),
        ),
        **reading.together(
            ("webhook_url", "ONESTOP_WEBHOOK_URL", "the receiver, as https://host/path", _web),
            (
                "webhook_secret",
                "ONESTOP_WEBHOOK_SECRET",
                f"at least {SHORTEST_SECRET} random characters that sign events",
                _secret_key,
            ),
        ),
        **reading.together(
            ("carrier_url", "ONESTOP_CARRIER_URL", "the carrier's service, as https://host", _web),
            ("carrier_token", "ONESTOP_CARRIER_TOKEN", "what the carrier knows us by", _signs),
        ),
    }


class _Reading:
    """One pass over the environment that gathers faults and goes on."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.faults: list[str] = []

    def required(self, name: str, meaning: str, parse: Callable[[str], Value]) -> Value | None:
        if not self.environ.get(name, "").strip():
            self.faults.append(f"{name} is missing: {meaning}")
            return None
        return self.optional(name, meaning, parse)

    def together(
        self, *settings: tuple[str, str, str, Callable[[str], Value]]
    ) -> dict[str, Value | None]:
        """Settings that need each other: all of them or none."""
        wanted = any(self.environ.get(name, "").strip() for _, name, _, _ in settings)
        read = self.required if wanted else self.optional
        return {field: read(name, meaning, parse) for field, name, meaning, parse in settings}

    def optional(self, name: str, meaning: str, parse: Callable[[str], Value]) -> Value | None:
        text = self.environ.get(name, "").strip()
        if not text:
            return None
        try:
            return parse(text)
        except (ValueError, LookupError, OSError):
            self.faults.append(f"{name} cannot be read: {meaning}")
            return None


def _database_url(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    if scheme in ("postgres", "postgresql", "postgresql+psycopg") and separator and rest:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return f"sqlite:///{ROOT / rest[1:]}"
    raise ValueError(scheme)


def _secret_key(text: str) -> str:
    if len(text) < SHORTEST_SECRET:
        raise ValueError(len(text))
    return text


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(text)
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
        raise ValueError(text)
    return f"{parts.scheme}://{parts.netloc}"


def _smtp(text: str) -> str:
    return _address(text, ("smtp", "smtps"))


def _web(text: str) -> str:
    return _address(text, ("http", "https"))


def _address(text: str, schemes: tuple[str, ...]) -> str:
    parts = urlsplit(text)
    if parts.scheme not in schemes or not parts.hostname or parts.port == 0 or parts.fragment:
        raise ValueError(parts.scheme)
    return text


def _mailbox(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", text):
        raise ValueError(text)
    return text


def _signs(text: str) -> str:
    if not text.isascii() or not text.isprintable():
        raise ValueError(len(text))
    return text


def _positive(text: str) -> int:
    number = _count(text)
    if number == 0:
        raise ValueError(text)
    return number


def _count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise ValueError(text)
    return int(text)
