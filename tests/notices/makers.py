"""Makers of a small office that tells people, through receivers on this machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from onestop.cases.operations import registration
from onestop.cases.operations.registration import Registered
from onestop.cases.queries.contacts import contacts, number_of
from onestop.db import db, transaction
from onestop.notices.channels import Mail, SmsGateway, Webhook
from onestop.notices.models import Delivery, Notice
from onestop.notices.outlets import Outlets
from onestop.notices.rules import NotifyBy
from onestop.notices.sending import send_due
from tests.cases.makers import MONDAY, SmallOffice, an_application
from tests.notices.receivers import Gateway, Postbox

SECRET = "a secret between two systems alone"
SENDER = "motcua@example.vn"


def outlets(
    *,
    postbox: Postbox | None = None,
    sms: Gateway | None = None,
    webhook: Gateway | None = None,
    patience: float = 30.0,
) -> Outlets:
    """The channels that are set up."""
    return Outlets(
        contacts,
        number_of,
        Mail(postbox.url, SENDER, patience) if postbox else None,
        SmsGateway(sms.url, "a token", patience) if sms else None,
        Webhook(webhook.url, SECRET, patience) if webhook else None,
    )


def a_told_case(
    office: SmallOffice,
    notify_by: NotifyBy = NotifyBy.SMS,
    *,
    at: datetime = MONDAY,
    email: str = "nguyet@example.vn",
    language: str = "vi",
) -> Registered:
    """A registered case whose applicant wants to be told in that way."""
    entry = an_application(office, notify_by=notify_by, notify_language=language)
    entry = replace(entry, applicant=replace(entry.applicant, email=email))
    with transaction() as session:
        return registration.register(session, entry, by=office.clerk, at=at)


def send(ways: Outlets, *, at: datetime = MONDAY) -> int:
    """Sends what is due at a moment."""
    return send_due(ways, now=lambda: at)


def deliveries() -> list[Delivery]:
    """Every delivery as it stands now, oldest first."""
    db.session().expire_all()
    return list(db.session().scalars(select(Delivery).order_by(Delivery.id)))


def notices() -> list[Notice]:
    """Every notice as it stands now, oldest first."""
    db.session().expire_all()
    return list(db.session().scalars(select(Notice).order_by(Notice.id)))
