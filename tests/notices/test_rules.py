"""Who is told by what, when it is sent, tried again and given up."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from onestop.notices.rules import (
    MOST_ATTEMPTS,
    QUIET,
    TELLING,
    Audience,
    NoticeChannel,
    NoticeEvent,
    NotifyBy,
    QuietHours,
    channels_for,
    international,
    is_mobile,
    masked,
    next_attempt,
    usual_channel,
)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
EVENING = datetime(2026, 11, 24, 22, 15, tzinfo=ZONE)
MORNING = datetime(2026, 11, 25, 6, 30, tzinfo=ZONE)


def test_every_event_has_somebody_who_hears_of_it() -> None:
    assert set(TELLING) == set(NoticeEvent)


@pytest.mark.parametrize(
    ("notify_by", "channels"),
    [
        (NotifyBy.SMS, (NoticeChannel.SMS,)),
        (NotifyBy.EMAIL, (NoticeChannel.EMAIL,)),
        (NotifyBy.NONE, ()),
    ],
)
def test_an_applicant_is_told_as_chosen(
    notify_by: NotifyBy, channels: tuple[NoticeChannel, ...]
) -> None:
    for event, telling in TELLING.items():
        if telling.audience is Audience.APPLICANT:
            assert channels_for(event, notify_by) == channels


def test_an_official_is_never_told_by_sms() -> None:
    for event, telling in TELLING.items():
        if telling.audience is Audience.OFFICIAL:
            assert channels_for(event, NotifyBy.SMS) == ()
    assert channels_for(NoticeEvent.ASSIGNED, NotifyBy.EMAIL) == ()
    assert channels_for(NoticeEvent.OVERDUE, NotifyBy.EMAIL) == (NoticeChannel.EMAIL,)


@pytest.mark.parametrize(
    ("phone", "email", "usual"),
    [
        ("0901234567", "a@b.vn", NotifyBy.SMS),
        ("+84901234567", "", NotifyBy.SMS),
        ("02838221234", "a@b.vn", NotifyBy.EMAIL),
        ("02838221234", "", NotifyBy.NONE),
        ("", "", NotifyBy.NONE),
    ],
)
def test_who_did_not_choose_is_told_by_mobile_then_by_mail(
    phone: str, email: str, usual: NotifyBy
) -> None:
    assert usual_channel(phone=phone, email=email) is usual


def test_gateways_get_numbers_with_the_country() -> None:
    assert international("0901234567") == "+84901234567"
    assert international("+84901234567") == "+84901234567"
    assert is_mobile("0912345678")
    assert not is_mobile("02838221234")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("0901234321", "09••••321"),
        ("nguyet@example.vn", "n•••@…"),
        ("113", "•••"),
        ("", ""),
    ],
)
def test_an_address_is_shown_only_so_far(address: str, shown: str) -> None:
    assert masked(address) == shown


def test_failures_are_waited_out_longer_and_longer_and_then_it_is_over() -> None:
    minutes = [
        (again - EVENING) / timedelta(minutes=1)
        for attempts in range(1, MOST_ATTEMPTS)
        if (again := next_attempt(attempts, at=EVENING)) is not None
    ]
    assert minutes == [1, 5, 30, 120, 720]
    assert next_attempt(MOST_ATTEMPTS, at=EVENING) is None


@pytest.mark.parametrize(
    ("at", "ends_at"),
    [
        (EVENING, MORNING),
        (EVENING.replace(hour=21, minute=0), MORNING),
        (EVENING.replace(hour=20, minute=59), None),
        (MORNING - timedelta(minutes=1), MORNING),
        (MORNING, None),
        (MORNING.replace(hour=12), None),
    ],
)
def test_the_night_is_quiet(at: datetime, ends_at: datetime | None) -> None:
    assert QUIET.ends_at(at.astimezone(ZoneInfo("UTC")), ZONE) == ends_at


def test_quiet_hours_may_lie_within_a_day_or_be_none() -> None:
    noon = QuietHours(time(11, 30), time(13))
    lunch = EVENING.replace(hour=12)
    assert noon.ends_at(lunch, ZONE) == EVENING.replace(hour=13, minute=0)
    assert noon.ends_at(EVENING, ZONE) is None
    assert QuietHours(time(0), time(0)).ends_at(EVENING, ZONE) is None
