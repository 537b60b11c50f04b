"""What time alone does: late steps, hand-overs and opinions; results early and unclaimed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from onestop.accounts.models import Official
from onestop.cases.models import Case, CaseStep, Consultation, DailyFigure, Handover, Silence
from onestop.cases.operations import (
    coordination,
    deadlines,
    figures,
    finishing,
    returning,
    routing,
    supplement,
    waiting,
)
from onestop.cases.rules.reception import ReturnMethod
from onestop.cases.rules.results import HandingOutEntry, ResultEntry
from onestop.db import db, transaction
from onestop.notices.models import Notice
from onestop.notices.rules import NoticeEvent, NotifyBy
from tests.cases.makers import (
    MONDAY,
    SmallOffice,
    a_case,
    a_filed_case,
    a_small_office,
    ask_for_papers,
    granted,
)
from tests.notices.makers import a_told_case, deliveries, notices

MINUTE = timedelta(minutes=1)
SOON = MONDAY + timedelta(hours=1)


def flag(at: datetime) -> int:
    with transaction() as session:
        return deadlines.flag_overdue(session, at=at)


def told(event: NoticeEvent) -> set[str]:
    """Who was told of such an event."""
    names = select(Official.username).join(Notice, Notice.official_id == Official.id)
    return set(db.session().scalars(names.where(Notice.event == event)))


def marks(kind: Any) -> list[tuple[datetime, datetime | None]]:
    """The due moments of hand-overs or opinions, with their marks."""
    db.session().expire_all()
    rows = db.session().scalars(select(kind).order_by(kind.id))
    return [(row.due_at, row.overdue_since_at) for row in rows]


def accepted(office: SmallOffice) -> str:
    """A case that the department has accepted."""
    code = a_case(office).code
    with transaction() as session:
        finishing.complete(session, code, seen=None, by=office.clerk, at=SOON)
        routing.accept(session, code, seen=None, by=office.leader, at=SOON)
    return code


def settled(
    office: SmallOffice, code: str, *, at: datetime = SOON, result: ResultEntry | None = None
) -> None:
    """Drives a case straight to the counter, its result signed."""
    by, result = (office.leader, office.official, office.chair), result or granted(at)
    with transaction() as session:
        finishing.complete(session, code, seen=None, by=office.clerk, at=at)
        routing.accept(session, code, seen=None, by=office.leader, at=at)
        for official in by[:2]:
            finishing.complete(session, code, seen=None, by=official, at=at)
        routing.accept(session, code, seen=None, by=office.chair, at=at)
        finishing.complete(session, code, seen=None, by=office.chair, at=at, result=result)
        routing.accept(session, code, seen=None, by=office.clerk, at=at)


def handed_out(office: SmallOffice, code: str, *, at: datetime) -> None:
    entry = HandingOutEntry(ReturnMethod.COUNTER, "Nguyễn Thị Ánh Nguyệt", "079190012345")
    with transaction() as session:
        returning.hand_out(session, code, seen=None, by=office.clerk, at=at, entry=entry)


def test_a_step_is_late_a_moment_after_it_was_due_and_its_unit_hears_of_it(
    database: Flask,
) -> None:
    accepted(a_small_office())
    due_at = db.session().scalar(select(CaseStep.due_at).where(CaseStep.state == "open"))
    assert flag(due_at) == 0
    assert flag(due_at + MINUTE) == 1
    assert told(NoticeEvent.STEP_OVERDUE) == {"tung"}
    assert flag(due_at + MINUTE) == 0
    assert len(notices()) == len({each.event_key for each in notices()})


def test_a_step_that_is_late_again_after_its_moment_was_moved_is_told_again(
    database: Flask,
) -> None:
    accepted(a_small_office())
    open_step = CaseStep.state == "open"
    due_at = db.session().scalar(select(CaseStep.due_at).where(open_step))
    later = due_at + timedelta(days=2)
    assert flag(due_at + MINUTE) == 1
    with transaction() as session:
        moved = update(CaseStep).where(open_step)
        session.execute(moved.values(due_at=later, overdue_since_at=None))
    assert (flag(later), flag(later + MINUTE), flag(later + MINUTE)) == (0, 1, 0)
    assert [each.event for each in notices()].count(NoticeEvent.STEP_OVERDUE) == 2


def test_a_late_step_is_told_to_whoever_it_is_assigned_to(database: Flask) -> None:
    office = a_small_office()
    code = accepted(office)
    with transaction() as session:
        official_id = office.official.official_id
        routing.assign(session, code, seen=None, by=office.leader, at=SOON, official_id=official_id)
    flag(MONDAY + timedelta(days=2))
    assert told(NoticeEvent.STEP_OVERDUE) == {"thinh"}


def test_while_the_clock_stands_still_nothing_of_the_case_grows_late(database: Flask) -> None:
    office = a_small_office()
    code = accepted(office)
    with transaction() as session:
        waiting.stop(session, code, seen=None, by=office.leader, at=SOON, reason="chờ toà án")
    assert flag(MONDAY + timedelta(days=30)) == 0


def test_a_step_that_restarts_after_a_supplement_is_late_no_more(database: Flask) -> None:
    office = a_small_office()
    code = accepted(office)
    wednesday = MONDAY + timedelta(days=2)
    assert flag(wednesday) == 1
    ask_for_papers(office, code, office.leader, at=wednesday)
    with transaction() as session:
        at = wednesday + timedelta(hours=1)
        supplement.receive_supplement(session, code, seen=None, by=office.clerk, at=at)
    assert [late for _, late in marks(CaseStep) if late] == []


def test_a_hand_over_that_nobody_accepts_is_late_at_the_close_of_the_day(database: Flask) -> None:
    office = a_small_office()
    code = a_case(office).code
    with transaction() as session:
        finishing.complete(session, code, seen=None, by=office.clerk, at=SOON)
    closes = MONDAY.replace(hour=17)
    assert flag(closes) == 0
    assert flag(closes + MINUTE) == 1
    assert marks(Handover) == [(closes, closes)]
    assert told(NoticeEvent.HANDOVER_OVERDUE) == {"tung"}
    assert flag(closes + MINUTE) == 0
    with transaction() as session:
        routing.accept(session, code, seen=None, by=office.leader, at=closes + MINUTE)
    assert marks(Handover) == [(closes, closes)], "that it was late stays on its row"


def test_an_opinion_that_does_not_come_is_late_even_while_the_clock_stands_still(
    database: Flask,
) -> None:
    office = a_small_office()
    code = accepted(office)
    with transaction() as session:
        coordination.consult(
            session,
            code,
            seen=None,
            by=office.leader,
            at=SOON,
            unit_ids=(office.units["leaders"],),
            content="Có đồng ý không?",
            due_on=date(2026, 11, 18),
            silence=Silence.CONSENT,
        )
        waiting.stop(session, code, seen=None, by=office.leader, at=SOON, reason="chờ ý kiến")
    closes = datetime(2026, 11, 18, 17, tzinfo=MONDAY.tzinfo)
    assert flag(closes) == 0
    assert flag(closes + MINUTE) == 1
    assert marks(Consultation) == [(closes, closes)]
    assert told(NoticeEvent.OPINION_OVERDUE) == {"phuoc"}


def early(at: datetime, since: datetime | None = None) -> int:
    with transaction() as session:
        return deadlines.announce_early(session, since=since, at=at)


def nag(at: datetime, since: datetime | None = None) -> int:
    with transaction() as session:
        return deadlines.nag_unclaimed(session, since=since, at=at)


def forget_what_was_told() -> None:
    with transaction() as session:
        for delivery in deliveries():
            session.delete(delivery)
        session.flush()
        session.execute(delete(Notice))


def test_an_early_result_that_the_act_announced_is_not_announced_again(database: Flask) -> None:
    office = a_small_office()
    settled(office, a_told_case(office).code)
    assert [each.event for each in notices()].count(NoticeEvent.RESULT_EARLY) == 1
    assert early(SOON + MINUTE) == 0


def test_a_refusal_is_no_result_to_announce(database: Flask) -> None:
    office = a_small_office()
    refusal = replace(granted(SOON), granted=False, reason="Không đủ điều kiện")
    settled(office, a_told_case(office).code, result=refusal)
    assert [each.event for each in notices()][-1] == NoticeEvent.REFUSED
    assert early(SOON + MINUTE) == 0
    forget_what_was_told()
    assert early(SOON + MINUTE) == 0


def test_an_early_result_that_nobody_announced_is_announced_once_by_the_chosen_way(
    database: Flask,
) -> None:
    office = a_small_office()
    code = a_told_case(office, NotifyBy.SMS).code
    settled(office, code)
    forget_what_was_told()
    assert early(SOON + MINUTE) == 1
    assert early(SOON + MINUTE) == 0
    assert [(each.event, each.told["code"]) for each in notices()] == [
        (NoticeEvent.RESULT_EARLY, code)
    ]
    assert [each.channel for each in deliveries()] == ["sms"]


def test_a_result_on_the_promised_day_and_one_of_last_week_are_no_early_news(
    database: Flask,
) -> None:
    office = a_small_office()
    settled(office, a_case(office).code)
    forget_what_was_told()
    assert early(SOON + timedelta(days=4), since=MONDAY) == 0
    with transaction() as session:
        session.execute(update(Case).values(due_at=SOON + timedelta(hours=3)))
    assert early(SOON + MINUTE) == 0


def test_an_unclaimed_result_is_told_after_3_10_and_30_days_once_each(database: Flask) -> None:
    office = a_small_office()
    settled(office, a_told_case(office).code)
    days = [day for day in range(1, 41) if nag(SOON + timedelta(days=day))]
    assert days == [3, 10, 30]
    unclaimed = [each for each in notices() if each.event == NoticeEvent.UNCLAIMED]
    number = db.session().scalar(select(Case.id))
    assert [
        each.event_key[: len(f"unclaimed-{day}-{number}-")]
        for each, day in zip(unclaimed, days, strict=True)
    ] == [f"unclaimed-{day}-{number}-" for day in days]
    assert nag(SOON + timedelta(days=3)) == 0


def test_a_case_that_was_settled_anew_is_told_of_anew(database: Flask) -> None:
    office = a_small_office()
    code = a_told_case(office).code
    settled(office, code)
    assert nag(SOON + timedelta(days=3)) == 1
    with transaction() as session:
        session.execute(update(Case).values(settled_at=SOON + timedelta(days=5)))
    assert nag(SOON + timedelta(days=8)) == 1
    assert nag(SOON + timedelta(days=8)) == 0


def test_after_a_downtime_an_unclaimed_result_is_told_of_once(database: Flask) -> None:
    office = a_small_office()
    settled(office, a_case(office).code)
    assert nag(SOON + timedelta(days=12), since=MONDAY) == 1
    assert [each.event_key for each in notices()][-1].startswith("unclaimed-10-")
    assert nag(SOON + timedelta(days=13), since=SOON + timedelta(days=12)) == 0


def test_a_result_that_was_claimed_is_not_nagged_about(database: Flask) -> None:
    office = a_small_office()
    code = a_case(office).code
    settled(office, code)
    handed_out(office, code, at=SOON + timedelta(days=1))
    assert nag(SOON + timedelta(days=40), since=MONDAY) == 0


def figure(day: date) -> DailyFigure | None:
    db.session().expire_all()
    return db.session().scalars(select(DailyFigure).where(DailyFigure.day_on == day)).one_or_none()


def test_each_day_is_counted_when_it_has_ended(database: Flask) -> None:
    office = a_small_office()
    settled(office, a_case(office).code)
    a_case(office)
    with transaction() as session:
        assert figures.count_days(session, at=MONDAY + timedelta(days=1)) == 1
        assert figures.count_days(session, at=MONDAY + timedelta(days=1)) == 1
    counted = figure(MONDAY.date())
    assert counted is not None
    assert counted.field == "Hộ tịch"
    assert (counted.received, counted.open, counted.overdue, counted.handed_out) == (2, 1, 0, 0)
    assert (counted.settled_early, counted.settled_on_time, counted.settled_late) == (1, 0, 0)


@pytest.mark.parametrize(
    ("at", "settled_as"),
    [
        (datetime(2026, 11, 19, 17, tzinfo=MONDAY.tzinfo), "settled_on_time"),
        (datetime(2026, 11, 19, 17, 1, tzinfo=MONDAY.tzinfo), "settled_late"),
    ],
)
def test_settled_by_the_promised_minute_is_on_time_and_after_it_late(
    database: Flask, at: datetime, settled_as: str
) -> None:
    office = a_small_office()
    settled(office, a_case(office).code, at=at)
    with transaction() as session:
        figures.count_day(session, at.date())
    counted = figure(at.date())
    assert {
        name: getattr(counted, name)
        for name in ("settled_early", "settled_on_time", "settled_late")
    } == {"settled_early": 0, "settled_on_time": 0, "settled_late": 0, settled_as: 1}


def test_days_that_nobody_counted_are_counted_afterwards(database: Flask) -> None:
    office = a_small_office()
    code = a_case(office).code
    with transaction() as session:
        figures.count_days(session, at=MONDAY + timedelta(days=1))
    settled(office, code, at=SOON + timedelta(days=1))
    handed_out(office, code, at=SOON + timedelta(days=2))
    a_case(office, at=MONDAY + timedelta(days=3))
    with transaction() as session:
        assert figures.count_days(session, at=MONDAY + timedelta(days=5)) == 4
    days = [figure(MONDAY.date() + timedelta(days=number)) for number in range(5)]
    assert [(day.received, day.open, day.settled_early, day.handed_out) for day in days if day] == [
        (1, 1, 0, 0),
        (0, 0, 1, 0),
        (0, 0, 0, 1),
        (1, 1, 0, 0),
        (0, 1, 0, 0),
    ]


def test_a_dossier_registered_after_the_day_of_its_record_is_counted_on_that_day(
    database: Flask,
) -> None:
    office, day = a_small_office(), timedelta(days=1)
    midnight = MONDAY.replace(hour=0, minute=30)
    for nights in (1, 2):
        with transaction() as session:
            assert figures.count_days(session, at=midnight + nights * day) == 0
    a_filed_case(office, filed_at=MONDAY, at=MONDAY + 2 * day)
    with transaction() as session:
        assert figures.count_days(session, at=midnight + 3 * day) == 3
    days = [figure((MONDAY + number * day).date()) for number in range(3)]
    assert [(each.received, each.open) for each in days if each] == [(1, 1), (0, 1), (0, 1)]
    with transaction() as session:
        assert figures.count_days(session, at=midnight + 4 * day) == 1, "once is enough"


def test_open_and_overdue_are_told_apart_at_the_end_of_the_day(database: Flask) -> None:
    office = a_small_office()
    a_case(office)
    stopped = accepted(office)
    with transaction() as session:
        waiting.stop(session, stopped, seen=None, by=office.leader, at=SOON, reason="chờ toà án")
        figures.count_day(session, date(2026, 11, 18))
        figures.count_day(session, date(2026, 11, 19))
    before, after = (figure(date(2026, 11, day)) for day in (18, 19))
    assert (before.open, before.overdue) == (2, 0)
    assert (after.open, after.overdue) == (2, 1), "the clock of the other one stands still"
