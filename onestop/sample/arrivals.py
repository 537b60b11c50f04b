"""What the postman brought to the sample office lately: a case, a request, and two that wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from onestop.calendars.rules import add_working_days
from onestop.cases.rules.guidance import GuidanceEntry, GuidanceKind
from onestop.cases.rules.reception import Registration
from onestop.post.operations import filing, incoming
from onestop.post.operations.incoming import Slip
from onestop.post.operations.packing import locked_manifest
from onestop.procedures.rules import Channel, Version
from onestop.sample.applicants import application
from onestop.sample.mail import Mail

_SEED, _MANY = 46, 4
_COMES = time(9, 30)
_POSTMAN = "Lê Văn Phát"


def bring(session: Session, mail: Mail, versions: Sequence[Version], *, at: datetime) -> None:
    """One delivery of the working day before: signed for, partly registered and asked for."""
    chance = Random(_SEED)
    by_post = [each for each in versions if Channel.POST in each.channels]
    day = add_working_days(mail.calendar, mail.calendar.local(at).date(), -1)
    came_at = mail.calendar.at(day, _COMES)
    sent = [
        replace(application(chance.choice(by_post), mail.office.people, chance), channel="post")
        for _ in range(_MANY)
    ]
    known = {each.id: each for each in by_post}
    numbers = []
    for place, entry in enumerate(sent, start=1):
        code = f"RM{place:09d}VN"
        arrived = incoming.arrive(session, mail.carrier_id, code, by=mail.desk, at=came_at)
        numbers.append(arrived.id)
        manifest_id = arrived.manifest_id or 0
        slip = _slip(entry, known[entry.version_id])
        incoming.note(session, manifest_id, arrived.id, slip, by=mail.desk, at=came_at)
    seen = locked_manifest(session, manifest_id, by=mail.desk).version
    incoming.sign(session, manifest_id, seen=seen, postman=_POSTMAN, by=mail.desk, at=came_at)
    later = came_at + timedelta(minutes=40)
    filing.register(session, numbers[0], sent[0], by=mail.desk, at=later)
    asked = _asked(sent[1], known[sent[1].version_id])
    filing.answer(session, numbers[1], asked, by=mail.desk, at=later + timedelta(minutes=15))


def _slip(entry: Registration, version: Version) -> Slip:
    sender = entry.submitter or entry.applicant
    papers = [each.name for each in version.components if each.id in entry.components]
    return Slip(
        sender_name=sender.name,
        sender_phone=sender.phone,
        sender_address=sender.address,
        contents="; ".join(name.replace(";", ",") for name in papers) or "Đơn đề nghị",
        collected=sum(fee.amount for fee in version.fees_for(Channel.POST)),
        procedure_code=version.code,
    )


def _asked(entry: Registration, version: Version) -> GuidanceEntry:
    sender = entry.submitter or entry.applicant
    return GuidanceEntry(
        kind=GuidanceKind.SUPPLEMENT,
        version_id=version.id,
        applicant_name=sender.name,
        identity_number=sender.identity_number,
        phone=sender.phone,
        email="",
        address=sender.address,
        requirements=(version.components[0].name if version.components else "Đơn đề nghị",),
        reason="Hồ sơ chưa đủ giấy tờ theo quy định",
        typed={"name": sender.name, "phone": sender.phone},
    )
