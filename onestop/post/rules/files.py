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
    Column.ITEM_CODE: ("ma buu gui", "so hieu", "ma van don", "item code", "tracking"),
    Column.STATE: ("trang thai", "tinh trang", "status", "state"),
    Column.HAPPENED: ("thoi gian", "ngay gio", "ngay", "time", "date"),
    Column.HOUR: ("gio", "hour"),
    Column.PLACE: ("buu cuc", "vi tri", "noi", "dia diem", "place", "office"),
    Column.RECEIVER: ("nguoi nhan", "nguoi ky nhan", "receiver", "signed by"),
    Column.NOTE: ("ghi chu", "ly do", "note", "reason"),
}
_WORDS = (
    (("chua phat", "khong thanh cong", "vang", "khong lien lac", "undelivered"), "undelivered"),
    (("tu choi", "refused"), "refused"),
    (("that lac", "mat buu gui", "lost"), "lost"),
    (("da hoan", "hoan thanh cong", "da chuyen hoan", "returned"), "returned"),
    (("chuyen hoan", "dang hoan", "returning"), "returning"),
    (("phat thanh cong", "da phat", "delivered"), "delivered"),
    (("chap nhan", "nhan gui", "da nhan", "accepted"), "accepted"),
    (
        ("van chuyen", "dang di", "trung chuyen", "den buu cuc", "dang phat", "transit"),
        "in_transit",
    ),
)
"""Pieces of the usual words; the first that fits says which event is meant."""
_SHAPES = (
    *("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%H:%M %d/%m/%Y", "%H:%M:%S %d/%m/%Y"),
    *("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"),
)


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


def guessed_columns(headings: Sequence[str]) -> dict[str, str]:
    """The headings that by their words mean a column, each once."""
    found: dict[str, str] = {}
    for column in Column:
        for heading in headings:
            known = any(piece in fold(heading) for piece in _HEADINGS[column])
            if heading and known and heading not in found.values():
                found[column] = heading
                break
    return found


def guessed_word(word: str) -> EventKind | None:
    """The event that a carrier's word for a state usually means."""
    folded = fold(word)
    for pieces, kind in _WORDS:
        if any(piece in folded for piece in pieces):
            return EventKind(kind)
    return None


def missing_columns(columns: Mapping[str, str], headings: Sequence[str]) -> tuple[Column, ...]:
    """The needed columns that are not mapped to a heading of this file."""
    return tuple(each for each in NEEDED if columns.get(each) not in headings)


def words_of(rows: Sequence[Sequence[str]], columns: Mapping[str, str]) -> tuple[str, ...]:
    """The different words for a state that a file has, in their order."""
    headings = list(rows[0]) if rows else []
    if columns.get(Column.STATE) not in headings:
        return ()
    place = headings.index(columns[Column.STATE])
    return tuple(dict.fromkeys(row[place] for row in rows[1:] if any(row) and row[place]))


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
    headings = list(rows[0])
    places = {Column(each): headings.index(it) for each, it in columns.items() if it in headings}
    found = []
    for number, row in enumerate(rows[1:], start=2):
        cells = {column: row[place].strip() for column, place in places.items()}
        if any(cells.values()):
            found.append(_line(number, cells, words, zone))
    return tuple(found)


def read_moment(text: str, zone: tzinfo) -> datetime | None:
    """A moment as carriers write it, by the office's clock; a day alone begins at midnight."""
    text = re.sub(r"\s+", " ", text.strip())
    for shape in _SHAPES:
        try:
            return datetime.strptime(text, shape).replace(tzinfo=zone)
        except ValueError:
            continue
    return None


def _line(number: int, cells: Mapping[Column, str], words: Mapping[str, str], zone: tzinfo) -> Line:
    word = cells.get(Column.STATE, "")
    told = f"{cells.get(Column.HAPPENED, '')} {cells.get(Column.HOUR, '')}"
    kind, moment = words.get(word), read_moment(told, zone)
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
