"""A carrier's file: read in, its columns mapped once, and applied as a whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.errors import N_, Refused
from onestop.post.models import Carrier, CarrierFile, Consignment
from onestop.post.operations import tracking
from onestop.post.operations.tracking import Heard
from onestop.post.queries import carriers as found_carriers
from onestop.post.rules.consignment import Direction, EventKind, EventSource, misfit
from onestop.post.rules.files import (
    Column,
    Line,
    guessed_columns,
    guessed_word,
    headings,
    lines,
    words_of,
)

_Known = Row[str, int, datetime, datetime | None]


@dataclass(frozen=True)
class Told:
    """A line of a file and the consignment that it tells of; None where none has that code.

    `fault` says why it cannot be read, or why it cannot be right.
    """

    line: Line
    consignment_id: int | None
    fault: str


def keep_file(
    session: Session,
    carrier_id: int,
    *,
    name: str,
    rows: Sequence[Sequence[str]],
    by: Actor,
    at: datetime,
) -> CarrierFile:
    """Keeps what was read of a carrier's file until somebody applies it.

    Columns and words that were never mapped are guessed; what was mapped before stays.
    """
    carrier = found_carriers.carrier(session, by.agency_id, carrier_id)
    its = headings(rows)
    known = {each: it for each, it in carrier.columns.items() if it in its}
    carrier.columns = {**guessed_columns(its), **known}
    _guess_words(carrier, rows)
    kept = CarrierFile(
        agency_id=by.agency_id,
        carrier_id=carrier.id,
        name=name[:200],
        rows=[list(row) for row in rows],
        read_at=at,
        read_by_id=by.official_id,
    )
    session.add(kept)
    session.flush()
    return kept


def map_file(
    session: Session,
    file_id: int,
    *,
    columns: Mapping[str, str],
    words: Mapping[str, str],
    by: Actor,
) -> CarrierFile:
    """Remembers for the carrier which of its columns and words mean what."""
    kept = found_carriers.carrier_file(session, by.agency_id, file_id)
    carrier = kept.carrier
    carrier.columns = {str(Column(each)): it for each, it in columns.items() if it}
    chosen = {word: str(EventKind(kind)) for word, kind in words.items() if kind}
    cleared = {word for word, kind in words.items() if not kind}
    held = {word: kind for word, kind in carrier.words.items() if word not in cleared}
    carrier.words = {**held, **chosen}
    _guess_words(carrier, kept.rows, leave=cleared)
    session.flush()
    return kept


def apply_file(session: Session, file_id: int, *, by: Actor, at: datetime) -> tuple[Told, ...]:
    """Records every event of a file; those that fit no consignment are given back.

    All or nothing. Raises Refused where it was applied before, and, with its number, for a line
    that cannot be read or cannot be right.
    """
    kept = session.scalar(
        select(CarrierFile)
        .where(CarrierFile.id == file_id, CarrierFile.agency_id == by.agency_id)
        .with_for_update(of=CarrierFile)
        .execution_options(populate_existing=True)
    ) or found_carriers.carrier_file(session, by.agency_id, file_id)
    if kept.applied_at is not None:
        raise Refused(N_("This file was applied already; nothing changed."))
    told = tell(session, kept, at=at)
    _require_right(told)
    kept.applied = sum(_note_event(session, each, by=by, at=at) for each in _in_order(told))
    kept.applied_at, kept.rows = at, []
    session.flush()
    return tuple(each for each in told if each.consignment_id is None)


def tell(session: Session, kept: CarrierFile, *, at: datetime) -> tuple[Told, ...]:
    """What the lines of a file tell, by the columns and words of its carrier; writes nothing."""
    if not kept.rows:
        return ()
    zone = calendar_of(session, kept.agency_id).zone
    read = lines(kept.rows, kept.carrier.columns, kept.carrier.words, zone=zone)
    found = session.execute(
        select(
            Consignment.item_code, Consignment.id, Consignment.packed_at, Consignment.posted_at
        ).where(
            Consignment.carrier_id == kept.carrier_id,
            Consignment.direction == Direction.OUTGOING,
            Consignment.item_code.in_({each.item_code for each in read if each.item_code}),
            Consignment.posted_at.is_not(None),
        )
    )
    known = {row.item_code: row for row in found}

    return tuple(_told(line, known.get(line.item_code), at=at, zone=zone) for line in read)


def _told(line: Line, its: _Known | None, *, at: datetime, zone: tzinfo) -> Told:
    if its is None or its.posted_at is None:
        return Told(line, None, line.fault)
    if line.kind is None or line.happened_at is None:
        return Told(line, its.id, line.fault)
    unfit = misfit(
        line.kind,
        line.happened_at,
        source=EventSource.FILE,
        packed_at=its.packed_at,
        posted_at=its.posted_at,
        at=at,
        zone=zone,
    )
    return Told(line, its.id, line.fault or unfit)


def _require_right(told: Sequence[Told]) -> None:
    faulty = next((each for each in told if each.fault), None)
    if faulty is None:
        return
    if faulty.line.fault:
        raise Refused(
            N_("Nothing was recorded: line %(line)s cannot be read. Mend the columns or words."),
            line=faulty.line.number,
        )
    raise Refused(
        N_("Nothing was recorded. Line %(line)s, item %(item_code)s: its day cannot be right."),
        line=faulty.line.number,
        item_code=faulty.line.item_code,
    )


def _in_order(told: Sequence[Told]) -> list[Told]:
    """By consignment, so that two files at once never wait for each other, and then by time."""
    fitting = [each for each in told if each.consignment_id is not None]
    return sorted(
        fitting,
        key=lambda each: (each.consignment_id, each.line.happened_at, each.line.number),
    )


def _note_event(session: Session, told: Told, *, by: Actor, at: datetime) -> bool:
    line = told.line
    if told.consignment_id is None or line.kind is None or line.happened_at is None:
        raise LookupError(f"line {line.number} tells nothing")
    return tracking.note_event(
        session,
        told.consignment_id,
        Heard(line.kind, line.happened_at, line.place, line.receiver_name, line.note),
        source=EventSource.FILE,
        agency_id=by.agency_id,
        by=by,
        at=at,
    )


def _guess_words(
    carrier: Carrier, rows: Sequence[Sequence[str]], *, leave: set[str] | None = None
) -> None:
    guessed = {}
    for word in words_of(rows, carrier.columns):
        kind = guessed_word(word)
        if kind is not None and word not in carrier.words and word not in (leave or set()):
            guessed[word] = str(kind)
    carrier.words = {**carrier.words, **guessed}
