"""A leader takes back that an item was delivered: somebody here entered it by mistake (T3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.cases.models import Case, JournalEntry
from onestop.cases.operations import by_post
from onestop.cases.rules.lifecycle import ABOUT_MONEY, Act
from onestop.errors import N_, Refused
from onestop.post.models import Consignment, SettledConsignment, TrackingEvent
from onestop.post.operations.tracking import catch_up
from onestop.post.queries.collecting import booked
from onestop.post.queries.denying import delivered_last
from onestop.post.rules.consignment import ConsignmentState, EventKind, EventSource
from onestop.post.rules.denying import require_deniable


def deny_delivery(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, reason: str
) -> Consignment:
    """The item is with the post again, and its case with it; the mistaken news stays, struck out.

    What the carrier told in the meantime counts from now on: it may have come back (P2). Raises
    NotFound, NotPermitted, and Refused without a reason, for what the carrier itself told, and once
    anything followed from it.
    """
    if not reason:
        raise Refused(N_("Say how the mistake came about; it stands in the journal."))
    one, first = delivered_last(session, by.agency_id, code, locked=True)
    case = one.case
    if case is None or one.posted_at is None or one.due_at is None:
        raise LookupError(f"consignment {one.id} has no case that was posted")
    told = [each for each in one.events if _tells_of_it(each)]
    require_deniable(
        [EventSource(each.source) for each in told],
        settled=session.get(SettledConsignment, one.id) is not None,
        booked=bool(session.scalar(select(booked(case.id, one.item_code)))),
        followed=_followed(session, case),
    )
    one.state, one.ended_at = ConsignmentState.POSTED, None
    for each in told:
        _strike_out(each, at=at)
    session.flush()
    since = {"since_at": one.posted_at, "until_at": one.due_at}
    by_post.deny_delivery(session, case.code, seen=seen, by=by, at=at, **since, reason=reason)
    catch_up(session, one, since=first.id, at=at)
    return one


def _tells_of_it(event: TrackingEvent) -> bool:
    """Whether it is the delivery that is taken back, or says the same once more."""
    standing = event.taken_back_at is None and not event.contradicts
    return standing and event.kind == EventKind.DELIVERED


def _strike_out(event: TrackingEvent, *, at: datetime) -> None:
    """The same news may be heard once more, and is then new."""
    event.taken_back_at = at
    event.event_key = f"{event.event_key}-{event.id}"


def _followed(session: Session, case: Case) -> bool:
    """Whether the delivery is not the last act of the case, but for what is about money."""
    last = session.scalar(
        select(JournalEntry.act)
        .where(JournalEntry.case_id == case.id, JournalEntry.act.not_in(ABOUT_MONEY))
        .order_by(JournalEntry.number.desc())
        .limit(1)
    )
    return last != Act.DELIVER
