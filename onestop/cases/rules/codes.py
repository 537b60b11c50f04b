"""Case codes and look-up secrets: what a case is called, and what opens it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

_CODE = re.compile(r"(?P<identifier>[0-9A-Z]+(?:\.[0-9A-Z]+)*)-(?P<day>\d{6})-(?P<number>\d{4,})")

_SEALED = re.compile(
    r"^https?://[^/]+/(?:look-up/(?P<code>[^/#]+)/[^/#]+/|cases/(?P<of>[^/#]+)#)(?P<seal>[^/#]+)$"
)

LETTERS = "23456789ACDEFGHJKMNPQRTUVWXYZ"
"""29 signs without look-alikes (no 0 1 B I L O S): a prime number, for the check sign."""

SECRET_LENGTH = 8
_WEIGHTS = range(2, SECRET_LENGTH + 1)


@dataclass(frozen=True)
class CaseCode:
    """The parts of a case code: receiving agency, day of reception, number of that day."""

    identifier: str
    day: str
    number: str


def case_code(identifier: str, *, day: date, number: int) -> str:
    """`IDENTIFIER-YYMMDD-XXXX`, at least four digits (TT01 article 19)."""
    return f"{identifier}-{day:%y%m%d}-{number:04d}"


def parse_code(typed: str) -> CaseCode | None:
    """The parts of a code of 2018, 2020 or TT04, however it was typed; None if it is none."""
    found = _CODE.fullmatch(normal_code(typed))
    if found is None:
        return None
    return CaseCode(found["identifier"], found["day"], found["number"])


def normal_code(typed: str) -> str:
    """The code as it is stored: capitals, no spaces."""
    return "".join(typed.split()).upper()


def new_secret(choose: Callable[[str], str] = secrets.choice) -> str:
    """A look-up secret: seven random signs and a check sign (29⁷ ≈ 1.7 × 10¹⁰)."""
    signs = "".join(choose(LETTERS) for _ in range(SECRET_LENGTH - 1))
    return signs + _check_sign(signs)


def normal_secret(typed: str) -> str:
    """The secret as it is stored: capitals, without the spaces and hyphens of speech."""
    return re.sub(r"[\s\-.]", "", typed).upper()


def well_formed_secret(typed: str) -> bool:
    """Whether the check sign fits: every single wrong sign and every swap of two is caught."""
    secret = normal_secret(typed)
    return (
        len(secret) == SECRET_LENGTH
        and set(secret) <= set(LETTERS)
        and _check_sign(secret[:-1]) == secret[-1]
    )


def look_up_link(origin: str, code: str, secret: str) -> str:
    """The case's own page for whoever holds the secret, at the agency's public address."""
    return f"{origin}/look-up/{code}/{secret}"


def case_link(origin: str, code: str) -> str:
    """The case's page for those who work on it: it holds no secret and asks who comes."""
    return f"{origin}/cases/{code}"


def sealed_link(link: str, sealed: str) -> str:
    """A link with the signature of its paper: a step of the look-up's, a mark of the case's."""
    return f"{link}/{sealed}" if "/look-up/" in link else f"{link}#{sealed}"


def read_link(link: str) -> tuple[str, str] | None:
    """The case's code and the signature in a link of ours; None for any other link."""
    found = _SEALED.search(link)
    return (found["code"] or found["of"], found["seal"]) if found else None


def _check_sign(signs: str) -> str:
    weighted = zip(_WEIGHTS, signs, strict=True)
    return LETTERS[-sum(weight * LETTERS.index(sign) for weight, sign in weighted) % len(LETTERS)]
