"""Where notices leave the house: the channels that are set up, and who knows the readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from config import Settings
from onestop.notices.channels import Mail, SmsGateway, Webhook
from onestop.notices.contacts import CaseNumbers, Contacts
from onestop.notices.rules import NoticeChannel

_NAME = "outlets"


@dataclass(frozen=True)
class Outlets:
    """The channels of an installation, None where one is not set up; and what the hall knows."""

    contacts: Contacts
    number_of: CaseNumbers
    mail: Mail | None = None
    sms: SmsGateway | None = None
    webhook: Webhook | None = None

    @property
    def open_ones(self) -> tuple[NoticeChannel, ...]:
        """The channels by which something can be sent."""
        ways = {
            NoticeChannel.EMAIL: self.mail,
            NoticeChannel.SMS: self.sms,
            NoticeChannel.WEBHOOK: self.webhook,
        }
        return tuple(channel for channel, way in ways.items() if way is not None)


def install(app: Flask, settings: Settings, contacts: Contacts, number_of: CaseNumbers) -> None:
    """Gives the application the channels that its settings name."""
    app.extensions[_NAME] = Outlets(
        contacts,
        number_of,
        Mail(settings.smtp_url, settings.mail_from) if settings.smtp_url else None,
        SmsGateway(settings.sms_url, settings.sms_token) if settings.sms_url else None,
        Webhook(settings.webhook_url, settings.webhook_secret) if settings.webhook_url else None,
    )


def current() -> Outlets:
    """The outlets of the current application."""
    return cast(Outlets, current_app.extensions[_NAME])
