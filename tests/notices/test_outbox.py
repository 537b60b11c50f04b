"""What is told is written with what it tells of, once, and without a person in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from onestop.accounts.models import Official
from onestop.accounts.rules import Role
from onestop.cases.models import Silence
from onestop.cases.operations import (
    apology,
    coordination,
    ending,
    finishing,
    routing,
    supplement,
    waiting,
)
from onestop.cases.rules.endings import Wish
from onestop.db import db, transaction
from onestop.notices.models import Delivery
from onestop.notices.operations import posting
from onestop.notices.rules import NoticeEvent, NotifyBy
from tests.cases.makers import MONDAY, a_case, a_small_office, an_actor, granted
from tests.notices.makers import a_told_case, deliveries, notices

A_LATER = MONDAY + timedelta(minutes=30)
NEXT_WEEK = date(2026, 11, 25)


@pytest.fixture
def office(app: Flask):
    return a_small_office()


def events(official_id: int | None = None) -> list[str]:
    return [each.event for each in notices() if each.official_id == official_id]


def complete(code: str, by, at, **more) -> None:
    with transaction() as session:
        finishing.complete(session, code, seen=None, by=by, at=at, **more)


def accept(code: str, by, at) -> None:
    with transaction() as session:
        routing.accept(session, code, seen=None, by=by, at=at)


def test_a_reception_is_told_as_chosen_with_code_and_day_alone(office) -> None:
    registered = a_told_case(office, NotifyBy.SMS)
    (notice,) = notices()
    assert (notice.event, notice.case_id) == (NoticeEvent.RECEIVED, registered.case_id)
    assert notice.told == {"code": registered.code, "due_at": "2026-11-19T17:00:00+07:00"}
    (delivery,) = deliveries()
    assert (delivery.channel, delivery.status, delivery.attempts) == ("sms", "pending", 0)


def test_who_wants_no_notice_has_the_receipt(office) -> None:
    a_case(office)
    assert notices() == []


def test_an_act_that_is_rolled_back_has_told_nobody(office) -> None:
    code = a_told_case(office).code
    complete(code, office.clerk, A_LATER)
    accept(code, office.leader, A_LATER)
    complete(code, office.leader, A_LATER)

    def ask_and_break_down() -> None:
        with transaction() as session:
            papers = {"requirements": ("Bản đồ",), "reason": "thiếu"}
            for act, by in (
                (supplement.propose_supplement, office.official),
                (supplement.request_supplement, office.clerk),
            ):
                act(session, code, seen=None, by=by, at=A_LATER, **papers)
            assert session.scalar(select(func.count()).select_from(Delivery)) == 2
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_and_break_down()
    assert events() == [NoticeEvent.RECEIVED]
    assert len(deliveries()) == 1


def test_one_key_is_told_once(office) -> None:
    registered = a_told_case(office)
    notice = {"case_id": registered.case_id, "told": {"code": registered.code}}
    for key, clashes in (("withdrawn-1", False), ("withdrawn-1", True)):
        try:
            with transaction() as session:
                posting.post(
                    session,
                    NoticeEvent.WITHDRAWN,
                    [notice | {"event_key": key, "notify_by": "sms"}],
                    agency_id=office.agency_id,
                    at=MONDAY,
                )
        except IntegrityError:
            assert clashes
        else:
            assert not clashes
    assert events().count(NoticeEvent.WITHDRAWN) == 1
    assert len(deliveries()) == 2


def test_words_that_would_lack_something_are_refused(office) -> None:
    lacking = {"case_id": 1, "event_key": "received-1", "told": {"code": "H29"}}
    with pytest.raises(ValueError, match="received is told without due_at"):
        posting.post(
            db.session(), NoticeEvent.RECEIVED, [lacking], agency_id=office.agency_id, at=MONDAY
        )


def test_the_way_of_a_case_rings_the_bells_of_those_who_have_it_next(office) -> None:
    code = a_told_case(office, NotifyBy.EMAIL).code
    complete(code, office.clerk, A_LATER)
    assert events(office.leader.official_id) == [NoticeEvent.HANDED_OVER]
    assert events(office.official.official_id) == []
    accept(code, office.leader, A_LATER)
    complete(code, office.leader, A_LATER, next_official_id=office.official.official_id)
    assert events(office.official.official_id) == [NoticeEvent.ASSIGNED]
    told = notices()[-1].told
    assert told == {"code": code, "procedure": "Đăng ký khai sinh"}
    complete(code, office.official, A_LATER)
    accept(code, office.chair, A_LATER)
    complete(code, office.chair, A_LATER, result=granted(A_LATER))
    assert events(office.clerk.official_id) == [NoticeEvent.HANDED_OVER]
    accept(code, office.clerk, A_LATER)
    assert events() == [NoticeEvent.RECEIVED, NoticeEvent.RESULT_EARLY]


def test_who_takes_a_case_is_not_told_so(office) -> None:
    code = a_case(office).code
    complete(code, office.clerk, A_LATER)
    accept(code, office.leader, A_LATER)
    for official in (office.leader, office.official):
        with transaction() as session:
            routing.assign(
                session,
                code,
                seen=None,
                by=office.leader,
                at=A_LATER,
                official_id=official.official_id,
            )
    assert events(office.leader.official_id) == [NoticeEvent.HANDED_OVER]
    assert events(office.official.official_id) == [NoticeEvent.ASSIGNED]


def test_who_is_assigned_one_step_after_another_hears_of_each(office) -> None:
    code = a_case(office).code
    complete(code, office.clerk, A_LATER)
    accept(code, office.leader, A_LATER)
    official = office.official.official_id
    with transaction() as session:
        routing.assign(session, code, seen=None, by=office.leader, at=A_LATER, official_id=official)
    complete(code, office.leader, A_LATER, next_official_id=official)
    assert events(official) == [NoticeEvent.ASSIGNED] * 2


def test_a_result_on_its_day_is_not_called_early(office) -> None:
    code, on_the_day = a_told_case(office).code, MONDAY + timedelta(days=3)
    complete(code, office.clerk, A_LATER)
    accept(code, office.leader, A_LATER)
    complete(code, office.leader, A_LATER)
    complete(code, office.official, A_LATER)
    accept(code, office.chair, A_LATER)
    complete(code, office.chair, on_the_day, result=granted(on_the_day))
    accept(code, office.clerk, on_the_day)
    assert events() == [NoticeEvent.RECEIVED, NoticeEvent.RESULT_READY]


def test_supplement_and_duty_are_told_without_their_words(office) -> None:
    code = a_told_case(office).code
    complete(code, office.clerk, A_LATER)
    accept(code, office.leader, A_LATER)
    complete(code, office.leader, A_LATER)
    papers = {"requirements": ("Căn cước của ông Bình",), "reason": "thiếu"}
    with transaction() as session:
        supplement.propose_supplement(
            session, code, seen=None, by=office.official, at=A_LATER, **papers
        )
    with transaction() as session:
        supplement.request_supplement(
            session, code, seen=None, by=office.clerk, at=A_LATER, **papers
        )
    with transaction() as session:
        supplement.receive_supplement(session, code, seen=None, by=office.clerk, at=A_LATER)
    with transaction() as session:
        waiting.notify_duty(session, code, seen=None, by=office.official, at=A_LATER)
    assert events()[1:] == [
        NoticeEvent.SUPPLEMENT_REQUESTED,
        NoticeEvent.SUPPLEMENT_RECEIVED,
        NoticeEvent.DUTY_NOTIFIED,
    ]
    assert all("Bình" not in str(each.told) for each in notices())


def test_the_leaders_of_the_units_asked_hear_of_the_question(office) -> None:
    judge = an_actor(office, "thanh", Role.UNIT_LEADER, "counter")
    code = a_case(office).code
    complete(code, office.clerk, A_LATER)
    accept(code, office.leader, A_LATER)
    complete(code, office.leader, A_LATER)
    with transaction() as session:
        session.execute(
            update(Official).where(Official.id == judge.official_id).values(email="t@example.vn")
        )
    asked = (office.units["counter"], office.units["leaders"])
    with transaction() as session:
        coordination.consult(
            session,
            code,
            seen=None,
            by=office.official,
            at=A_LATER,
            unit_ids=asked,
            content="Ý kiến?",
            due_on=(MONDAY + timedelta(days=2)).date(),
            silence=Silence.CONSENT,
        )
    assert events(judge.official_id) == [NoticeEvent.CONSULTATION_ASKED]
    assert events(office.chair.official_id) == [NoticeEvent.CONSULTATION_ASKED]
    (delivery,) = deliveries()
    assert (delivery.channel, delivery.official_id) == ("email", judge.official_id)


def to_the_department(office) -> str:
    code = a_told_case(office).code
    complete(code, office.clerk, A_LATER)
    accept(code, office.leader, A_LATER)
    complete(code, office.leader, A_LATER)
    return code


def test_an_apology_rings_at_the_head_and_then_reaches_the_applicant(office) -> None:
    code = to_the_department(office)
    draft = {"circumstances": "chờ xác minh", "reason": "thiếu người", "new_due_on": NEXT_WEEK}
    with transaction() as session:
        apology.draft_apology(session, code, seen=None, by=office.official, at=A_LATER, **draft)
    assert events(office.chair.official_id) == [NoticeEvent.APOLOGY_TO_SIGN]
    with transaction() as session:
        apology.sign_apology(session, code, seen=None, by=office.chair, at=A_LATER)
    assert events(office.clerk.official_id) == [NoticeEvent.APOLOGY_TO_TELL]
    with transaction() as session:
        apology.re_appoint(session, code, seen=None, by=office.clerk, at=A_LATER)
    assert events()[1:] == [NoticeEvent.APOLOGY]
    assert "người" not in str(notices()[-1].told)


@pytest.mark.parametrize(
    ("wish", "event"),
    [(Wish.WITHDRAW, NoticeEvent.WITHDRAWN), (Wish.STOP, NoticeEvent.STOPPED)],
)
def test_a_case_that_ends_by_wish_is_told_so(office, wish, event) -> None:
    code = to_the_department(office)
    with transaction() as session:
        ending.withdraw(
            session, code, seen=None, by=office.clerk, at=A_LATER, reason="thôi", wish=wish
        )
    assert events()[1:] == [event]


def test_a_refusal_is_not_called_a_result_to_be_fetched(office) -> None:
    code = to_the_department(office)
    complete(code, office.official, A_LATER)
    accept(code, office.chair, A_LATER)
    refused = replace(granted(A_LATER), granted=False, reason="không đủ điều kiện")
    complete(code, office.chair, A_LATER, result=refused)
    accept(code, office.clerk, A_LATER)
    assert events()[1:] == [NoticeEvent.REFUSED]
