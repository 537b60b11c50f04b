"""Identity documents: the number on them and the QR on the card."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from onestop.errors import N_, Refused
from onestop.letters import tidy

_PROVINCES = frozenset(
    f"{number:03d}"
    for number in (
        *(1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35),
        *(36, 37, 38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70),
        *(72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96),
    )
)
_CARD_PARTS = 7
_FEMALE = {"nữ", "nu"}
_MALE = {"nam"}


class BadCard(Refused):
    """What the scanner read is not the QR of an identity card."""


@dataclass(frozen=True)
class IdentityCard:
    """What the QR of a citizen's identity card says."""

    number: str
    old_number: str
    name: str
    birth_on: date
    sex: str
    address: str
    issued_on: date | None


def valid_personal_number(number: str) -> bool:
    """Whether it can be a personal identification number: 12 digits, a province or country first.

    Source: Decree 137/2015/NĐ-CP article 13; Circular 59/2021/TT-BCA article 4. Holders born
    abroad carry a country's code from 100 on in the place of the province.
    """
    return bool(re.fullmatch(r"\d{12}", number)) and (
        number[:3] in _PROVINCES or number[:3] >= "100"
    )


def valid_old_number(number: str) -> bool:
    """Whether it can be the nine-digit number of the former identity card."""
    return bool(re.fullmatch(r"\d{9}", number))


def valid_organisation_number(number: str) -> bool:
    """Whether it can be a tax or enterprise code: 10 digits with their check digit, a branch.

    Source: Circular 105/2020/TT-BTC article 5 (ten digits, the last a check digit; branch of
    three digits after a hyphen); twelve digits are a household's personal number.
    """
    found = re.fullmatch(r"(\d{10})(?:-?\d{3})?", number)
    if found is None:
        return valid_personal_number(number)
    digits = [int(digit) for digit in found[1]]
    weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
    return (10 - sum(map(int.__mul__, digits, weights)) % 11) % 10 == digits[9]


def read_card(scanned: str) -> IdentityCard:
    """The card behind `id|old id|name|DDMMYYYY|sex|address|DDMMYYYY`; raises BadCard otherwise."""
    parts = [tidy(part) for part in scanned.strip().split("|")]
    if len(parts) < _CARD_PARTS:
        raise BadCard(N_("This is not the code of an identity card. Nothing was filled in."))
    number, old_number, name, birth, sex, address, issued = parts[:_CARD_PARTS]
    birth_on = _day(birth)
    if not (valid_personal_number(number) and name and birth_on and sex.lower() in _FEMALE | _MALE):
        raise BadCard(N_("The identity card could not be read. Nothing was filled in; scan again."))
    return IdentityCard(
        number=number,
        old_number=old_number,
        name=name,
        birth_on=birth_on,
        sex="female" if sex.lower() in _FEMALE else "male",
        address=address,
        issued_on=_day(issued),
    )


def _day(digits: str) -> date | None:
    try:
        return datetime.strptime(digits, "%d%m%Y").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return None
