"""On the way: what is heard is kept once, and moves the case with it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from onestop.accounts.models import Official
from onestop.calendars.queries import calendar_of
from onestop.cases.models import HandingOut
from onestop.cases.operations.deadlines import nag_unclaimed
from onestop.cases.queries import invariants, one_case
from onestop.cases.queries.leading import of_agencies
from onestop.cases.queries.stuck import stuck
from onestop.cases.rules.lifecycle import Act
from onestop.cases.rules.stuck import StuckKind
from onestop.db import db, transaction
from onestop.errors import NotFound, Refused
from onestop.notices.models import Notice
from onestop.notices.rules import NoticeEvent
from onestop.post.operations.watching import tell_late
from onestop.post.queries import desk as pages
from onestop.post.queries import places
from onestop.post.rules.consignment import ConsignmentState, EventKind
from onestop.post.rules.place import Place
from tests.post.makers import (
    DAY,
    FRIDAY,
    HOUR,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    a_posted,
    a_result,
    case_of,
    consignment,
    hear,
    pack,
)


def acts_of(number: int) -> list[str]:
    """The acts of the case since its result was posted."""
    acts = [line.act for line in one_case.journal(db.session(), case_of(number).id)]
    return acts[acts.index("post") + 1 :]


def stuck_now(desk: Desk, kind: StuckKind, at) -> list[str]:
    agency_id = desk.office.agency_id
    calendar, scope = calendar_of(db.session(), agency_id), of_agencies([agency_id])
    return [each.code for each in stuck(db.session(), scope, calendar, kind, at=at)]


def test_what_is_heard_twice_is_kept_once(desk: Desk) -> None:
    number = a_posted(desk)
    assert hear(desk, number, EventKind.IN_TRANSIT, WEDNESDAY)
    assert not hear(desk, number, EventKind.IN_TRANSIT, WEDNESDAY, at=THURSDAY)
    assert hear(desk, number, EventKind.DELIVERED, THURSDAY)
    assert not hear(desk, number, EventKind.DELIVERED, THURSDAY, at=FRIDAY)
    assert len(consignment(number).events) == 2
    assert acts_of(number) == ["deliver"]
    assert db.session.scalar(select(func.count()).select_from(HandingOut)) == 1


def test_news_that_comes_late_changes_nothing_that_has_ended(desk: Desk) -> None:
    number = a_posted(desk)
    hear(desk, number, EventKind.DELIVERED, THURSDAY)
    assert hear(desk, number, EventKind.UNDELIVERED, WEDNESDAY, at=FRIDAY)
    assert hear(desk, number, EventKind.RETURNED, FRIDAY)
    assert acts_of(number) == ["deliver"]
    events = {each.kind: each.contradicts for each in consignment(number).events}
    assert events == {"undelivered": False, "delivered": False, "returned": True}
    found = pages.contradicting(db.session(), desk.office.agency_id)
    assert [each.id for each in found] == [number]


def test_two_invitations_then_it_comes_back_among_the_unclaimed(desk: Desk) -> None:
    number = a_posted(desk)
    hear(desk, number, EventKind.UNDELIVERED, WEDNESDAY)
    assert consignment(number).invitations == 1
    hear(desk, number, EventKind.UNDELIVERED, THURSDAY)
    assert consignment(number).invitations == 1
    hear(desk, number, EventKind.UNDELIVERED, FRIDAY)
    assert consignment(number).invitations == 2
    assert acts_of(number) == ["attempt", "attempt"]
    back = FRIDAY + 10 * DAY
    hear(desk, number, EventKind.RETURNED, back)
    assert places.place_of(case_of(number)) is Place.BACK_AT_THE_OFFICE
    assert stuck_now(desk, StuckKind.CAME_BACK, back + HOUR) == [case_of(number).code]
    with transaction() as session:
        assert nag_unclaimed(session, since=None, at=back + 3 * DAY) == 1
    assert list(invariants.check(db.session())) == []


def test_nobody_is_told_to_come_for_what_goes_by_post(desk: Desk) -> None:
    a_result(desk.office)
    a_posted(desk)
    for days in (3, 10, 30):
        with transaction() as session:
            assert nag_unclaimed(session, since=None, at=MONDAY + days * DAY + 3 * HOUR) == 0


def test_a_refused_item_comes_back_without_a_second_invitation(desk: Desk) -> None:
    number = a_posted(desk)
    hear(desk, number, EventKind.REFUSED, WEDNESDAY)
    assert (consignment(number).invitations, acts_of(number)) == (0, ["attempt"])
    line = one_case.journal(db.session(), case_of(number).id)[-1]
    assert (line.act, line.details["refused"], line.happened_at) == (Act.ATTEMPT, True, WEDNESDAY)


def test_what_was_lost_can_turn_up_until_the_office_has_restored_it(desk: Desk) -> None:
    number = a_posted(desk)
    hear(desk, number, EventKind.LOST, THURSDAY)
    assert stuck_now(desk, StuckKind.LOST, FRIDAY) == [case_of(number).code]
    hear(desk, number, EventKind.DELIVERED, FRIDAY)
    assert acts_of(number) == ["lose", "turn_up", "deliver"]
    assert consignment(number).state == ConsignmentState.DELIVERED
    assert list(places.check(db.session())) == []


def test_what_the_post_never_had_is_not_heard_of(desk: Desk) -> None:
    number = pack(desk, a_result(desk.office), "EA123456789VN")
    with pytest.raises(Refused, match="never handed over"):
        hear(desk, number, EventKind.DELIVERED, WEDNESDAY)
    with pytest.raises(NotFound):
        hear(desk, 999, EventKind.DELIVERED, WEDNESDAY)


def test_what_happens_later_than_it_is_entered_keeps_both_moments(desk: Desk) -> None:
    number = a_posted(desk)
    hear(desk, number, EventKind.DELIVERED, WEDNESDAY, at=FRIDAY)
    event = consignment(number).events[0]
    assert (event.happened_at, event.entered_at) == (WEDNESDAY, FRIDAY)
    line = one_case.journal(db.session(), case_of(number).id)[-1]
    assert (line.happened_at, line.entered_at) == (WEDNESDAY, FRIDAY)
    assert list(invariants.check(db.session())) == []


def test_an_item_of_which_nothing_is_heard_is_late_on_the_desk_and_among_the_stuck(
    desk: Desk,
) -> None:
    number = a_posted(desk)
    due = consignment(number).due_at
    assert due is not None
    assert (due - TUESDAY).days >= 1
    agency_id, code = desk.office.agency_id, case_of(number).code
    assert pages.late(db.session(), agency_id, at=due) == []
    assert [each.id for each in pages.late(db.session(), agency_id, at=due + HOUR)] == [number]
    assert stuck_now(desk, StuckKind.WITH_POST, due) == []
    assert stuck_now(desk, StuckKind.WITH_POST, due + HOUR) == [code]


def test_the_desk_is_told_of_each_late_deadline_once(desk: Desk) -> None:
    number = a_posted(desk)
    due = consignment(number).due_at
    assert due is not None
    moments = [due - HOUR, due, due + HOUR, due + 2 * HOUR]
    told = []
    for since, at in zip([None, *moments], moments, strict=False):
        with transaction() as session:
            told.append(tell_late(session, since=since, at=at))
    assert told == [0, 0, 1, 0]
    query = select(Official.username).join(Notice, Notice.official_id == Official.id)
    heard = db.session.scalars(query.where(Notice.event == NoticeEvent.POST_LATE)).all()
    assert list(heard) == ["thanh"]
    hear(desk, number, EventKind.UNDELIVERED, due + 2 * HOUR)
    again = consignment(number).due_at
    assert again is not None
    with transaction() as session:
        assert tell_late(session, since=again - HOUR, at=again + HOUR) == 1


def test_the_desk_is_told_of_a_deadline_that_late_news_has_in_the_past(desk: Desk) -> None:
    number = a_posted(desk)
    due = consignment(number).due_at
    assert due is not None
    entered = due + 10 * DAY
    with transaction() as session:
        assert tell_late(session, since=due - HOUR, at=entered - HOUR) == 1
    hear(desk, number, EventKind.UNDELIVERED, due, at=entered)
    again = consignment(number).due_at
    assert again is not None
    assert due < again < entered
    for since, told in ((entered - HOUR, 1), (entered + HOUR, 0)):
        with transaction() as session:
            assert tell_late(session, since=since, at=since + 2 * HOUR) == told


def test_every_late_item_is_told_of_in_one_look_and_never_twice(desk: Desk) -> None:
    numbers = [a_posted(desk, f"EA{number:09}VN") for number in range(3)]
    due = max(consignment(number).due_at for number in numbers)
    for told in (3, 0):
        with transaction() as session:
            assert tell_late(session, since=TUESDAY, at=due + HOUR) == told


@pytest.mark.parametrize("kind", [EventKind.UNDELIVERED, EventKind.REFUSED, EventKind.RETURNING])
@pytest.mark.parametrize("delivered_first", [True, False])
def test_a_delivery_and_a_later_attempt_oppose_each_other_in_whatever_order_they_are_heard(
    desk: Desk, kind: EventKind, *, delivered_first: bool
) -> None:
    number = a_posted(desk)
    heard = [(EventKind.DELIVERED, WEDNESDAY), (kind, WEDNESDAY + HOUR)]
    for each, moment in heard if delivered_first else reversed(heard):
        hear(desk, number, each, moment, at=THURSDAY)
    events = consignment(number).events
    assert [(each.kind, each.contradicts) for each in events] == [
        ("delivered", False),
        (kind, True),
    ]
    assert pages.contradicting(db.session(), desk.office.agency_id) != []


def test_an_attempt_before_the_delivery_contradicts_nothing(desk: Desk) -> None:
    number = a_posted(desk)
    hear(desk, number, EventKind.DELIVERED, WEDNESDAY)
    hear(desk, number, EventKind.UNDELIVERED, WEDNESDAY - HOUR, at=WEDNESDAY)
    assert not any(each.contradicts for each in consignment(number).events)
