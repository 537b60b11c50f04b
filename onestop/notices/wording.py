"""What is said of an event: a letter, an SMS line, a line of the bell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from string import Formatter
from typing import Any

from onestop.letters import unmarked
from onestop.notices.contacts import Contact
from onestop.notices.rules import TELLING, Audience, NoticeEvent
from onestop.notices.words import LETTERS, Letter

LONGEST_SMS = 160
_SHORTENED = "..."
_ALIKE = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."})
_NO_GSM = re.compile(r"[^A-Za-z0-9 .,:;!?'\"()/%&*+=<>@#$-]+")
"""What the basic alphabet of GSM lacks, or counts as two letters."""
_GIVEN = frozenset({"procedure", "office"})


@dataclass(frozen=True)
class EmailText:
    """A letter: its subject and its plain text."""

    subject: str
    body: str


@cache
def needed(event: NoticeEvent) -> frozenset[str]:
    """What must be told of an event, so that its words are complete in every language."""
    named: set[str] = {"code"}
    for letter in LETTERS.values():
        words = letter.events[event]
        for text in (words.subject, words.body, words.sms):
            named |= {name for _, name, _, _ in Formatter().parse(text) if name}
    known = _GIVEN if TELLING[event].audience is Audience.APPLICANT else frozenset({"office"})
    return frozenset(named) - known


def bell_line(event: NoticeEvent, told: Mapping[str, Any], *, language: str, zone: tzinfo) -> str:
    """One sentence for the bell of an official."""
    letter = LETTERS[language]
    return letter.events[event].body.format_map(_values(told, zone, letter))


def email_text(
    event: NoticeEvent, told: Mapping[str, Any], contact: Contact, *, zone: tzinfo
) -> EmailText:
    """The letter to whoever is reached there, in their language, with the page they may open."""
    letter = LETTERS[contact.language]
    words = letter.events[event]
    values = _values(told, zone, letter, contact)
    to_applicant = TELLING[event].audience is Audience.APPLICANT
    parts = (
        letter.greeting,
        words.body,
        letter.look_up if to_applicant else letter.open_case,
        letter.ending,
    )
    body = "\n\n".join(part.format_map(values) for part in parts)
    return EmailText(words.subject.format_map(values), f"{body}\n")


def sms_text(event: NoticeEvent, told: Mapping[str, Any], contact: Contact, *, zone: tzinfo) -> str:
    """One SMS of at most 160 letters without marks.

    The procedure's name is shortened to fit, never the code or the day; the link to the case's
    page follows where it fits whole beside the whole name.
    """
    letter = LETTERS[contact.language]
    template = letter.events[event].sms
    values = {name: gsm(value) for name, value in _values(told, zone, letter, contact).items()}
    name = values["procedure"] or letter.a_procedure
    room = LONGEST_SMS - len(template.format_map(values | {"procedure": ""}))
    text = template.format_map(values | {"procedure": shortened(name, room)})
    linked = f"{text} {contact.link}"
    fits = contact.link and gsm(contact.link) == contact.link and len(linked) <= LONGEST_SMS
    return linked if fits and len(name) <= room else text


def gsm(text: str) -> str:
    """The text in letters that every telephone shows and that count as one each."""
    return " ".join(_NO_GSM.sub(" ", unmarked(text.translate(_ALIKE))).split())


def shortened(text: str, room: int) -> str:
    """The text cut at a word, where one ends in time, so that it fits into `room` letters."""
    if len(text) <= room:
        return text
    kept = text[: max(room - len(_SHORTENED), 0)]
    whole = kept.rpartition(" ")[0] or kept
    return f"{whole.rstrip(' ,;.-')}{_SHORTENED}"[: max(room, 0)]


def _values(
    told: Mapping[str, Any], zone: tzinfo, letter: Letter, contact: Contact | None = None
) -> dict[str, str]:
    """What stands in the places of the words: moments by the clock on the office's wall."""
    values = {
        name: f"{datetime.fromisoformat(value).astimezone(zone):%H:%M %d/%m/%Y}"
        if name.endswith("_at")
        else str(value).rstrip(".")
        for name, value in told.items()
    }
    values["kind"] = letter.stuck.get(values.get("kind", ""), letter.stuck[""])
    if contact is not None:
        values |= {"name": contact.name, "office": contact.office, "link": contact.link}
        values["procedure"] = contact.procedure or values.get("procedure", "")
    return values
