"""The register of the year, form 07: its volumes, and what it says of an unusual case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from onestop.cases.rules.lifecycle import CaseStatus

_ENDED = {
    CaseStatus.WITHDRAWN: "Rút hồ sơ ngày {day:%d/%m/%Y}",
    CaseStatus.STOPPED: "Dừng giải quyết ngày {day:%d/%m/%Y}",
}
_STANDS_STILL = "Tạm dừng từ ngày {day:%d/%m/%Y}"
_REFUSED = "Từ chối giải quyết ngày {day:%d/%m/%Y}"
_DECIDED = (CaseStatus.SETTLED, CaseStatus.HANDED_OUT)


def volume_size(sizes: Mapping[str, int], year: int) -> int:
    """How many cases a volume of that year holds; 0: the year is one volume (V4).

    The sizes are kept by the year from which each holds.
    """
    since = [each for each in sizes if int(each) <= year]
    return sizes[max(since, key=int)] if since else 0


def newest_size(sizes: Mapping[str, int]) -> int:
    """The size that was set last, be it for a year to come."""
    return sizes[max(sizes, key=int)] if sizes else 0


def with_size(sizes: Mapping[str, int], size: int, *, from_year: int) -> dict[str, int]:
    """The sizes once that one holds from a year on: years before keep theirs (V4)."""
    kept = {year: held for year, held in sizes.items() if int(year) < from_year}
    return kept if volume_size(kept, from_year) == size else kept | {str(from_year): size}


def volume_of(number: int, size: int) -> int:
    """The volume of the register that a number falls into; one of `size` numbers each (V4)."""
    return 1 + (number - 1) // size if size else 1


def register_numbers(volume: int, size: int) -> tuple[int, int | None]:
    """The first and the last number of a volume; of all of them for volume 0 or one a year."""
    if not volume or not size:
        return 1, None
    return (volume - 1) * size + 1, volume * size


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
