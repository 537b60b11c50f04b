"""What the words of a language consist of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from onestop.notices.rules import NoticeEvent


@dataclass(frozen=True)
class Words:
    """What is said of an event: a subject, a sentence or two, and for applicants an SMS.

    To officials the sentences are the bell's line too.
    """

    subject: str
    body: str
    sms: str = ""


@dataclass(frozen=True)
class Letter:
    """A language: how a letter begins and ends, and what it says of each event."""

    greeting: str
    look_up: str
    open_case: str
    ending: str
    a_procedure: str
    """What an SMS calls a procedure whose name cannot be written in its letters."""
    stuck: Mapping[str, str]
    """How a case is stuck, by its kind; by no kind, where none was told."""
    events: Mapping[NoticeEvent, Words]
