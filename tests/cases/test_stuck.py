"""Stuck cases: each kind found at its moment and not a minute before, and gone once acted on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select, update

from onestop.accounts.models import Official
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import Term
from onestop.cases.models import Case
from onestop.cases.operations import (
    apology,
    by_post,
    finishing,
    returning,
    routing,
    supplement,
    waiting,
)
from onestop.cases.operations.folder import find_folder
from onestop.cases.operations.stuck import tell_stuck
from onestop.cases.queries.leading import answered_for, of_agencies
from onestop.cases.queries.stuck import piles, stuck, stuck_counts
from onestop.cases.rules.reception import ReturnMethod
from onestop.cases.rules.results import HandingOutEntry
from onestop.cases.rules.stuck import (
    TO_DO,
    StuckKind,
    gone_by,
    received_too_long_ago,
    usual_time,
)
from onestop.cases.rules.timing import hand_over_by
from onestop.db import db, transaction
from onestop.notices.models import Notice
from onestop.notices.rules import NoticeEvent
from onestop.notices.wording import bell_line
from onestop.notices.words import LETTERS
from tests.cases.makers import (
    MONDAY,
    ZONE,
    a_case,
    a_filed_case,
    a_small_office,
    ask_for_papers,
    granted,
)

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
TUESDAY, WEDNESDAY = MONDAY + DAY, MONDAY + 2 * DAY


@pytest.fixture
def office(app: Flask):
    return a_small_office()


def do(operation, code, by, at, **more):
    with transaction() as session:
        return operation(session, code, seen=None, by=by, at=at, **more)


def found(office, at: datetime, kind: StuckKind) -> list[str]:
    """The codes of a kind at a moment; the counts say the same."""
    session = db.session()
    calendar, scope = calendar_of(session, office.agency_id), of_agencies([office.agency_id])
    rows = stuck(session, scope, calendar, kind, at=at)
    assert stuck_counts(session, scope, calendar, at=at)[kind] == len(rows)
    return [row.code for row in rows]


def accepted(office) -> str:
    """At the department since Monday at eleven, in a step of four working hours."""
    code = a_case(office).code
    do(finishing.complete, code, office.clerk, MONDAY + HOUR)
    do(routing.accept, code, office.leader, MONDAY + 2 * HOUR)
    return code


def settled(office) -> str:
    """Its result has come back to the counter on Wednesday at eleven."""
    code = accepted(office)
    do(finishing.complete, code, office.leader, TUESDAY)
    do(finishing.complete, code, office.official, TUESDAY + HOUR)
    do(routing.accept, code, office.chair, TUESDAY + 2 * HOUR)
    do(finishing.complete, code, office.chair, WEDNESDAY, result=granted(WEDNESDAY))
    do(routing.accept, code, office.clerk, WEDNESDAY + 2 * HOUR)
    return code


def test_received_in_the_morning_and_not_handed_over_when_the_office_closes(office):
    code = a_case(office).code
    closing = MONDAY.replace(hour=17)
    assert found(office, closing, StuckKind.NOT_HANDED_OVER) == []
    assert found(office, closing + MINUTE, StuckKind.NOT_HANDED_OVER) == [code]
    do(finishing.complete, code, office.clerk, closing)
    assert found(office, closing + MINUTE, StuckKind.NOT_HANDED_OVER) == []


def test_received_after_fifteen_it_may_wait_for_the_next_opening(office):
    code = a_case(office, at=MONDAY.replace(hour=15, minute=1)).code
    opening = TUESDAY.replace(hour=7, minute=30)
    assert found(office, opening, StuckKind.NOT_HANDED_OVER) == []
    assert found(office, opening + MINUTE, StuckKind.NOT_HANDED_OVER) == [code]


def test_what_was_received_too_long_ago_is_what_should_have_changed_hands(office):
    """The horizon says the same as the rule of the hand-over, hour by hour over a weekend."""
    calendar = calendar_of(db.session(), office.agency_id)
    friday = datetime(2026, 11, 20, 6, 0, tzinfo=ZONE)
    hours = [friday + number * HOUR for number in range(5 * 24)]
    for at in (each + shift for each in hours for shift in (-MINUTE, MINUTE)):
        horizon = received_too_long_ago(calendar, at=at)
        for received_at in hours:
            late = hand_over_by(calendar, received_at) < at
            assert late == (received_at < horizon), (received_at, at, horizon)


def test_handed_over_and_not_accepted_when_the_leg_was_due(office):
    code = a_case(office).code
    do(finishing.complete, code, office.clerk, MONDAY + HOUR)
    closing = MONDAY.replace(hour=17)
    assert found(office, closing, StuckKind.NOT_ACCEPTED) == []
    assert found(office, closing + MINUTE, StuckKind.NOT_ACCEPTED) == [code]
    do(routing.accept, code, office.leader, closing + MINUTE)
    assert found(office, closing + MINUTE, StuckKind.NOT_ACCEPTED) == []


def test_untouched_for_twice_the_time_of_its_step(office):
    code = accepted(office)
    eight_hours_on = TUESDAY + 2 * HOUR
    assert found(office, eight_hours_on, StuckKind.UNTOUCHED) == []
    assert found(office, eight_hours_on + MINUTE, StuckKind.UNTOUCHED) == [code]
    official_id = office.leader.official_id
    do(routing.assign, code, office.leader, eight_hours_on, official_id=official_id)
    assert found(office, eight_hours_on + MINUTE, StuckKind.UNTOUCHED) == []


def test_papers_that_lie_in_the_folder_are_recorded_on_the_same_day(office):
    code = asked_for_papers(office)
    with transaction() as session:
        counter = office.units["counter"]
        find_folder(session, code, unit_id=counter, by=office.clerk, at=TUESDAY + HOUR)
    closing = TUESDAY.replace(hour=17)
    assert found(office, closing, StuckKind.PAPERS_BROUGHT) == []
    assert found(office, closing + MINUTE, StuckKind.PAPERS_BROUGHT) == [code]
    do(supplement.receive_supplement, code, office.clerk, closing)
    assert found(office, closing + MINUTE, StuckKind.PAPERS_BROUGHT) == []


def asked_for_papers(office) -> str:
    code = accepted(office)
    ask_for_papers(office, code, office.leader, at=MONDAY + 3 * HOUR)
    return code


def test_a_proposed_supplement_is_asked_for_on_the_same_day(office):
    code, paper = accepted(office), {"requirements": ("Bản đồ",), "reason": "thiếu"}
    do(supplement.propose_supplement, code, office.leader, MONDAY + 3 * HOUR, **paper)
    closing = MONDAY.replace(hour=17)
    assert found(office, closing, StuckKind.SUPPLEMENT_NOT_ISSUED) == []
    assert found(office, closing + MINUTE, StuckKind.SUPPLEMENT_NOT_ISSUED) == [code]
    at_the_counter = [("lan", code), ("mai", code)]
    assert told_between(closing, closing + MINUTE) == at_the_counter
    do(supplement.request_supplement, code, office.clerk, closing + MINUTE, **paper)
    assert found(office, closing + MINUTE, StuckKind.SUPPLEMENT_NOT_ISSUED) == []


def test_an_apology_is_signed_and_told_on_the_same_day(office):
    code = accepted(office)
    draft = {"circumstances": "đang xử lý", "reason": "thiếu người"}
    draft["new_due_on"] = (MONDAY + 4 * DAY).date()
    do(apology.draft_apology, code, office.leader, MONDAY + 3 * HOUR, **draft)
    closing, opening = MONDAY.replace(hour=17), TUESDAY.replace(hour=7, minute=30)
    assert found(office, closing, StuckKind.APOLOGY_NOT_SIGNED) == []
    assert found(office, closing + MINUTE, StuckKind.APOLOGY_NOT_SIGNED) == [code]
    assert told_between(closing, closing + MINUTE) == [("phuoc", code)]
    do(apology.sign_apology, code, office.chair, closing - HOUR)
    assert found(office, opening, StuckKind.APOLOGY_NOT_SIGNED) == []
    assert found(office, opening, StuckKind.APOLOGY_NOT_TOLD) == []
    assert found(office, opening + MINUTE, StuckKind.APOLOGY_NOT_TOLD) == [code]
    assert told_between(opening, opening + MINUTE) == [("lan", code), ("mai", code)]
    do(apology.re_appoint, code, office.clerk, opening + MINUTE)
    assert found(office, opening + MINUTE, StuckKind.APOLOGY_NOT_TOLD) == []


def test_a_supplement_without_an_answer_for_thirty_days(office):
    code = asked_for_papers(office)
    end = MONDAY + 3 * HOUR + 30 * DAY
    assert found(office, end, StuckKind.SUPPLEMENT_UNANSWERED) == []
    assert found(office, end + MINUTE, StuckKind.SUPPLEMENT_UNANSWERED) == [code]
    assert found(office, end + MINUTE, StuckKind.PAPERS_BROUGHT) == []
    do(supplement.receive_supplement, code, office.clerk, end)
    assert found(office, end + MINUTE, StuckKind.SUPPLEMENT_UNANSWERED) == []


def test_a_financial_duty_without_an_answer_for_thirty_days(office):
    code = accepted(office)
    do(waiting.notify_duty, code, office.leader, MONDAY + 3 * HOUR)
    end = MONDAY + 3 * HOUR + 30 * DAY
    assert found(office, end, StuckKind.DUTY_UNANSWERED) == []
    assert found(office, end + MINUTE, StuckKind.DUTY_UNANSWERED) == [code]
    do(waiting.receive_duty, code, office.clerk, end)
    assert found(office, end + MINUTE, StuckKind.DUTY_UNANSWERED) == []


def test_stopped_for_a_month_and_not_resumed(office):
    code = accepted(office)
    do(waiting.stop, code, office.leader, TUESDAY, reason="chờ bản án của toà")
    end = TUESDAY + 30 * DAY
    assert found(office, end, StuckKind.NOT_RESUMED) == []
    assert found(office, end + MINUTE, StuckKind.NOT_RESUMED) == [code]
    do(waiting.resume, code, office.leader, end)
    assert found(office, end + MINUTE, StuckKind.NOT_RESUMED) == []


def test_a_result_that_nobody_fetched_for_ten_working_days(office):
    code = settled(office)
    end = WEDNESDAY + 2 * HOUR + 15 * DAY  # Tuesday the 24th is a day off
    assert found(office, end, StuckKind.NOT_RETURNED) == []
    assert found(office, end + MINUTE, StuckKind.NOT_RETURNED) == [code]
    entry = HandingOutEntry(ReturnMethod.COUNTER, "Nguyễn Thị Ánh Nguyệt", "079190012345")
    do(returning.hand_out, code, office.clerk, end, entry=entry)
    assert found(office, end + MINUTE, StuckKind.NOT_RETURNED) == []


@pytest.mark.parametrize(
    ("allotted", "usual"),
    [
        (None, "3 working days"),
        ("4 working hours", "8 working hours"),
        ("0.5 working days", "1 working day"),
        ("same day", "2 working days"),
        ("5 calendar days", "10 calendar days"),
        ("1 month", "2 months"),
    ],
)
def test_a_step_usually_moves_within_twice_its_time(allotted, usual):
    assert str(usual_time(Term.parse(allotted) if allotted else None)) == usual


def test_time_that_has_gone_by_is_reckoned_in_the_units_of_the_term(office):
    calendar = calendar_of(db.session(), office.agency_id)
    friday = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
    gone = {
        "4 working hours": friday - DAY + 5 * HOUR + 30 * MINUTE,
        "2 working days": WEDNESDAY,
        "same day": friday - DAY,
        "3 calendar days": TUESDAY,
        "1 month": friday - 31 * DAY,
    }
    for term, begins in gone.items():
        assert gone_by(calendar, Term.parse(term), at=friday) == begins, term


def told_between(since: datetime | None, at: datetime) -> list[tuple[str, str]]:
    """Who is told of which case by a look, the look before having been at `since`."""
    with transaction() as session:
        newest = session.scalar(select(func.max(Notice.id))) or 0
        told = tell_stuck(session, since=since, at=at)
        new = select(Official.username, Case.code).select_from(Notice).where(Notice.id > newest)
        people = new.join(Official, Official.id == Notice.official_id)
        of_cases = people.join(Case, Case.id == Notice.case_id)
        rows = session.execute(of_cases.order_by(Official.username, Case.code)).all()
    assert told == len(rows)
    return [tuple(row) for row in rows]


def test_each_look_tells_of_a_case_once_whatever_became_of_the_horizon(office):
    code = a_case(office).code
    closing = MONDAY.replace(hour=17)
    looks = [closing - HOUR, closing + MINUTE, closing + HOUR]
    assert told_between(None, looks[0]) == []
    everybody = [("lan", code), ("mai", code)]
    assert told_between(looks[0], looks[1]) == everybody
    assert told_between(looks[1], looks[2]) == []
    another = a_case(office, at=MONDAY + MINUTE).code
    assert told_between(looks[0], looks[2]) == [("lan", another), ("mai", another)]


def posted(office, at: datetime, until_at: datetime) -> str:
    """Its result is with the post, to be heard of again by that moment."""
    code, item = settled(office), {"carrier": "Bưu điện", "item_code": "EA123456785VN"}
    with transaction() as session:
        returned_by_post = update(Case).where(Case.code == code)
        session.execute(returned_by_post.values(return_method="post", return_address="12 Hoa Sữa"))
    with transaction() as session:
        by_post.pack(session, code, by=office.clerk, at=at, **item)
        sent = {"until_at": until_at, "manifest": "1/2026", **item}
        by_post.post(session, code, by=office.clerk, at=at, **sent)
    return code


def test_a_carrier_that_is_late_a_second_time_is_told_of_again_and_silences_nothing(office):
    at = WEDNESDAY + 3 * HOUR
    code = posted(office, at, at + DAY)
    everybody = [("lan", code), ("mai", code)]
    assert told_between(at, at + DAY + MINUTE) == everybody
    with transaction() as session:
        tried = {"attempted_at": at + DAY, "until_at": at + 2 * DAY, "invitation": 1}
        by_post.attempt(session, code, by=None, at=at + DAY + HOUR, **tried)
    assert told_between(at + DAY + MINUTE, at + 2 * DAY + MINUTE) == everybody


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (by_post.lose, {"lost_at": -DAY}),
        (by_post.come_back, {"returned_at": -DAY}),
        (by_post.attempt, {"attempted_at": -DAY, "until_at": -HOUR, "invitation": 1}),
    ],
    ids=["lost", "came back", "late again"],
)
def test_what_the_carrier_tells_late_the_office_still_hears_once(office, act, told):
    at = WEDNESDAY + 3 * HOUR
    code, heard_at = posted(office, at, at + 5 * DAY), at + 2 * DAY
    moments = {
        name: heard_at + how if isinstance(how, timedelta) else how for name, how in told.items()
    }
    look = 15 * MINUTE
    assert told_between(heard_at - look, heard_at) == []
    with transaction() as session:
        act(session, code, by=None, at=heard_at + MINUTE, **moments)
    assert told_between(heard_at, heard_at + look) == [("lan", code), ("mai", code)]
    assert told_between(heard_at + look, heard_at + 2 * look) == []


def test_a_dossier_that_the_postman_brought_late_is_told_of_as_soon_as_it_is_known(office):
    code = a_filed_case(office, filed_at=MONDAY, at=WEDNESDAY).code
    assert told_between(WEDNESDAY, WEDNESDAY + MINUTE) == [("lan", code), ("mai", code)]
    do(finishing.complete, code, office.clerk, WEDNESDAY + 2 * MINUTE)
    waits = told_between(WEDNESDAY + MINUTE, WEDNESDAY + 3 * MINUTE)
    assert waits == [("tung", code)]
    assert told_between(WEDNESDAY + 3 * MINUTE, WEDNESDAY + HOUR) == []


def test_a_look_over_many_cases_asks_no_more_than_one_over_few(office):
    closing = MONDAY.replace(hour=17)
    a_case(office)
    with statements() as asked:
        told_between(closing - HOUR, closing + MINUTE)
    for_one = len(asked)
    codes = {a_case(office, at=MONDAY + number * MINUTE).code for number in range(1, 8)}
    with statements() as asked:
        assert {code for _, code in told_between(closing, closing + MINUTE)} == codes
    assert len(asked) == for_one


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that is executed meanwhile."""
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_more) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_a_leader_is_told_of_what_lies_in_the_unit_and_of_no_other_agency(office):
    code = accepted(office)
    calendar, late = calendar_of(db.session(), office.agency_id), MONDAY + 7 * DAY
    for actor, codes in ((office.leader, [code]), (office.chair, [code])):
        found_piles = piles(db.session(), answered_for(db.session(), actor), calendar, at=late)
        assert [row.code for pile in found_piles for row in pile.rows] == codes
    elsewhere = of_agencies([office.agency_id + 1])
    assert piles(db.session(), elsewhere, calendar, at=late) == []


def test_a_long_pile_is_cut_and_says_how_many_more(office):
    codes = [a_case(office, at=MONDAY + number * MINUTE).code for number in range(3)]
    calendar, scope = calendar_of(db.session(), office.agency_id), of_agencies([office.agency_id])
    (pile,) = piles(db.session(), scope, calendar, at=TUESDAY, limit=2)
    assert ([row.code for row in pile.rows], pile.more) == (codes[:2], 1)


def test_the_bell_says_how_a_case_is_stuck_in_every_language(office):
    code = a_case(office).code
    told_between(None, TUESDAY)
    bell = db.session().scalars(select(Notice)).first()
    line = {"event": NoticeEvent.STUCK, "language": "vi", "zone": ZONE}
    whole = f"Hồ sơ {code} (Đăng ký khai sinh) tồn đọng tại Bộ phận Một cửa: "
    assert bell_line(told=bell.told, **line) == f"{whole}đã tiếp nhận mà chưa bàn giao."
    told_before = {name: text for name, text in bell.told.items() if name != "kind"}
    assert bell_line(told=told_before, **line) == f"{whole}nằm yên quá lâu."
    for letter in LETTERS.values():
        assert letter.stuck.keys() == {"", *StuckKind}


def test_every_kind_says_what_to_do():
    assert TO_DO.keys() == set(StuckKind)
    assert all(sentence.endswith(".") for sentence in TO_DO.values())


def test_the_command_lists_them_without_personal_data(office, clock, say):
    code = a_case(office).code
    clock.set(TUESDAY)
    told = say("cases", "stuck", "--agency", "H29.30.12").output
    assert code in told
    assert "Đã tiếp nhận mà chưa bàn giao" in told
    assert "Nguyệt" not in told
    clock.set(MONDAY)
    assert "Không có hồ sơ tồn đọng" in say("cases", "stuck").output
    unknown = say("cases", "stuck", "--agency", "H00")
    assert unknown.exit_code == 1
    assert "no agency H00" in unknown.output
