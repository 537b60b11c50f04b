"""What may be received: the dossier complete, the applicant known (NĐ61 article 17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from onestop.errors import N_, Refused
from onestop.notices.rules import NotifyBy
from onestop.procedures.rules import Channel, Component


class ApplicantKind(StrEnum):
    """A person or a body."""

    PERSON = "person"
    ORGANISATION = "organisation"


class ReturnMethod(StrEnum):
    """How the result goes back (NĐ61 article 21)."""

    COUNTER = "counter"
    POST = "post"
    ONLINE = "online"


@dataclass(frozen=True)
class ApplicantEntry:
    """The applicant as entered at the counter."""

    kind: ApplicantKind
    name: str
    identity_number: str = ""
    birth_on: date | None = None
    sex: str = ""
    phone: str = ""
    email: str = ""
    province_code: str = ""
    ward_code: str = ""
    street: str = ""
    address: str = ""
    """The whole address in one line, as it is printed."""


@dataclass(frozen=True)
class SubmitterEntry:
    """Somebody else who files for the applicant, with the authorisation."""

    name: str
    identity_number: str
    phone: str = ""
    address: str = ""
    authorisation: str = ""


@dataclass(frozen=True)
class ReceivedComponent:
    """How many originals and copies of one paper were handed in."""

    originals: int = 0
    copies: int = 0
    note: str = ""

    @property
    def is_there(self) -> bool:
        """Whether anything was handed in."""
        return self.originals + self.copies > 0


@dataclass(frozen=True)
class Registration:
    """One application as the clerk took it; `submission_key` makes a repeat harmless."""

    submission_key: str
    version_id: int
    channel: str
    applicant: ApplicantEntry
    components: Mapping[int, ReceivedComponent]
    variant: str = ""
    content: str = ""
    submitter: SubmitterEntry | None = None
    sets: int = 1
    return_method: ReturnMethod = ReturnMethod.COUNTER
    return_address: str = ""
    note: str = ""
    notify_by: NotifyBy = NotifyBy.NONE
    notify_language: str = "vi"


class ComponentsMissing(Refused):
    """The dossier lacks required papers; `missing` names them in their order."""

    def __init__(self, missing: tuple[Component, ...]) -> None:
        self.missing = missing
        super().__init__(
            N_("The dossier is not complete. Missing: %(papers)s."),
            papers="; ".join(component.name for component in missing),
        )


def at_the_counter(channels: Iterable[Channel]) -> tuple[Channel, ...]:
    """The channels that the counter itself registers: not the post (QĐ45 7.4).

    A dossier by post comes in at the postal desk, where its hand-over record sets the clock.
    """
    return tuple(each for each in channels if each is not Channel.POST)


def require_way_in(channel: str, *, recorded: bool) -> None:
    """Lets a dossier by post in that has its hand-over record; raises Refused without one (C2)."""
    if channel == Channel.POST and not recorded:
        raise Refused(
            N_(
                "A dossier by post comes in at the postal desk: its hand-over record with the "
                "postman sets the clock (Decision 45/2016, article 7)."
            )
        )


def missing_components(
    asked: Iterable[Component], received: Mapping[int, ReceivedComponent]
) -> tuple[Component, ...]:
    """The required papers that were not handed in, in their order (NĐ61 article 17.2)."""
    return tuple(
        component
        for component in asked
        if component.required and not received.get(component.id, ReceivedComponent()).is_there
    )


def require_complete(asked: Iterable[Component], received: Mapping[int, ReceivedComponent]) -> None:
    """Lets a complete dossier pass; raises ComponentsMissing otherwise."""
    missing = missing_components(asked, received)
    if missing:
        raise ComponentsMissing(missing)
