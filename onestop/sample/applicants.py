"""Invented applicants and their applications."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from onestop.cases import addresses
from onestop.cases.rules.identity import valid_organisation_number
from onestop.cases.rules.reception import (
    ApplicantEntry,
    ApplicantKind,
    ReceivedComponent,
    Registration,
    ReturnMethod,
    SubmitterEntry,
    at_the_counter,
)
from onestop.notices.rules import usual_channel
from onestop.procedures.rules import Channel, Version

PROVINCE = "79"
_AT_THE_COUNTER = 0.6
_WAYS_OUT = (ReturnMethod.COUNTER, ReturnMethod.COUNTER, ReturnMethod.POST)


def application(version: Version, people: dict[str, list[str]], chance: Random) -> Registration:
    """A complete application for the procedure by somebody invented."""
    applicant = _person(people, chance)
    if "hộ kinh doanh" not in version.field and chance.random() < 0.06:
        applicant = _organisation(people, chance)
    submitter = None
    if applicant.kind is ApplicantKind.ORGANISATION or chance.random() < 0.1:
        other = _person(people, chance)
        submitter = SubmitterEntry(
            name=other.name,
            identity_number=other.identity_number,
            phone=other.phone,
            address=other.address,
            authorisation="Giấy uỷ quyền có chứng thực",
        )
    way_out = ReturnMethod.COUNTER if version.presence_required else chance.choice(_WAYS_OUT)
    variants = version.variants
    return Registration(
        submission_key=f"sample-{chance.getrandbits(96):024x}",
        version_id=version.id,
        channel=_way_in(version, chance),
        variant=chance.choice(variants).key if variants else "",
        applicant=applicant,
        submitter=submitter,
        components={
            each.id: ReceivedComponent(each.originals, each.copies)
            for each in version.components
            if each.required or chance.random() < 0.4
        },
        return_method=way_out,
        return_address=applicant.address if way_out is ReturnMethod.POST else "",
        notify_by=usual_channel(phone=applicant.phone, email=applicant.email),
    )


def _way_in(version: Version, chance: Random) -> Channel:
    if Channel.COUNTER in version.channels and chance.random() < _AT_THE_COUNTER:
        return Channel.COUNTER
    return chance.choice(at_the_counter(version.channels))


def _person(people: dict[str, list[str]], chance: Random) -> ApplicantEntry:
    sex = chance.choice(("female", "male"))
    born = date(chance.randint(1958, 2006), chance.randint(1, 12), chance.randint(1, 28))
    century = (0 if sex == "male" else 1) + (2 if born.year >= 2000 else 0)
    number = f"0{PROVINCE}{century}{born:%y}{chance.randint(0, 999_999):06d}"
    person = ApplicantEntry(
        kind=ApplicantKind.PERSON,
        name=f"{chance.choice(people['family'])} {chance.choice(people[sex])}",
        identity_number=number,
        birth_on=born,
        sex=sex,
        phone=f"09{chance.randint(0, 99_999_999):08d}",
    )
    return _at_home(person, people, chance)


def _organisation(people: dict[str, list[str]], chance: Random) -> ApplicantEntry:
    number = "0000000000"
    while not valid_organisation_number(number) or number == "0000000000":
        number = f"03{chance.randint(0, 99_999_999):08d}"
    body = ApplicantEntry(
        kind=ApplicantKind.ORGANISATION,
        name=chance.choice(people["organisations"]),
        identity_number=number,
        phone=f"028{chance.randint(0, 9_999_999):07d}",
    )
    return _at_home(body, people, chance)


def _at_home(
    applicant: ApplicantEntry, people: dict[str, list[str]], chance: Random
) -> ApplicantEntry:
    ward = chance.choice(addresses.wards(PROVINCE))
    province = addresses.province_of(PROVINCE)
    street = f"{chance.randint(1, 280)} {chance.choice(people['streets'])}"
    return replace(
        applicant,
        province_code=PROVINCE,
        ward_code=ward.code,
        street=street,
        address=addresses.in_one_line(street, ward.name, province.name if province else ""),
    )
