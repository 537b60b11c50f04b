"""What an applicant should do now, as far as the case's state tells (rules C7, C8, L1, T1)."""

from __future__ import annotations

from datetime import datetime

from onestop.cases.rules.lifecycle import WAITING, CaseStatus

_RUNNING = frozenset({CaseStatus.RECEIVED, CaseStatus.PROCESSING})


def broken_promise(status: CaseStatus, *, due_at: datetime, at: datetime) -> bool:
    """Whether the promised moment passed while the office had the case in hand (NĐ61 19.9)."""
    return status in _RUNNING and due_at < at


def promised_anew(status: CaseStatus) -> bool:
    """Whether the clock stands, so that another moment will be promised (NĐ61 19.4)."""
    return status in WAITING
