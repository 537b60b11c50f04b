"""The channels, the addresses that fit them, and how much of an address is shown."""

from __future__ import annotations

import re
from enum import StrEnum

_MOBILE = re.compile(r"(?:\+84|0)([35789]\d{8})")
_SHOWN = 3


class NoticeChannel(StrEnum):
    """A way by which something is sent; the bell on the page needs no sending."""

    EMAIL = "email"
    SMS = "sms"
    WEBHOOK = "webhook"


class NotifyBy(StrEnum):
    """How an applicant wants to be told, as chosen at the counter."""

    NONE = "none"
    EMAIL = "email"
    SMS = "sms"


def is_mobile(phone: str) -> bool:
    """Whether a Vietnamese number can receive an SMS: 09…, 03…, 05…, 07…, 08…, or +84…."""
    return _MOBILE.fullmatch(phone) is not None


def international(phone: str) -> str:
    """A mobile number as gateways want it: 0901234567 → +84901234567; others as they are."""
    found = _MOBILE.fullmatch(phone)
    return f"+84{found[1]}" if found else phone


def usual_channel(*, phone: str, email: str) -> NotifyBy:
    """How somebody is told who did not choose: by SMS, else by e-mail, else not at all."""
    if is_mobile(phone):
        return NotifyBy.SMS
    return NotifyBy.EMAIL if email else NotifyBy.NONE


def masked(address: str) -> str:
    """As much of an address as may be shown: 09••••321, n•••@…; nothing for none."""
    if not address:
        return ""
    name, at, _ = address.partition("@")
    if at:
        return f"{name[:1]}•••@…"
    if len(address) <= 2 * _SHOWN:
        return "•••"
    return f"{address[: _SHOWN - 1]}••••{address[-_SHOWN:]}"
