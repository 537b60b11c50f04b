"""A draft that the counter or the head wants otherwise goes back to whoever wrote it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from onestop.cases.models import Apology
from onestop.cases.operations import apology, deadlines, supplement
from onestop.cases.queries import one_case
from onestop.cases.rules.lifecycle import Act
from onestop.db import db, transaction
from onestop.errors import NotPermitted, Refused
from onestop.notices.rules import NoticeEvent
from tests.accounts.makers import sign_in
from tests.cases.makers import a_small_office
from tests.cases.test_supplement import (
    ASKED,
    HOUR,
    TUESDAY,
    at_the_official,
    do,
    requests,
    sound,
    the_case,
    to_issue,
)
from tests.notices.makers import notices
from tests.pages import PageClient

DRAFT = {
    "circumstances": "Đang xác minh",
    "reason": "Chờ trả lời",
    "new_due_on": date(2026, 11, 25),
}
WANTED = "Ghi rõ cơ quan đã hỏi"


@pytest.fixture
def office(app: Flask):
    return a_small_office()


@pytest.fixture
def code(office) -> str:
    return at_the_official(office)


def told(actor) -> str:
    """What somebody was told last."""
    return [each.event for each in notices() if each.official_id == actor.official_id][-1]


def apologies() -> list[Apology]:
    db.session().expire_all()
    return list(db.session().scalars(select(Apology).order_by(Apology.id)))


def test_the_counter_sends_a_proposal_back_and_the_proposer_hears_of_it(office, code) -> None:
    do(supplement.propose_supplement, code, office.official, TUESDAY, **ASKED)
    case = do(supplement.send_back_supplement, code, office.clerk, TUESDAY + HOUR, reason=WANTED)
    (proposal,) = requests()
    assert (proposal.state, proposal.sent_back_reason) == ("sent_back", WANTED)
    assert to_issue(office.clerk) == []
    assert told(office.official) == NoticeEvent.SUPPLEMENT_SENT_BACK
    assert all(WANTED not in str(each.told) for each in notices())
    line = one_case.journal(db.session(), case.id)[-1]
    assert (line.act, line.details["reason"]) == (Act.SEND_BACK_SUPPLEMENT, WANTED)
    sound()


def test_a_proposal_sent_back_is_no_request_and_a_new_one_goes_out(office, code) -> None:
    do(supplement.propose_supplement, code, office.official, TUESDAY, **ASKED)
    do(supplement.send_back_supplement, code, office.clerk, TUESDAY, reason=WANTED)
    with pytest.raises(Refused, match="No unit has proposed"):
        do(supplement.request_supplement, code, office.clerk, TUESDAY, **ASKED)
    do(supplement.propose_supplement, code, office.official, TUESDAY + HOUR, **ASKED)
    do(supplement.request_supplement, code, office.clerk, TUESDAY + HOUR, **ASKED)
    assert [(each.state, each.number) for each in requests()] == [("sent_back", 1), ("issued", 1)]
    sound()


def test_the_head_sends_a_draft_back_and_the_drafter_hears_of_it(office, code) -> None:
    do(apology.draft_apology, code, office.official, TUESDAY, **DRAFT)
    do(apology.send_back_apology, code, office.chair, TUESDAY + HOUR, reason=WANTED)
    (draft,) = apologies()
    assert (draft.state, draft.sent_back_reason) == ("sent_back", WANTED)
    assert to_issue(office.chair) == []
    assert told(office.official) == NoticeEvent.APOLOGY_SENT_BACK
    with pytest.raises(Refused, match="No apology is drafted"):
        do(apology.sign_apology, code, office.chair, TUESDAY + HOUR)
    do(apology.draft_apology, code, office.official, TUESDAY + HOUR, **DRAFT)
    do(apology.sign_apology, code, office.chair, TUESDAY + HOUR)
    sound()


def test_nothing_is_prepared_over_a_draft_that_was_sent_back(office, code) -> None:
    due_at = the_case(code).due_at
    do(apology.draft_apology, code, office.official, TUESDAY, **DRAFT)
    do(apology.send_back_apology, code, office.chair, TUESDAY + HOUR, reason=WANTED)
    with transaction() as session:
        assert deadlines.prepare_apologies(session, at=due_at - timedelta(hours=3)) == 0


def test_only_the_head_and_only_the_counter_send_back_and_they_say_why(office, code) -> None:
    do(apology.draft_apology, code, office.official, TUESDAY, **DRAFT)
    do(supplement.propose_supplement, code, office.official, TUESDAY, **ASKED)
    for operation, by in (
        (apology.send_back_apology, office.clerk),
        (supplement.send_back_supplement, office.leader),
    ):
        with pytest.raises(NotPermitted):
            do(operation, code, by, TUESDAY, reason=WANTED)
    for operation, by in (
        (apology.send_back_apology, office.chair),
        (supplement.send_back_supplement, office.clerk),
    ):
        with pytest.raises(Refused, match="must be otherwise"):
            do(operation, code, by, TUESDAY, reason="")


def test_what_was_never_proposed_cannot_be_sent_back(office, code) -> None:
    with pytest.raises(Refused, match="No proposed supplement"):
        do(supplement.send_back_supplement, code, office.clerk, TUESDAY, reason=WANTED)


def test_the_drafter_begins_with_the_old_text_and_reads_what_is_wanted(
    app, office, code, clock
) -> None:
    do(apology.draft_apology, code, office.official, TUESDAY, **DRAFT)
    do(supplement.propose_supplement, code, office.official, TUESDAY, **ASKED)
    clock.set(TUESDAY + HOUR)
    chair, clerk, official = (PageClient.of(app) for _ in range(3))
    for browser, name in ((chair, "phuoc"), (clerk, "lan"), (official, "thinh")):
        sign_in(browser, name)
    page = chair.page(f"/cases/{code}/do/send_back_apology")
    assert "Chờ trả lời" in page.text
    assert chair.send(page, {"reason": WANTED}).status_code == 303
    page = clerk.page(f"/cases/{code}/do/send_back_supplement")
    assert "Ảnh 4×6" in page.text
    assert clerk.send(page, {"reason": WANTED}).status_code == 303
    page = official.page(f"/cases/{code}/do/draft_apology")
    assert WANTED in page.text
    assert page.filled(page.form())["reason"] == "Chờ trả lời"
    page = official.page(f"/cases/{code}/do/propose_supplement")
    assert WANTED in page.text
    assert "Ảnh 4×6" in page.filled(page.form())["requirements"]
    assert official.page(f"/cases/{code}").text.count(f"Cần sửa: {WANTED}") == 2
