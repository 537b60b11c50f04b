"""Withdrawing a case, or having its handling stopped: the applicant's right (NĐ118 article 21)."""

from __future__ import annotations

from enum import StrEnum

from onestop.cases.rules.lifecycle import CaseStatus
from onestop.errors import N_, Refused


class Wish(StrEnum):
    """What the applicant asks for: the dossier back, or no more handling of it."""

    WITHDRAW = "withdraw"
    STOP = "stop"


LEADS_TO = {Wish.WITHDRAW: CaseStatus.WITHDRAWN, Wish.STOP: CaseStatus.STOPPED}
"""The state of the national list in which the case ends."""

DECIDED = N_(
    "There is a decision already; the case can no longer be withdrawn or stopped "
    "(Decree 118/2025, article 21)."
)
"""What is said once the decision was signed or its result recorded (S7)."""


def require_undecided(*, decided: bool) -> None:
    """Lets a case end at the applicant's wish while no result is recorded (S7; NĐ118 21)."""
    if decided:
        raise Refused(DECIDED)
