"""How somebody is reached: asked for at the moment of sending, kept nowhere in the outbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Contact:
    """What a letter needs of its reader: a name, the addresses, the language, the case's page."""

    name: str
    email: str
    phone: str
    link: str
    """The page that the reader may open; an applicant's own carries the secret of the receipt."""
    office: str
    procedure: str = ""
    procedure_code: str = ""
    language: str = "vi"


CaseNumbers = Callable[[Session, int, str], int | None]
"""Gives the number of an agency's case by its code as it was typed."""
Contacts = Callable[[Session, Sequence[int]], Mapping[int, Contact]]
"""Gives the applicants of cases by the cases' numbers; the hall knows them, we do not."""
