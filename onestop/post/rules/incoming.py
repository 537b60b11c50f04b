"""Dossiers that come by post: what lies in them, where each is, and from when its clock runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from onestop.errors import N_, Refused

_PAPER = re.compile(r"(?:(\d{1,3})(?:/(\d{1,3}))?\s+)?(.+)")


class DossierState(StrEnum):
    """Where a dossier that the post brings is; it is always at one of these places."""

    LISTED = "listed"
    """On a delivery whose hand-over record is not signed yet."""
    REMOVED = "removed"
    """Taken off it again: the postman keeps it."""
    RECEIVED = "received"
    """Signed for, and waits to be registered."""
    ASKED = "asked"
    """Incomplete: the sender was asked by post for what is missing (R2)."""
    REFUSED = "refused"
    """Not acceptable: refused in writing, and on its way back (R2)."""
    JOINED = "joined"
    """Laid to the later consignment that brought what was missing."""
    REGISTERED = "registered"


OPEN = (DossierState.RECEIVED, DossierState.ASKED)
"""The states in which a dossier still has to become something."""

_NOT_NOW = {
    DossierState.LISTED: N_(
        "Item %(item_code)s is not signed for yet; sign its hand-over record first."
    ),
    DossierState.REMOVED: N_("Item %(item_code)s was taken off the list; the postman kept it."),
    DossierState.RECEIVED: N_("Item %(item_code)s waits to be registered; nobody was asked yet."),
    DossierState.ASKED: N_("The sender of item %(item_code)s was asked for papers already."),
    DossierState.REFUSED: N_("Item %(item_code)s was refused already."),
    DossierState.JOINED: N_(
        "Item %(item_code)s was laid to a later one; register that one instead."
    ),
    DossierState.REGISTERED: N_(
        "Item %(item_code)s is registered already; nothing was registered twice."
    ),
}


@dataclass(frozen=True)
class SentPaper:
    """A paper that lies in a consignment."""

    name: str
    originals: int = 1
    copies: int = 0


@dataclass(frozen=True)
class Listed:
    """A consignment as it was entered from its slip."""

    item_code: str
    sender_name: str
    sender_address: str
    contents: str


def read_papers(text: str) -> tuple[SentPaper, ...]:
    """The papers as one types them from a slip, with a semicolon between them.

    `Giấy chứng sinh` is one original, `2 Tờ khai` are two, and `0/1 Hộ chiếu` is one copy.
    """
    return tuple(_paper(part) for each in text.split(";") if (part := each.strip()))


def _paper(text: str) -> SentPaper:
    found = _PAPER.fullmatch(text)
    originals, copies, name = found.groups() if found else (None, None, text)
    return SentPaper(name, 1 if originals is None else int(originals), int(copies or 0))


def require_signable(listed: Sequence[Listed]) -> None:
    """Lets a delivery be signed of which everything is said that its records must say (P1).

    Raises Refused, naming the first item that lacks its sender or its papers.
    """
    if not listed:
        raise Refused(N_("Nothing is on this delivery; scan the slip of an item first."))
    for each in listed:
        if not each.sender_name or not each.sender_address:
            raise Refused(
                N_("Enter name and address of the sender of item %(item_code)s, as on its slip."),
                item_code=each.item_code,
            )
        if not read_papers(each.contents):
            raise Refused(
                N_("Enter the papers that lie in item %(item_code)s."), item_code=each.item_code
            )


def require_registrable(state: DossierState, item_code: str) -> None:
    """Lets a dossier be registered that was signed for and is not done with; raises Refused."""
    if state not in OPEN:
        raise Refused(_NOT_NOW[state], item_code=item_code)


def require_unanswered(state: DossierState, item_code: str) -> None:
    """Lets a dossier be answered by form 02 or 03, once; raises Refused otherwise (R2)."""
    if state is not DossierState.RECEIVED:
        raise Refused(_NOT_NOW[state], item_code=item_code)


def require_waiting(item_code: str, *, answered: bool, waits: bool) -> None:
    """Lets the form 02 or 03 of a dossier be sent that waits for it; raises Refused otherwise."""
    if not answered:
        raise Refused(
            N_("The sender of item %(item_code)s was neither asked nor refused; nothing is sent."),
            item_code=item_code,
        )
    if not waits:
        raise Refused(
            N_("The paper for the sender of item %(item_code)s does not wait: it is on its way."),
            item_code=item_code,
        )


def require_joinable(
    later: DossierState, later_code: str, earlier: DossierState, earlier_code: str
) -> None:
    """Lets papers that came later be joined to the dossier for which they were asked."""
    require_unanswered(later, later_code)
    if earlier is not DossierState.ASKED:
        raise Refused(_NOT_NOW[earlier], item_code=earlier_code)


def clock_starts_at(state: DossierState, *, filed_at: datetime, at: datetime) -> datetime:
    """From when the term of a dossier runs that is complete now (C2; QĐ45 7.4).

    From the signed hand-over record; where its sender was asked and brought the rest to the
    counter, from now.
    """
    return at if state is DossierState.ASKED else filed_at


def settles(collected: int, amounts: Iterable[int]) -> bool:
    """Whether what the postman collected is exactly what is owed (F2, P3)."""
    return collected > 0 and collected == sum(amounts)


@dataclass(frozen=True)
class Brought:
    """A dossier as the tables know it: its delivery, its record, its answer and its case."""

    state: DossierState
    signed_at: datetime | None
    filed_at: datetime | None
    recorded: bool
    answered: bool
    case_id: int | None
    record_case_id: int | None
    received_at: datetime | None
    """When its case was received."""
    onward: DossierState | None
    """The state of the later consignment to which it was laid."""
    onward_case_id: int | None


def undone(one: Brought) -> Iterator[str]:
    """What is wrong with a dossier from the post, as sentences; none if all is in order."""
    if one.state is DossierState.REMOVED:
        return
    signed = one.state is not DossierState.LISTED
    if signed != (one.signed_at is not None):
        yield f"it is {one.state}, which its delivery denies"
    if signed and not (one.recorded and one.filed_at == one.signed_at):
        yield "it lacks the hand-over record of the moment in which it was signed for"
    if one.state in (DossierState.ASKED, DossierState.REFUSED) and not one.answered:
        yield f"it is {one.state}, but no paper says so"
    yield from _laid(one)
    yield from _become(one)


def _laid(one: Brought) -> Iterator[str]:
    """A dossier that was laid to a later one goes its way with it."""
    if (one.state is DossierState.JOINED) != (one.onward is not None):
        yield f"it is {one.state}, and laid to {one.onward or 'none'}"
    elif one.onward is DossierState.JOINED or (one.onward and one.case_id != one.onward_case_id):
        yield "the later one to which it was laid does not go on with it"


def _become(one: Brought) -> Iterator[str]:
    """A registered dossier has its case, whose clock runs from the record (C2)."""
    registered = one.state is DossierState.REGISTERED
    if registered and one.case_id is None:
        yield "it is registered, but has no case"
    if one.case_id is not None and not (registered or one.state is DossierState.JOINED):
        yield f"it has a case, but is {one.state}"
    if one.record_case_id != one.case_id:
        yield "its hand-over record does not lie with its case"
    if registered and one.received_at is not None and one.filed_at is not None:
        late_but_asked = one.answered and one.received_at > one.filed_at
        if one.received_at != one.filed_at and not late_but_asked:
            yield "its case was not received when the hand-over record was signed"
