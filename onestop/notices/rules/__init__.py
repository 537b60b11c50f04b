"""The rules of telling: what is told to whom and by which channel, when, and when no more."""

from onestop.notices.rules.channels import (
    NoticeChannel,
    NotifyBy,
    international,
    is_mobile,
    masked,
    usual_channel,
)
from onestop.notices.rules.events import TELLING, Audience, NoticeEvent, Telling, channels_for
from onestop.notices.rules.sending import (
    BACK_OFF,
    LEASE,
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    QUIET,
    DeliveryStatus,
    Fault,
    QuietHours,
    next_attempt,
)

__all__ = [
    "BACK_OFF",
    "LEASE",
    "LONGEST_WAIT",
    "MOST_ATTEMPTS",
    "QUIET",
    "TELLING",
    "Audience",
    "NoticeChannel",
    "DeliveryStatus",
    "Fault",
    "NoticeEvent",
    "NotifyBy",
    "QuietHours",
    "Telling",
    "channels_for",
    "international",
    "is_mobile",
    "masked",
    "next_attempt",
    "usual_channel",
]
