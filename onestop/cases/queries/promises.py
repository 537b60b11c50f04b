"""The rules about promised days, checked over stored cases: 2 to 7 of the list, and part of 10."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onestop.calendars import rules as calendars
from onestop.calendars.models import CalendarAmendment
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import Suspension, Term, WorkingCalendar
from onestop.cases.models import (
    Apology,
    Case,
    CaseStep,
    DueChange,
    Handover,
    JournalEntry,
    SupplementRequest,
)
from onestop.cases.queries.whereabouts import leg_begins_at
from onestop.cases.rules import supplement, timing
from onestop.cases.rules.apology import signed_late
from onestop.cases.rules.lifecycle import Act
from onestop.procedures import queries as procedures
from onestop.procedures.rules import Version

Faults = Iterator[tuple[int, str]]


class Reckoner:
    """Calendars and versions, each read once for all cases of a check."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._calendars: dict[int, WorkingCalendar] = {}
        self._versions: dict[int, Version] = {}
        newest = select(CalendarAmendment.agency_id, func.max(CalendarAmendment.entered_at))
        rows = session.execute(newest.group_by(CalendarAmendment.agency_id)).all()
        self._amended = {row[0]: row[1] for row in rows}

    def calendar(self, case: Case) -> WorkingCalendar:
        """The calendar of the case's agency as it is now."""
        if case.agency_id not in self._calendars:
            self._calendars[case.agency_id] = calendar_of(self._session, case.agency_id)
        return self._calendars[case.agency_id]

    def zone_of(self, case: Case) -> tzinfo:
        """The zone of the case's office."""
        return self.calendar(case).zone

    def version(self, case: Case) -> Version:
        """The version under which the case was filed."""
        if case.version_id not in self._versions:
            self._versions[case.version_id] = procedures.version(self._session, case.version_id)
        return self._versions[case.version_id]

    def knows(self, case: Case, at: datetime) -> bool:
        """Whether the calendar of that moment is still the one of now."""
        amended_at = self._amended.get(case.agency_id)
        return amended_at is None or amended_at < at


def promised(case: Case, promises: Sequence[DueChange], entries: Sequence[JournalEntry]) -> Faults:
    """Rule 10: the typed events alone lead to the due moment, and the journal tells of each."""
    due_at = None
    by_number = {entry.number: entry for entry in entries}
    for promise in promises:
        if promise.old_due_at != due_at:
            yield 10, "a promised moment does not follow from the one before it"
        due_at = promise.new_due_at
        entry = by_number.get(promise.number)
        if entry is None or entry.act != promise.kind or _told(entry, "due_at") != due_at:
            yield 10, "a promised moment is not the one that the journal tells of"
    if due_at != case.due_at:
        yield 10, "the due moment is not the last one that was promised"


def apologised(apologies: Sequence[Apology], promises: Sequence[DueChange], zone: tzinfo) -> Faults:
    """Rules 2 and 3: one re-appointment at most; an apology a day before, or flagged (L1)."""
    applied = [each for each in apologies if each.applied_at is not None]
    moved = [promise for promise in promises if promise.kind == Act.RE_APPOINT]
    if len(moved) > 1:
        yield 2, "the day was re-appointed more than once"
    if [each.new_due_at for each in applied] != [each.new_due_at for each in moved]:
        yield 2, "the day was re-appointed otherwise than the apology says"
    for each in apologies:
        if each.signed_at is None:
            continue
        if each.late != signed_late(each.signed_at, each.old_due_at, zone=zone):
            yield 3, "an apology is not flagged as it was signed"


def supplemented(
    case: Case,
    requests: Sequence[SupplementRequest],
    entries: Sequence[JournalEntry],
    reckoner: Reckoner,
) -> Faults:
    """Rules 4 and 5: one supplement, within its limit; anything else is flagged (R6, C7)."""
    issued = [each for each in requests if each.issued_at is not None]
    if [(each.issued_at, each.close_by_at) for each in issued] != _told_requests(entries):
        yield 4, "the supplements are not those that the journal tells of"
    for number, each in enumerate(issued, start=1):
        flagged = each.counts_late and each.override_by_id is not None
        if each.number != number or (number > 1 and not flagged):
            yield 4, "more than one supplement was requested, and it is not flagged"
        if each.issued_at is not None and each.ask_by_at is not None:
            yield from _within_limit(case, each, each.issued_at, each.ask_by_at, reckoner)


def _told_requests(entries: Sequence[JournalEntry]) -> list[tuple[datetime, datetime | None]]:
    """When the journal says that supplements were requested, and until when they were awaited."""
    told: list[tuple[datetime, datetime | None]] = []
    for entry in entries:
        if entry.act == Act.REQUEST_SUPPLEMENT:
            told.append((entry.happened_at, _told(entry, "close_by_at")))
        elif told and (moved_to := _told(entry, "supplement_until_at")):
            told[-1] = (told[-1][0], moved_to)
    return told


def _within_limit(
    case: Case,
    request: SupplementRequest,
    issued_at: datetime,
    ask_by_at: datetime,
    reckoner: Reckoner,
) -> Faults:
    within = issued_at <= ask_by_at
    if request.within_limit != within or (not within and not request.counts_late):
        yield 5, "a supplement was requested after its limit, and it is not flagged"
    if reckoner.knows(case, issued_at):
        term = reckoner.version(case).supplement_ask_within
        if ask_by_at != supplement.ask_by(reckoner.calendar(case), term, case.received_at):
            yield 5, "the limit of a supplement is not the one of its procedure"


def reckoned_anew(
    case: Case,
    promises: Sequence[DueChange],
    entries: Sequence[JournalEntry],
    reckoner: Reckoner,
) -> Faults:
    """Rule 6: after a supplement the term runs anew, or goes on, as the procedure says (C7).

    Left out where the calendar has been amended since: it was another one then.
    """
    by_number = {entry.number: entry for entry in entries}
    for promise in promises:
        if promise.kind != Act.RECEIVE_SUPPLEMENT or promise.number not in by_number:
            continue
        since = _told(by_number[promise.number], "stood_since_at")
        if since is None or not reckoner.knows(case, promise.changed_at):
            continue
        if promise.new_due_at != _after_supplement(case, promise, since, reckoner):
            yield 6, "the due moment after a supplement is not the one of the rule"


def handed_over(
    case: Case,
    legs: Sequence[tuple[Handover, CaseStep]],
    supplements: Sequence[SupplementRequest],
    entries: Sequence[JournalEntry],
    reckoner: Reckoner,
) -> Faults:
    """Rule 7: each leg is due by H1, and judged rightly once it has ended (NĐ61 18).

    Each comes with the step from which it was given. Its due moment is left out where the
    calendar has been amended since.
    """
    told = {entry.happened_at for entry in entries}
    for leg, giving in legs:
        if not {leg.given_at, leg.ended_at or leg.given_at} <= told:
            yield 7, "the journal tells of no hand-over at that moment"
        if reckoner.knows(case, leg.given_at):
            since = leg_begins_at(giving, case.received_at, supplements, given_at=leg.given_at)
            if leg.due_at != timing.hand_over_by(reckoner.calendar(case), since):
                yield 7, "a hand-over is not due as the rule says"
        if leg.ended_at is None:
            continue
        late = leg.ended_at > leg.due_at
        if leg.leg_verdict is None or (leg.leg_verdict == timing.Verdict.LATE) != late:
            yield 7, "a hand-over is not judged as it happened"


def _after_supplement(
    case: Case, promise: DueChange, since: datetime, reckoner: Reckoner
) -> datetime:
    calendar, version = reckoner.calendar(case), reckoner.version(case)
    term = Term.parse(case.term)
    if version.supplement_policy == "resume" and promise.old_due_at is not None:
        stood = Suspension(since, promise.changed_at)
        return calendars.moved_on(calendar, term, promise.old_due_at, stood)
    return calendars.due(calendar, term, promise.changed_at, cut_off=version.cut_off).at


def _told(entry: JournalEntry, name: str) -> datetime | None:
    text = entry.details.get(name)
    return datetime.fromisoformat(text) if text else None
