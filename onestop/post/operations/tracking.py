"""What is heard of a consignment is kept once, and moves its case with it (P2; T1, T3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Case
from onestop.cases.operations import by_post, returning
from onestop.cases.rules.lifecycle import Holding
from onestop.cases.rules.reception import ReturnMethod
from onestop.cases.rules.results import HandingOutEntry
from onestop.errors import N_, NotFound
from onestop.post.models import Consignment, Manifest, TrackingEvent
from onestop.post.operations import answers
from onestop.post.operations.collecting import enter_collected
from onestop.post.operations.handing_over import days_of
from onestop.post.rules.consignment import (
    NOT_GIVEN,
    ConsignmentState,
    Direction,
    EventKind,
    EventSource,
    becomes,
    contradicts,
    event_key,
    fitting_moment,
    require_posted,
)
from onestop.post.rules.invitations import Awaited, awaited


@dataclass(frozen=True)
class Heard:
    """An event as somebody told it."""

    kind: EventKind
    happened_at: datetime
    place: str = ""
    receiver_name: str = ""
    note: str = ""


def note_event(
    session: Session,
    consignment_id: int,
    heard: Heard,
    *,
    source: EventSource,
    agency_id: int,
    by: Actor | None,
    at: datetime,
) -> bool:
    """Keeps an event and does what follows from it; whether it was new.

    What was heard before changes nothing, from whomever and in whatever order it comes. Raises
    NotFound, or Refused for what the post never had and for moments that cannot be right.
    """
    consignment = _locked(session, consignment_id, agency_id)
    state = ConsignmentState(consignment.state)
    require_posted(state, consignment.item_code)
    moment = _fitting(session, consignment, heard, source=source, at=at)
    # What was told ahead of our clock is told again with its own minute.
    key = event_key(heard.kind, max(moment, heard.happened_at))
    if any(each.event_key == key for each in consignment.events):
        return False
    known = [*consignment.events]
    event = TrackingEvent(
        event_key=key,
        kind=heard.kind,
        source=source,
        happened_at=moment,
        entered_at=at,
        entered_by_id=by.official_id if by else None,
        place=heard.place,
        receiver_name=heard.receiver_name,
        note=heard.note,
    )
    consignment.events.append(event)
    _follow(session, consignment, event, known, by=by, at=at)
    session.flush()
    return True


def catch_up(session: Session, consignment: Consignment, *, since: int, at: datetime) -> None:
    """Lets count what was heard since an event that is struck out, in the order it happened (P2).

    It stood in the shade of a mistake; the carrier will not tell it again.
    """
    standing = [each for each in consignment.events if each.taken_back_at is None]
    for each in standing:
        each.contradicts = False
    known = [each for each in standing if each.id < since]
    later = [each for each in standing if each.id > since]
    for event in sorted(later, key=lambda each: (each.happened_at, each.id)):
        _follow(session, consignment, event, known, by=None, at=at)
        known.append(event)
    session.flush()


def _follow(
    session: Session,
    consignment: Consignment,
    event: TrackingEvent,
    known: list[TrackingEvent],
    *,
    by: Actor | None,
    at: datetime,
) -> None:
    """Does what follows from an event, after those that are known already."""
    state, kind = ConsignmentState(consignment.state), EventKind(event.kind)
    still_lost, ended_at = _still_lost(session, consignment), consignment.ended_at
    afterwards = ended_at is not None and event.happened_at > ended_at
    event.contradicts = contradicts(state, kind, still_lost=still_lost, afterwards=afterwards)
    following = becomes(state, kind, still_lost=still_lost)
    if following is not state:
        _end(session, consignment, following, event, by=by, at=at)
        for each in known:
            if each.happened_at > event.happened_at and each.kind in NOT_GIVEN:
                each.contradicts = following is ConsignmentState.DELIVERED
    elif state is ConsignmentState.POSTED:
        _attempted(session, consignment, event, known, by=by, at=at)


def _fitting(
    session: Session, consignment: Consignment, heard: Heard, *, source: EventSource, at: datetime
) -> datetime:
    if consignment.posted_at is None:
        raise LookupError(f"consignment {consignment.id} was never posted")
    return fitting_moment(
        heard.kind,
        heard.happened_at,
        source=source,
        packed_at=consignment.packed_at,
        posted_at=consignment.posted_at,
        at=at,
        zone=calendar_of(session, consignment.agency_id).zone,
    )


def _still_lost(session: Session, consignment: Consignment) -> bool:
    """Whether what was lost is not yet restored, or sent anew."""
    if consignment.guidance_id is not None:
        return answers.waits(session, consignment.guidance_id)
    return _case_of(consignment).holding == Holding.LOST


def _end(
    session: Session,
    consignment: Consignment,
    following: ConsignmentState,
    event: TrackingEvent,
    *,
    by: Actor | None,
    at: datetime,
) -> None:
    """The consignment has come to an end, and its case with it or to the next act."""
    moment = event.happened_at
    if consignment.guidance_id is not None:
        consignment.state, consignment.ended_at = following, moment
        if following is ConsignmentState.DELIVERED:
            answers.arrived(session, consignment.guidance_id)
        else:
            answers.unconsign(session, consignment.guidance_id, at=moment)
        return
    case = _case_of(consignment)
    if consignment.state == ConsignmentState.LOST:
        by_post.turn_up(session, case.code, by=by, at=at, until_at=at)
    consignment.state, consignment.ended_at = following, moment
    session.flush()
    if following is ConsignmentState.DELIVERED:
        _deliver(session, consignment, case, event, by=by, at=at)
    elif following is ConsignmentState.RETURNED:
        by_post.come_back(session, case.code, by=by, at=at, returned_at=moment)
    else:
        by_post.lose(session, case.code, by=by, at=at, lost_at=moment)


def _deliver(
    session: Session,
    consignment: Consignment,
    case: Case,
    event: TrackingEvent,
    *,
    by: Actor | None,
    at: datetime,
) -> None:
    """The receiver has paid what was to be collected, and has the result."""
    entry = HandingOutEntry(
        method=ReturnMethod.POST,
        receiver_name=event.receiver_name or consignment.receiver_name,
        receiver_identity="" if event.receiver_name else consignment.receiver_identity,
    )
    given_by = _given_by(session, consignment)
    payer = entry.receiver_name
    enter_collected(session, consignment, case, payer_name=payer, by=by or given_by, at=at)
    returning.deliver(
        session,
        case.code,
        by=by,
        at=at,
        delivered_at=event.happened_at,
        given_by=given_by,
        entry=entry,
    )


def _attempted(
    session: Session,
    consignment: Consignment,
    event: TrackingEvent,
    known: list[TrackingEvent],
    *,
    by: Actor | None,
    at: datetime,
) -> None:
    """Tells the case of a new invitation, or of a refusal, and until when the post has time."""
    before, now = (_awaited(session, consignment, each) for each in (known, [*known, event]))
    if (before.invitations, before.refused) == (now.invitations, now.refused):
        return
    consignment.invitations, consignment.due_at = now.invitations, now.due_at
    if consignment.guidance_id is not None:
        return
    by_post.attempt(
        session,
        _case_of(consignment).code,
        by=by,
        at=at,
        attempted_at=event.happened_at,
        until_at=now.due_at,
        invitation=now.invitations if now.invitations > before.invitations else 0,
    )


def _awaited(session: Session, consignment: Consignment, events: list[TrackingEvent]) -> Awaited:
    agency = session.get_one(Agency, consignment.agency_id)
    if consignment.posted_at is None:
        raise LookupError(f"consignment {consignment.id} was never posted")
    return awaited(
        calendar_of(session, agency.id),
        consignment.posted_at,
        days_of(consignment, agency),
        missed=[each.happened_at for each in events if each.kind == EventKind.UNDELIVERED],
        refused=[each.happened_at for each in events if each.kind == EventKind.REFUSED],
    )


def _given_by(session: Session, consignment: Consignment) -> Actor:
    """Who handed the consignment to the postman: theirs is the signature of the office."""
    manifest = session.get_one(
        Manifest, consignment.manifest_id, options=[joinedload(Manifest.handed_over_by)]
    )
    official = manifest.handed_over_by
    if official is None:
        raise LookupError(f"manifest {manifest.id} was never handed over")
    return Actor(
        official.id, official.agency_id, official.username, official.full_name, official.title
    )


def _case_of(consignment: Consignment) -> Case:
    if consignment.case is None:
        raise LookupError(f"consignment {consignment.id} belongs to no case")
    return consignment.case


def _locked(session: Session, consignment_id: int, agency_id: int) -> Consignment:
    found = session.scalar(
        select(Consignment)
        .where(
            Consignment.id == consignment_id,
            Consignment.agency_id == agency_id,
            Consignment.direction == Direction.OUTGOING,
        )
        .options(joinedload(Consignment.case), selectinload(Consignment.events))
        .with_for_update(of=Consignment)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(N_("There is no such consignment here."))
    return found
