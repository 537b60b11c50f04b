"""Settling with a carrier: which period, what both sides say, and when it can be closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from onestop.errors import N_, Refused, Stale
from onestop.post.rules.consignment import ConsignmentState
from onestop.post.rules.incoming import DossierState

COLLECTED = frozenset(
    {
        ConsignmentState.DELIVERED,
        DossierState.REGISTERED,
        DossierState.REFUSED,
        DossierState.JOINED,
    }
)
"""The states in which the postman has collected: from the receiver, or before he brought it."""
SETTLES = COLLECTED | {ConsignmentState.RETURNED}
"""The states in which a consignment is settled; a lost one is not, as long as it may turn up.

Nor is a dossier that still waits to be registered, or for what was asked of its sender.
"""


@dataclass(frozen=True)
class Sums:
    """What a number of consignments come to: postage owed, and what was collected, in đồng."""

    many: int = 0
    postage: int = 0
    collected: int = 0

    @property
    def balance(self) -> int:
        """What the carrier pays to the office; below nought, what the office pays."""
        return self.collected - self.postage

    def __str__(self) -> str:
        """By what a page and an act mean the same sums."""
        return f"{self.many}-{self.postage}-{self.collected}"


@dataclass(frozen=True)
class Differences:
    """By how much the carrier's statement is more than what the office reckons; less below 0."""

    postage: int
    collected: int

    def __bool__(self) -> bool:
        return bool(self.postage or self.collected)


def last_month(day: date) -> tuple[date, date]:
    """The first and the last day of the month before a day's."""
    end = day.replace(day=1) - timedelta(days=1)
    return end.replace(day=1), end


def require_period(from_on: date, to_on: date, *, settled_to: date | None, today: date) -> None:
    """Lets a period be settled that is over and begins after the last one; else raises Refused.

    `settled_to` is the last day that a settlement of the carrier covers: what is heard of an
    earlier day only later falls into the next settlement, so that none opens before it.
    """
    if to_on < from_on:
        raise Refused(N_("The period ends before it begins; mend the days."))
    if to_on >= today:
        raise Refused(N_("The period is not over yet; settle it from the day after its last."))
    if settled_to is not None and from_on <= settled_to:
        raise Refused(
            N_("With this carrier all is settled up to %(day)s; begin on a later day."),
            day=f"{settled_to:%d/%m/%Y}",
        )


def differences(
    reckoned: Sums, *, stated_postage: int | None, stated_collected: int | None
) -> Differences | None:
    """How the statement differs; None as long as none was entered."""
    if stated_postage is None or stated_collected is None:
        return None
    return Differences(stated_postage - reckoned.postage, stated_collected - reckoned.collected)


def require_closable(reckoned: Sums, found: Differences | None, *, seen: str, note: str) -> None:
    """Lets a settlement be closed as it was seen.

    Raises Stale where it comes to other sums by now, and Refused without the carrier's statement,
    with nothing to settle, or with a difference that nobody has explained.
    """
    if str(reckoned) != seen:
        raise Stale(N_("More was heard of its items meanwhile; compare the sums and close again."))
    if not reckoned.many:
        raise Refused(N_("No item came to its end in this period; there is nothing to settle."))
    if found is None:
        raise Refused(N_("Enter the sums of the carrier's statement first."))
    if found and not note:
        raise Refused(N_("Say beside the statement how the difference was cleared up."))


def require_open(number: int | None) -> None:
    """Lets an open settlement change; raises Refused for a closed one."""
    if number is not None:
        raise Refused(N_("This settlement is closed; it never changes any more."))
