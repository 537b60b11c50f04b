"""Reading a carrier's file: which column means what, and which event each of its words is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from onestop.errors import N_
from onestop.letters import fold
from onestop.post.rules.consignment import EventKind, normal_label
from onestop.post.rules.moments import read_moment


class Column(StrEnum):
    """What a column of a carrier's file can tell."""

    ITEM_CODE = "item_code"
    STATE = "state"
    HAPPENED = "happened"
    HOUR = "hour"
    PLACE = "place"
    RECEIVER = "receiver"
    NOTE = "note"


NEEDED = (Column.ITEM_CODE, Column.STATE, Column.HAPPENED)
"""The columns without which a file tells nothing."""

_HEADINGS = {
    Column.ITEM_CODE: (r"ma buu gui|so hieu|ma van don|item code|tracking",),
    Column.STATE: (r"trang thai|tinh trang|status|state",),
    Column.HAPPENED: (
        r"(ngay|thoi gian).*(phat|trang thai)|ngay gio",
        r"thoi gian|ngay|time|date",
    ),
    Column.HOUR: (r"gio|hour",),
    Column.PLACE: (r"buu cuc|vi tri|noi|dia diem|place|office",),
    Column.RECEIVER: (r"nguoi nhan|nguoi ky nhan|receiver|signed by",),
    Column.NOTE: (r"ghi chu|ly do|note|reason",),
}
"""By which words a heading means a column, the surest first."""
_SOMETHING_ELSE = {
    Column.STATE: r"\b(ngay|thoi gian|gio|date|time)\b",
    Column.HAPPENED: r"\bgui\b",
    Column.PLACE: r"\bnoi dung\b",
}
"""Words by which a heading means something else: the day of posting is not that of an event."""
_NOT = re.compile(r"\b(khong|chua|not)\b")
_NEGATED = (
    (r"tu choi|refused", EventKind.REFUSED),
    (r"(khong|chua)( duoc| the)* (phat|giao|thanh cong)", EventKind.UNDELIVERED),
    (r"khong lien lac|vang|not( yet| been)* delivered", EventKind.UNDELIVERED),
)
_WORDS = (
    (r"vang nha|di vang|vang mat|undelivered", EventKind.UNDELIVERED),
    (r"tu choi|refused", EventKind.REFUSED),
    (r"that lac|mat buu gui|lost", EventKind.LOST),
    (r"dang (chuyen |phat )?hoan|returning", EventKind.RETURNING),
    (
        r"da (chuyen |phat )?hoan(?! thanh)|(chuyen|phat) hoan thanh cong|returned",
        EventKind.RETURNED,
    ),
    (r"chuyen hoan", EventKind.RETURNING),
    (r"(phat thanh cong|da phat|delivered)(?!.*(nguoi gui|sender))", EventKind.DELIVERED),
    (r"chap nhan|nhan gui|accepted", EventKind.ACCEPTED),
    (r"van chuyen|dang di|trung chuyen|den buu cuc|dang phat|transit", EventKind.IN_TRANSIT),
)
"""The usual words; the first that fits says which event is meant."""
_LOWEST_HEADING = 20
"""Within so many lines the headings are looked for."""


@dataclass(frozen=True)
class Line:
    """A line of a file: which event of which item; `fault` says why it cannot be read."""

    number: int
    item_code: str
    word: str
    kind: EventKind | None
    happened_at: datetime | None
    place: str = ""
    receiver_name: str = ""
    note: str = ""
    fault: str = ""


def headings(rows: Sequence[Sequence[str]]) -> list[str]:
    """The headings of a file, below its title where it has one; the same word is told apart."""
    row = rows[_heading_line(rows)] if rows else ()
    before = [row[:place].count(heading) for place, heading in enumerate(row)]
    return [
        f"{heading} ({again + 1})" if heading and again else heading
        for heading, again in zip(row, before, strict=True)
    ]


def guessed_columns(headings: Sequence[str]) -> dict[str, str]:
    """The headings that by their words mean a column, each once."""
    found: dict[str, str] = {}
    for column, shapes in _HEADINGS.items():
        open_ones = [each for each in headings if each not in found.values()]
        fitting = (each for shape in shapes for each in open_ones if _means(column, shape, each))
        if (heading := next(fitting, None)) is not None:
            found[column] = heading
    return found


def guessed_word(word: str) -> EventKind | None:
    """The event that a carrier's word for a state usually means.

    None for a word that denies something, unless it is one of those for what did not succeed.
    """
    folded = fold(word)
    for shape, kind in _NEGATED if _NOT.search(folded) else _WORDS:
        if re.search(rf"\b(?:{shape})\b", folded):
            return kind
    return None


def missing_columns(columns: Mapping[str, str], headings: Sequence[str]) -> tuple[Column, ...]:
    """The needed columns that are not mapped to a heading of this file."""
    return tuple(each for each in NEEDED if columns.get(each) not in headings)


def words_of(rows: Sequence[Sequence[str]], columns: Mapping[str, str]) -> tuple[str, ...]:
    """The different words for a state that a file has, in their order."""
    known = headings(rows)
    if columns.get(Column.STATE) not in known:
        return ()
    place = known.index(columns[Column.STATE])
    below = rows[_heading_line(rows) + 1 :]
    return tuple(dict.fromkeys(row[place] for row in below if row[place]))


def lines(
    rows: Sequence[Sequence[str]],
    columns: Mapping[str, str],
    words: Mapping[str, str],
    *,
    zone: tzinfo,
) -> tuple[Line, ...]:
    """The lines of a file below its headings; empty ones are left out.

    `columns` says which heading is which column, `words` which event a word means. Where an
    item code, a word or a moment cannot be read, the line says so.
    """
    known, top = headings(rows), _heading_line(rows)
    places = {Column(each): known.index(it) for each, it in columns.items() if it in known}
    found = []
    for number, row in enumerate(rows[top + 1 :], start=top + 2):
        cells = {column: row[place].strip() for column, place in places.items()}
        if any(cells.values()):
            found.append(_line(number, cells, words, zone))
    return tuple(found)


def _heading_line(rows: Sequence[Sequence[str]]) -> int:
    """The first line that names item codes and states, or that has as many texts as are needed."""
    above = rows[:_LOWEST_HEADING]
    named = ({Column.ITEM_CODE, Column.STATE} <= set(guessed_columns(row)) for row in above)
    filled = (sum(map(bool, row)) >= len(NEEDED) for row in above)
    for fits in (named, filled):
        for place, fitting in enumerate(fits):
            if fitting:
                return place
    return 0


def _means(column: Column, shape: str, heading: str) -> bool:
    folded = fold(heading)
    other = _SOMETHING_ELSE.get(column)
    return bool(re.search(shape, folded)) and not (other and re.search(other, folded))


def _line(number: int, cells: Mapping[Column, str], words: Mapping[str, str], zone: tzinfo) -> Line:
    word = cells.get(Column.STATE, "")
    kind = words.get(word)
    hour = cells.get(Column.HOUR, "")
    moment = read_moment(cells.get(Column.HAPPENED, ""), zone, hour=hour)
    item_code = normal_label(cells.get(Column.ITEM_CODE, ""))
    return Line(
        number=number,
        item_code=item_code,
        word=word,
        kind=EventKind(kind) if kind else None,
        happened_at=moment,
        place=cells.get(Column.PLACE, "")[:200],
        receiver_name=cells.get(Column.RECEIVER, "")[:200],
        note=cells.get(Column.NOTE, "")[:500],
        fault=_fault(item_code, kind, moment),
    )


def _fault(item_code: str, kind: str | None, moment: datetime | None) -> str:
    if not item_code:
        return N_("The item code is missing.")
    if kind is None:
        return N_("Say which event this word means.")
    return "" if moment is not None else N_("The day cannot be read.")
