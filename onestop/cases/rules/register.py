"""What the register of the year says of a case that takes no usual course (form 07)."""

from __future__ import annotations

from datetime import date

from onestop.cases.rules.lifecycle import CaseStatus

_ENDED = {
    CaseStatus.WITHDRAWN: "Rút hồ sơ ngày {day:%d/%m/%Y}",
    CaseStatus.STOPPED: "Dừng giải quyết ngày {day:%d/%m/%Y}",
}
_STANDS_STILL = "Tạm dừng từ ngày {day:%d/%m/%Y}"
_REFUSED = "Từ chối giải quyết ngày {day:%d/%m/%Y}"
_DECIDED = (CaseStatus.SETTLED, CaseStatus.HANDED_OUT)


def note_on(
    status: CaseStatus,
    *,
    closed_on: date | None = None,
    stands_since: date | None = None,
    refused_on: date | None = None,
) -> str:
    """Why the columns of a case's result are empty, or that it was refused; usually nothing.

    A case that is stopped for a while is not closed (TT03, form 07; NĐ118 21; rules S6, S7).
    """
    if status in _ENDED and closed_on is not None:
        return _ENDED[status].format(day=closed_on)
    if status is CaseStatus.STOPPED and stands_since is not None:
        return _STANDS_STILL.format(day=stands_since)
    if status in _DECIDED and refused_on is not None:
        return _REFUSED.format(day=refused_on)
    return ""
