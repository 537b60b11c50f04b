"""What a case ends in, and how it reaches the applicant (NĐ61 articles 19–21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from onestop.cases.rules.reception import ReturnMethod
from onestop.errors import N_, Refused


@dataclass(frozen=True)
class ResultEntry:
    """The decision on a case: granted, or refused with its reason (article 19.8)."""

    granted: bool
    name: str
    number: str
    signed_on: date
    signer: str
    reason: str = ""


@dataclass(frozen=True)
class HandingOutEntry:
    """Who got the result, how, and which originals went back."""

    method: ReturnMethod
    receiver_name: str
    receiver_identity: str
    authorisation: str = ""
    originals_returned: str = ""


class ResultWrong(Refused):
    """The result lacks something, or is not due in this step."""


def require_result(entry: ResultEntry | None, *, ends_settlement: bool, today: date) -> None:
    """Lets a step end with what it must leave; raises ResultWrong otherwise.

    The step that ends settlement leaves a result; a refusal states its reason; nothing is signed
    on a day to come.
    """
    if not ends_settlement:
        if entry is not None:
            raise ResultWrong(N_("This step does not end the settlement; it has no result."))
        return
    if entry is None:
        raise ResultWrong(N_("Enter the result: granted or refused, number, day and signer."))
    if not entry.granted and not entry.reason:
        raise ResultWrong(N_("A refusal states its reason."))
    if entry.signed_on > today:
        raise ResultWrong(N_("The result cannot be signed on a day to come."))


def require_postal(method: str, address: str, *, presence_required: bool) -> None:
    """Lets a result go by post to an address (P1); raises ResultWrong otherwise."""
    if presence_required:
        raise ResultWrong(N_("This result must be collected in person."))
    if method != ReturnMethod.POST:
        raise ResultWrong(
            N_("The applicant did not ask for the post; change how the result is returned first.")
        )
    if not address.strip():
        raise ResultWrong(N_("Enter the address to which the result is sent."))


def require_receiver(
    entry: HandingOutEntry, *, applicant: str, submitter: str, presence_required: bool
) -> None:
    """Lets a result go to the right hands; raises ResultWrong otherwise (article 21.1).

    Anybody but the applicant and the one who filed shows an authorisation.
    """
    if presence_required and entry.method is ReturnMethod.POST:
        raise ResultWrong(N_("This result must be collected in person."))
    known = {name.casefold() for name in (applicant, submitter) if name}
    if (
        entry.method is ReturnMethod.COUNTER
        and entry.receiver_name.casefold() not in known
        and not entry.authorisation
    ):
        raise ResultWrong(
            N_("%(name)s is neither the applicant nor the one who filed: enter the authorisation."),
            name=entry.receiver_name,
        )
