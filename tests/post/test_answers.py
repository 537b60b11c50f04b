"""Form 02 or 03 goes to its sender as an item of its own, and is somewhere, once."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from onestop.cases.queries import invariants
from onestop.cases.rules.guidance import GuidanceKind
from onestop.db import db, transaction
from onestop.errors import NotPermitted, Refused
from onestop.notices.models import Notice
from onestop.notices.rules import NoticeEvent
from onestop.post.models import Consignment, Filing
from onestop.post.operations import answers, packing, papers
from onestop.post.operations.watching import tell_late
from onestop.post.queries import answers as found
from onestop.post.queries import desk as desk_pages
from onestop.post.queries import filings, places
from onestop.post.rules.answer import misplaced
from onestop.post.rules.consignment import ConsignmentState, EventKind
from onestop.post.rules.incoming import DossierState
from tests.post.arrivals import a_filed, answer, brought, join, register
from tests.post.makers import (
    ADDRESS,
    DAY,
    FRIDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    consignment,
    hand_over,
    hear,
)

DOSSIER, LABEL = "RA000000001VN", "EA123456789VN"


def all_holds() -> None:
    """Every invariant of the office, those of the post too."""
    db.session.rollback()
    session = db.session()
    breaches = [*invariants.check(session), *places.check(session), *filings.check(session)]
    db.session.rollback()
    assert breaches == []


def an_answered(desk: Desk, kind: GuidanceKind = GuidanceKind.SUPPLEMENT) -> int:
    """A dossier whose sender was asked or refused."""
    number = a_filed(desk, DOSSIER)
    answer(desk, number, kind, at=TUESDAY)
    return number


def pack(desk: Desk, dossier: int, label: str = LABEL) -> int:
    """Puts the paper for a sender on the open manifest, with its label."""
    with transaction() as session:
        packed = packing.pack_answer(
            session, dossier, carrier_id=desk.carrier_id, by=desk.postman, at=TUESDAY
        )
        amounts = {"postage": packed.postage, "to_collect": 0}
        packing.label(session, packed.id, item_code=label, **amounts, by=desk.postman)
        return packed.id


def a_sent(desk: Desk) -> tuple[int, int]:
    """A dossier, and the item that carries the paper for its sender."""
    dossier = an_answered(desk)
    number = pack(desk, dossier)
    hand_over(desk)
    return dossier, number


def twin_of(number: int) -> Consignment:
    """The same once more, under another order number."""
    one, left = consignment(number), ("id", "item_code", "order_number")
    columns = [each.key for each in Consignment.__table__.columns if each.key not in left]
    return Consignment(**{key: getattr(one, key) for key in columns}, order_number="khác")


def test_a_request_goes_to_the_sender_and_news_of_it_closes_it(desk: Desk) -> None:
    dossier = an_answered(desk)
    waiting = found.waiting(db.session(), desk.office.agency_id)
    assert [each.consignment_id for each in waiting] == [dossier]
    all_holds()
    number = pack(desk, dossier)
    one = consignment(number)
    assert (one.receiver_name, one.receiver_address) == ("Lý Thị Gửi", ADDRESS)
    assert one.contents.startswith("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ số 1/")
    assert (one.to_collect, one.to_withdraw) == (0, [])
    assert brought(dossier).answer_waits_at is None
    all_holds()
    hand_over(desk)
    assert consignment(number).state == ConsignmentState.POSTED
    all_holds()
    assert hear(desk, number, EventKind.DELIVERED, WEDNESDAY)
    assert not hear(desk, number, EventKind.DELIVERED, WEDNESDAY)
    assert consignment(number).state == ConsignmentState.DELIVERED
    assert brought(dossier).consignment.state == DossierState.ASKED
    all_holds()


def test_a_refusal_takes_the_papers_back_with_it(desk: Desk) -> None:
    dossier = an_answered(desk, GuidanceKind.REFUSAL)
    said = consignment(pack(desk, dossier)).contents
    assert said.startswith("Phiếu từ chối tiếp nhận hồ sơ số 1/")
    assert "hồ sơ trả lại: Tờ khai đăng ký khai sinh" in said
    all_holds()


def test_a_paper_is_on_one_manifest_only(desk: Desk) -> None:
    dossier = an_answered(desk)
    number = pack(desk, dossier)
    with pytest.raises(Refused, match="does not wait"):
        pack(desk, dossier, "EA123456788VN")
    again = twin_of(number)
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(again)


def test_what_comes_back_or_is_lost_waits_to_be_sent_again(desk: Desk) -> None:
    dossier, number = a_sent(desk)
    hear(desk, number, EventKind.UNDELIVERED, WEDNESDAY)
    assert consignment(number).invitations == 1
    hear(desk, number, EventKind.RETURNED, THURSDAY)
    assert brought(dossier).answer_waits_at == THURSDAY
    all_holds()
    with transaction() as session:
        answers.readdress(session, dossier, "9 đường Mới", by=desk.postman)
    again = pack(desk, dossier, "EA123456788VN")
    assert consignment(again).receiver_address == "9 đường Mới"
    assert consignment(again).order_number == f"{DOSSIER}/2"
    with pytest.raises(Refused, match="address of case"):
        hand_over(desk, at=THURSDAY)
    with transaction() as session:
        packing.remove(session, again, by=desk.postman, at=FRIDAY)
    assert brought(dossier).answer_waits_at == FRIDAY
    all_holds()


def test_what_was_lost_can_arrive_until_it_is_sent_anew(desk: Desk) -> None:
    dossier, number = a_sent(desk)
    hear(desk, number, EventKind.LOST, WEDNESDAY)
    assert brought(dossier).answer_waits_at == WEDNESDAY
    hear(desk, number, EventKind.DELIVERED, THURSDAY)
    assert brought(dossier).answer_waits_at is None
    assert consignment(number).state == ConsignmentState.DELIVERED
    all_holds()


def test_news_of_what_was_sent_anew_contradicts(desk: Desk) -> None:
    dossier, number = a_sent(desk)
    hear(desk, number, EventKind.LOST, WEDNESDAY)
    pack(desk, dossier, "EA123456788VN")
    hear(desk, number, EventKind.DELIVERED, THURSDAY)
    assert consignment(number).state == ConsignmentState.LOST
    assert consignment(number).events[-1].contradicts
    all_holds()


def test_a_paper_can_be_given_at_the_counter_instead(desk: Desk) -> None:
    dossier = an_answered(desk)
    with transaction() as session:
        answers.give(session, dossier, by=desk.office.clerk, at=WEDNESDAY)
    assert brought(dossier).answer_given_at == WEDNESDAY
    assert found.waiting(db.session(), desk.office.agency_id) == []
    with pytest.raises(Refused, match="does not wait"):
        pack(desk, dossier)
    all_holds()


def test_a_dossier_that_goes_on_needs_its_paper_no_more(desk: Desk) -> None:
    dossier = an_answered(desk)
    later = a_filed(desk, "RA000000002VN", at=WEDNESDAY)
    join(desk, later, dossier, at=WEDNESDAY)
    assert brought(dossier).answer_waits_at is None
    register(desk, later, at=THURSDAY)
    assert found.waiting(db.session(), desk.office.agency_id) == []
    all_holds()


def test_a_paper_taken_off_after_its_dossier_was_registered_waits_no_more(desk: Desk) -> None:
    dossier = an_answered(desk)
    number = pack(desk, dossier)
    register(desk, dossier, at=WEDNESDAY)
    with transaction() as session:
        packing.remove(session, number, by=desk.postman, at=THURSDAY)
    assert brought(dossier).answer_waits_at is None
    all_holds()


def test_a_dossier_that_was_not_answered_has_no_paper_to_send(desk: Desk) -> None:
    dossier = a_filed(desk, DOSSIER)
    with pytest.raises(Refused, match="neither asked nor refused"):
        pack(desk, dossier)
    answer(desk, dossier, at=TUESDAY)
    with pytest.raises(NotPermitted), transaction() as session:
        packing.pack_answer(
            session, dossier, carrier_id=desk.carrier_id, by=desk.office.official, at=TUESDAY
        )


def test_its_label_slip_and_manifest_name_the_dossier(desk: Desk) -> None:
    _dossier, number = a_sent(desk)
    with transaction() as session:
        slip = papers.issue_slip(session, number, by=desk.postman, at=TUESDAY).printed
        label = papers.issue_label(session, number, by=desk.postman, at=TUESDAY).printed
        manifest = papers.issue_manifest(
            session, consignment(number).manifest_id or 0, by=desk.postman
        ).printed
    assert (slip["code"], slip["procedure"]) == (f"{DOSSIER}/1", "Đăng ký khai sinh")
    assert (label["tracking_code"], label["withdraw"]) == (LABEL, "")
    assert [each["code"] for each in manifest["consignments"]] == [f"{DOSSIER}/1"]


def test_the_desk_hears_that_its_carrier_is_late(desk: Desk) -> None:
    _dossier, number = a_sent(desk)
    due_at = consignment(number).due_at
    assert due_at is not None
    late = desk_pages.late(db.session(), desk.office.agency_id, at=due_at + DAY)
    assert [(each.item_code, each.code) for each in late] == [(LABEL, f"{DOSSIER}/1")]
    with transaction() as session:
        assert tell_late(session, since=TUESDAY, at=due_at + DAY) == 1
    notice = db.session.scalars(select(Notice).where(Notice.event == NoticeEvent.POST_LATE)).one()
    assert notice.case_id is None


def test_a_paper_that_is_nowhere_or_twice_is_a_breach(desk: Desk) -> None:
    dossier, _number = a_sent(desk)
    db.session.execute(
        update(Filing).where(Filing.consignment_id == dossier).values(answer_waits_at=WEDNESDAY)
    )
    told = [each.sentence for each in filings.check(db.session())]
    db.session.rollback()
    assert told == ["the paper for its sender is at 2 places"]
    nowhere = misplaced(DossierState.ASKED, [ConsignmentState.RETURNED], waits=False, given=False)
    assert list(nowhere) == ["the paper for its sender is nowhere"]
