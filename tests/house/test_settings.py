"""An office opens with complete settings, or says at once everything that is amiss."""

from __future__ import annotations

import pytest

from config import ROOT, Settings, SettingsMissing

COMPLETE = {
    "ONESTOP_DATABASE_URL": "postgresql://office@db.example/onestop",
    "ONESTOP_SECRET_KEY": "k" * 32,
    "ONESTOP_PUBLIC_URL": "https://onestop.example.vn/",
}


def read(**changed: str) -> Settings:
    return Settings.from_environ({**COMPLETE, **changed})


def test_all_missing_names_are_told_at_once() -> None:
    with pytest.raises(SettingsMissing) as told:
        Settings.from_environ({})
    assert len(told.value.faults) == len(COMPLETE)
    for name in COMPLETE:
        assert f"{name} is missing" in str(told.value)


def test_missing_and_malformed_are_told_together() -> None:
    with pytest.raises(SettingsMissing) as told:
        Settings.from_environ({"ONESTOP_SECRET_KEY": "short", "ONESTOP_TRUSTED_PROXIES": "-1"})
    assert len(told.value.faults) == 4
    assert "short" not in str(told.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ONESTOP_DATABASE_URL", "mysql://office@db/onestop"),
        ("ONESTOP_DATABASE_URL", "sqlite://"),
        ("ONESTOP_SECRET_KEY", "k" * 31),
        ("ONESTOP_PUBLIC_URL", "onestop.example.vn"),
        ("ONESTOP_PUBLIC_URL", "https://onestop.example.vn/office"),
        ("ONESTOP_PUBLIC_URL", "https://me:word@onestop.example.vn"),
        ("ONESTOP_TIME_ZONE", "Asia/Nowhere"),
        ("ONESTOP_SESSION_MINUTES", "0"),
        ("ONESTOP_TRUSTED_PROXIES", "one"),
        ("ONESTOP_SMTP_URL", "http://mail.example.vn"),
        ("ONESTOP_MAIL_FROM", "Một cửa"),
        ("ONESTOP_SMS_URL", "ftp://sms.example.vn"),
        ("ONESTOP_SMS_TOKEN", "mã bí mật"),
        ("ONESTOP_WEBHOOK_URL", "https://"),
        ("ONESTOP_WEBHOOK_SECRET", "short"),
        ("ONESTOP_CARRIER_URL", "bưu điện"),
    ],
)
def test_an_unreadable_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsMissing, match=name):
        read(**{name: value})


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_the_driver_that_is_installed(scheme: str) -> None:
    settings = read(ONESTOP_DATABASE_URL=f"{scheme}://office@db.example/onestop")
    assert settings.database_url == "postgresql+psycopg://office@db.example/onestop"


def test_a_relative_sqlite_file_lies_in_the_checkout() -> None:
    settings = read(ONESTOP_DATABASE_URL="sqlite:///var/onestop.db")
    assert settings.database_url == f"sqlite:///{ROOT}/var/onestop.db"


def test_an_absolute_sqlite_file_stays_where_it_is() -> None:
    settings = read(ONESTOP_DATABASE_URL="sqlite:////srv/onestop.db")
    assert settings.database_url == "sqlite:////srv/onestop.db"


def test_the_public_address_is_an_origin_without_a_slash() -> None:
    assert read().public_url == "https://onestop.example.vn"


@pytest.mark.parametrize(("address", "secure"), [("https://a.vn", True), ("http://a.vn", False)])
def test_cookies_are_secure_where_the_office_is(address: str, secure: bool) -> None:
    assert read(ONESTOP_PUBLIC_URL=address).cookie_secure is secure


CHANNELS = {
    "ONESTOP_SMTP_URL": "smtps://office:word@mail.example.vn",
    "ONESTOP_MAIL_FROM": "motcua@example.vn",
    "ONESTOP_SMS_URL": "https://sms.example.vn/send",
    "ONESTOP_SMS_TOKEN": "a token of the gateway",
    "ONESTOP_WEBHOOK_URL": "https://province.example.vn/events",
    "ONESTOP_WEBHOOK_SECRET": "w" * 32,
}


def test_the_channels_are_set_up_without_showing_their_secrets() -> None:
    settings = read(**CHANNELS)
    assert (settings.mail_from, settings.sms_url) == (
        "motcua@example.vn",
        "https://sms.example.vn/send",
    )
    for secret in (settings.smtp_url, settings.sms_token, settings.webhook_secret):
        assert secret
        assert secret not in repr(settings)


@pytest.mark.parametrize("name", list(CHANNELS))
def test_a_channel_is_set_up_wholly_or_not_at_all(name: str) -> None:
    incomplete = {key: value for key, value in CHANNELS.items() if key != name}
    with pytest.raises(SettingsMissing, match=f"{name} is missing"):
        read(**incomplete)


def test_defaults_are_right_for_production() -> None:
    settings = read()
    assert str(settings.time_zone) == "Asia/Ho_Chi_Minh"
    assert (settings.session_minutes, settings.session_hours) == (60, 12)
    assert settings.trusted_proxies == 0
    assert settings.smtp_url == settings.sms_url == settings.webhook_url == ""
