"""Sending what is due: taken in one short transaction, sent outside any, noted in another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

import structlog
from flask import current_app
from sqlalchemy.exc import IntegrityError

from onestop.db import db, transaction
from onestop.notices import queries
from onestop.notices.channels import NotDelivered
from onestop.notices.contacts import Contact
from onestop.notices.operations import delivering, posting
from onestop.notices.operations.delivering import Claimed
from onestop.notices.outlets import Outlets
from onestop.notices.queries import Sender
from onestop.notices.rules import Fault, NoticeChannel
from onestop.notices.wording import email_text, sms_text

PORTION = 10
MOST = 500
"""What one run sends at most: the next one follows in half a minute."""
_MARGIN = timedelta(minutes=3)
"""What must be left of a claim to begin sending: more than any channel waits."""

log = structlog.get_logger()


def send_due(ways: Outlets, *, now: Callable[[], datetime], most: int = MOST) -> int:
    """Sends what is due by these channels; says how many arrived.

    A channel that is down is left alone for the rest of the run: what was taken for it is put
    back, and the one that found it out waits for its next attempt.
    """
    zone: tzinfo = current_app.config["SETTINGS"].time_zone
    open_ones = list(ways.open_ones)
    if not open_ones:
        return 0
    _prepare(open_ones, at=now())
    sent = tried = 0
    while open_ones and tried < most:
        portion = _take(open_ones, at=now(), zone=zone)
        if not portion:
            break
        readers = _readers(ways, portion)
        for claimed in portion:
            in_time = claimed.until_at - now() >= _MARGIN
            asleep = readers.asleep(claimed, at=now(), zone=zone)
            if claimed.channel not in open_ones or not in_time or asleep:
                with transaction() as session:
                    delivering.put_back(session, claimed, at=now())
                continue
            tried += 1
            fault = _send(ways, claimed, readers, at=now(), zone=zone)
            _note(claimed, fault, at=now())
            sent += fault is None
            if fault is not None and fault.channel_is_down:
                open_ones.remove(claimed.channel)
    return sent


def _prepare(open_ones: list[NoticeChannel], *, at: datetime) -> None:
    """What is to be done before anything is taken: spread, give up."""
    if NoticeChannel.WEBHOOK in open_ones:
        try:
            with transaction() as session:
                posting.spread_to_webhook(session, at=at)
        except IntegrityError:
            log.info("another sender spreads to the webhook")
    with transaction() as session:
        delivering.give_up(session, open_ones, at=at)


def _take(open_ones: list[NoticeChannel], *, at: datetime, zone: tzinfo) -> list[Claimed]:
    """Some of what is due; what would disturb a sleeper waits for the morning."""
    with transaction() as session:
        delivering.hold_over_night(session, open_ones, at=at, zone=zone)
        return delivering.claim(session, open_ones, at=at, limit=PORTION)


@dataclass(frozen=True)
class _Readers:
    """Who reads a portion, and who signs it."""

    applicants: Mapping[int, Contact]
    officials: Mapping[int, Contact]
    senders: Mapping[int, Sender]

    def of(self, claimed: Claimed) -> Contact | None:
        """The reader of a delivery; None where there is nobody any more."""
        if claimed.official_id is not None:
            return self.officials.get(claimed.official_id)
        found = self.applicants.get(claimed.case_id) if claimed.case_id is not None else None
        return found and replace(found, office=self.senders[claimed.agency_id].name)

    def asleep(self, claimed: Claimed, *, at: datetime, zone: tzinfo) -> bool:
        """Whether it has become night for the reader since the portion was taken."""
        quiet = self.senders[claimed.agency_id].quiet
        return claimed.disturbs and quiet.ends_at(at, zone) is not None


def _readers(ways: Outlets, portion: list[Claimed]) -> _Readers:
    session = db.session()
    case_ids = [each.case_id for each in portion if each.case_id and each.official_id is None]
    official_ids = [each.official_id for each in portion if each.official_id is not None]
    return _Readers(
        ways.contacts(session, case_ids),
        queries.officials(session, official_ids),
        queries.senders(session, [each.agency_id for each in portion]),
    )


def _send(
    ways: Outlets, claimed: Claimed, readers: _Readers, *, at: datetime, zone: tzinfo
) -> NotDelivered | None:
    """Sends one delivery by its channel; gives what went wrong, or None."""
    reader, sender = readers.of(claimed), readers.senders[claimed.agency_id]
    try:
        if claimed.channel is NoticeChannel.WEBHOOK and ways.webhook is not None:
            event = _event(claimed, reader, sender)
            ways.webhook.send(event, key=claimed.event_key, at=at)
        elif claimed.channel is NoticeChannel.EMAIL and ways.mail is not None:
            reader = _reached(reader, "email")
            letter = email_text(claimed.event, claimed.told, _opening(reader, claimed), zone=zone)
            ways.mail.send(
                reader.email, letter, sender_name=sender.name, key=claimed.event_key, at=at
            )
        elif claimed.channel is NoticeChannel.SMS and ways.sms is not None:
            reader = _reached(reader, "phone")
            text = sms_text(claimed.event, claimed.told, reader, zone=zone)
            ways.sms.send(reader.phone, text, key=claimed.event_key)
    except NotDelivered as fault:
        return fault
    return None


def _reached(reader: Contact | None, address: str) -> Contact:
    if reader is None or not getattr(reader, address):
        raise NotDelivered(Fault.NO_ADDRESS, for_good=True)
    return reader


def _opening(reader: Contact, claimed: Claimed) -> Contact:
    """The reader with the page to open: an official's is the case within the office."""
    if claimed.official_id is None:
        return reader
    return replace(reader, link=f"{reader.link}/cases/{claimed.told['code']}")


def _event(claimed: Claimed, reader: Contact | None, sender: Sender) -> dict[str, object]:
    """What the webhook hears: the case and what happened, nobody's name and no secret."""
    return {
        "id": claimed.event_key,
        "event": claimed.event.value,
        "happened_at": claimed.happened_at.isoformat(),
        "agency": sender.identifier,
        "code": claimed.told["code"],
        "procedure": reader.procedure_code if reader else "",
        "told": dict(claimed.told),
    }


def _note(claimed: Claimed, fault: NotDelivered | None, *, at: datetime) -> None:
    told = {"delivery": claimed.id, "channel": str(claimed.channel), "attempt": claimed.attempts}
    with transaction() as session:
        if fault is None:
            delivering.note_sent(session, claimed, at=at)
        else:
            delivering.note_failed(
                session, claimed, fault.fault, fault.answer, for_good=fault.for_good, at=at
            )
    if fault is not None:
        log.warning("not delivered", fault=str(fault), **told)
