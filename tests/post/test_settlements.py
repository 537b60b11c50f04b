"""Settling with a carrier: what is reckoned, what differs, and what never changes again."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from onestop.calendars.queries import calendar_of
from onestop.cases.models import Payment
from onestop.cases.operations import payment
from onestop.cases.queries import invariants
from onestop.cases.queries.payment import fees_of
from onestop.cases.rules.guidance import GuidanceKind
from onestop.cases.rules.payment import ChosenLine, OwedLine, PaymentEntry, PaymentMethod
from onestop.db import db, transaction
from onestop.errors import NotFound, Refused, Stale
from onestop.post.models import SettledConsignment, Settlement
from onestop.post.operations import packing, settling
from onestop.post.queries import places, settlements
from onestop.post.rules.collecting import fees_in
from onestop.post.rules.consignment import EventKind
from onestop.post.rules.settlement import Sums, last_month
from onestop.procedures.rules import Fee, FeeBasis
from tests.cases.makers import MONDAY
from tests.post import arrivals
from tests.post.makers import (
    DAY,
    FRIDAY,
    HOUR,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    a_carrier,
    a_result,
    case_of,
    hand_over,
    hear,
    pack,
)

FEE = 8_000
MONTH = (date(2026, 11, 1), date(2026, 11, 17))
NEXT = MONDAY + timedelta(days=21)


def posted(desk: Desk, item: str, *, postage: int = 26_000, to_collect: int = 0) -> int:
    number = pack(desk, a_result(desk.office), item)
    sums = {"postage": postage, "to_collect": to_collect}
    with transaction() as session:
        packing.label(session, number, item_code=item, **sums, by=desk.postman)
    hand_over(desk)
    return number


def opened(desk: Desk, from_on: date, to_on: date, *, at: Any = NEXT) -> int:
    period = {"from_on": from_on, "to_on": to_on}
    with transaction() as session:
        return settling.open_settlement(
            session, carrier_id=desk.carrier_id, **period, by=desk.postman, at=at
        ).id


def stated(desk: Desk, number: int, postage: int, collected: int, note: str = "") -> None:
    told = {"postage": postage, "collected": collected, "note": note}
    with transaction() as session:
        settling.state(session, number, **told, by=desk.postman, at=NEXT)


def closed(desk: Desk, number: int, sums: Sums) -> None:
    with transaction() as session:
        settling.close(session, number, seen=str(sums), by=desk.postman, at=NEXT)


def settlement(number: int) -> Settlement:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Settlement, number)


def sums(desk: Desk, number: int) -> Sums:
    zone = calendar_of(db.session(), desk.office.agency_id).zone
    return settlements.sums(db.session(), settlement(number), zone)


def not_entered(desk: Desk, number: int) -> list[str]:
    zone = calendar_of(db.session(), desk.office.agency_id).zone
    found = settlements.not_entered(db.session(), settlement(number), zone)
    return [each.item_code for each in found]


def payments() -> list[Payment]:
    db.session.rollback()
    return list(db.session.scalars(select(Payment).order_by(Payment.id)))


def test_what_the_postman_collected_is_paid_for_the_case(desk: Desk) -> None:
    number = posted(desk, "EA000000001VN", to_collect=FEE)
    hear(desk, number, EventKind.DELIVERED, WEDNESDAY, receiver_name="Trần Văn Tư")
    (paid,) = payments()
    assert (paid.total, paid.method, paid.reference) == (FEE, "post", "EA000000001VN")
    assert paid.payer_name == "Trần Văn Tư"
    assert not fees_of(db.session(), case_of(number)).owed
    assert hear(desk, number, EventKind.DELIVERED, WEDNESDAY) is False
    assert len(payments()) == 1
    assert [*invariants.check(db.session()), *places.check(db.session())] == []


def test_the_carrier_itself_may_tell_of_what_was_collected(desk: Desk) -> None:
    number = posted(desk, "EA000000001VN", to_collect=FEE + 26_000)
    hear(desk, number, EventKind.DELIVERED, WEDNESDAY)
    assert [each.total for each in payments()] == [FEE]


def test_nothing_is_paid_for_what_came_back(desk: Desk) -> None:
    number = posted(desk, "EA000000001VN", to_collect=FEE)
    hear(desk, number, EventKind.RETURNED, WEDNESDAY)
    assert payments() == []
    one = opened(desk, *MONTH, at=NEXT)
    assert sums(desk, one) == Sums()


def test_a_sum_that_is_not_what_is_owed_stays_a_difference(desk: Desk) -> None:
    number = posted(desk, "EA000000001VN", to_collect=FEE - 1_000)
    hear(desk, number, EventKind.DELIVERED, WEDNESDAY)
    assert payments() == []
    assert case_of(number).status == "handed_out"
    one = opened(desk, date(2026, 11, 1), date(2026, 11, 30))
    assert not_entered(desk, one) == ["EA000000001VN"]
    entry = PaymentEntry((ChosenLine(1),), PaymentMethod.POST, "Trần Văn Tư", "EA000000001VN")
    with transaction() as session:
        code, clerk = case_of(number).code, desk.office.clerk
        payment.collect(session, code, seen=None, by=clerk, at=THURSDAY, entry=entry)
    assert not_entered(desk, one) == []


def test_the_sums_agree_with_the_fees_only_where_they_can_be_told() -> None:
    plain = OwedLine(1, Fee("Lệ phí", "fee", FEE))
    counted = OwedLine(2, Fee("Phí sao", "fee", 2_000, per=FeeBasis.PAGE))
    assert fees_in(FEE, 26_000, [plain]) == (ChosenLine(1),)
    assert fees_in(FEE + 26_000, 26_000, [plain]) == (ChosenLine(1),)
    assert fees_in(26_000, 26_000, [plain]) == ()
    assert fees_in(FEE + 1, 26_000, [plain]) is None
    assert fees_in(2_000, 26_000, [counted]) is None
    assert fees_in(FEE, 26_000, []) is None


def test_a_month_is_reckoned_stated_and_closed_under_a_number(desk: Desk) -> None:
    first = posted(desk, "EA000000001VN", to_collect=FEE)
    second = posted(desk, "EA000000002VN", postage=30_500)
    posted(desk, "EA000000003VN")
    hear(desk, first, EventKind.DELIVERED, WEDNESDAY)
    hear(desk, second, EventKind.RETURNED, THURSDAY)
    one = opened(desk, date(2026, 11, 1), date(2026, 11, 30))
    assert sums(desk, one) == Sums(2, 56_500, FEE)
    zone = calendar_of(db.session(), desk.office.agency_id).zone
    lines = settlements.lines(db.session(), settlement(one), zone)
    assert [(each.written, each.sums.many, each.delivered) for each in lines] == [
        ("1/2026", 1, 1),
        ("2/2026", 1, 0),
    ]
    stated(desk, one, 56_500, FEE)
    closed(desk, one, Sums(2, 56_500, FEE))
    found = settlement(one)
    assert (found.number, found.period, found.closed_by_id) == (1, "2026", found.opened_by_id)
    assert sums(desk, one) == Sums(2, 56_500, FEE)
    for act in (
        lambda: stated(desk, one, 0, 0),
        lambda: closed(desk, one, sums(desk, one)),
    ):
        with pytest.raises(Refused, match="never changes"):
            act()
    with pytest.raises(Refused, match="never changes"), transaction() as session:
        settling.discard(session, one, by=desk.postman)


def test_what_is_heard_late_falls_into_the_next_settlement(desk: Desk) -> None:
    early, late = (posted(desk, f"EA00000000{each}VN") for each in (1, 2))
    hear(desk, early, EventKind.DELIVERED, WEDNESDAY)
    one = opened(desk, date(2026, 11, 1), WEDNESDAY.date(), at=FRIDAY)
    stated(desk, one, 26_000, 0)
    closed(desk, one, Sums(1, 26_000, 0))
    hear(desk, late, EventKind.DELIVERED, WEDNESDAY, at=FRIDAY + HOUR)
    assert sums(desk, one) == Sums(1, 26_000, 0)
    following = opened(desk, THURSDAY.date(), FRIDAY.date())
    assert sums(desk, following) == Sums(1, 26_000, 0)
    stated(desk, following, 26_000, 0)
    closed(desk, following, Sums(1, 26_000, 0))
    held = db.session.execute(
        select(SettledConsignment.consignment_id, SettledConsignment.settlement_id)
    )
    assert dict(held.all()) == {early: one, late: following}
    assert settlement(following).number == 2


def test_the_last_day_of_a_period_ends_at_the_offices_midnight(desk: Desk) -> None:
    before, after = (posted(desk, f"EA00000000{each}VN") for each in (1, 2))
    calendar = calendar_of(db.session(), desk.office.agency_id)
    wednesday = calendar.local(WEDNESDAY).date()
    midnight = calendar.at(wednesday + DAY, time())
    hear(desk, before, EventKind.DELIVERED, midnight - HOUR / 60)
    hear(desk, after, EventKind.DELIVERED, midnight)
    one = opened(desk, date(2026, 11, 1), wednesday)
    assert sums(desk, one).many == 1


def test_a_lost_item_is_settled_once_it_turns_up(desk: Desk) -> None:
    number = posted(desk, "EA000000001VN", to_collect=FEE)
    hear(desk, number, EventKind.LOST, WEDNESDAY)
    one = opened(desk, date(2026, 11, 1), date(2026, 11, 30))
    assert sums(desk, one) == Sums()
    hear(desk, number, EventKind.DELIVERED, THURSDAY)
    assert sums(desk, one) == Sums(1, 26_000, FEE)
    assert [each.total for each in payments()] == [FEE]


def test_a_difference_is_closed_only_with_its_explanation(desk: Desk) -> None:
    number = posted(desk, "EA000000001VN")
    hear(desk, number, EventKind.DELIVERED, WEDNESDAY)
    one = opened(desk, date(2026, 11, 1), date(2026, 11, 30))
    seen = Sums(1, 26_000, 0)
    with pytest.raises(Refused, match="carrier's statement first"):
        closed(desk, one, seen)
    stated(desk, one, 52_000, 0)
    with pytest.raises(Refused, match="cleared up"):
        closed(desk, one, seen)
    assert db.session.scalar(select(func.count()).select_from(SettledConsignment)) == 0
    stated(desk, one, 52_000, 0, "Tính trùng")
    closed(desk, one, seen)
    assert settlement(one).note == "Tính trùng"


def test_what_was_heard_since_the_page_was_seen_stops_the_closing(desk: Desk) -> None:
    first, second = (posted(desk, f"EA00000000{each}VN") for each in (1, 2))
    hear(desk, first, EventKind.DELIVERED, WEDNESDAY)
    one = opened(desk, date(2026, 11, 1), date(2026, 11, 30))
    seen = sums(desk, one)
    stated(desk, one, 26_000, 0)
    hear(desk, second, EventKind.DELIVERED, THURSDAY)
    with pytest.raises(Stale):
        closed(desk, one, seen)
    assert settlement(one).number is None


def test_periods_of_a_carrier_follow_each_other(desk: Desk) -> None:
    with pytest.raises(Refused, match="ends before it begins"):
        opened(desk, date(2026, 11, 30), date(2026, 11, 1))
    with pytest.raises(Refused, match="not over yet"):
        opened(desk, date(2026, 11, 1), NEXT.date())
    number = posted(desk, "EA000000001VN")
    hear(desk, number, EventKind.DELIVERED, WEDNESDAY)
    one = opened(desk, date(2026, 11, 1), date(2026, 11, 30))
    with pytest.raises(Refused, match="is open"):
        opened(desk, date(2026, 12, 1), date(2026, 12, 2))
    stated(desk, one, 26_000, 0)
    closed(desk, one, Sums(1, 26_000, 0))
    for overlapping in (date(2026, 10, 1), date(2026, 11, 30)):
        with pytest.raises(Refused, match="settled up to 30/11/2026"):
            opened(desk, overlapping, date(2026, 12, 2))
    assert opened(desk, date(2026, 12, 1), date(2026, 12, 2))


def test_another_carrier_settles_by_itself(desk: Desk) -> None:
    number = posted(desk, "EA000000001VN")
    hear(desk, number, EventKind.DELIVERED, WEDNESDAY)
    opened(desk, date(2026, 11, 1), date(2026, 11, 30))
    other = Desk(desk.office, desk.postman, a_carrier(desk.postman, "Bưu cục khác"))
    one = opened(other, date(2026, 11, 1), date(2026, 11, 30))
    assert sums(desk, one) == Sums()
    with pytest.raises(Refused, match="nothing to settle"):
        closed(desk, one, Sums())
    with transaction() as session:
        settling.discard(session, one, by=desk.postman)
    with pytest.raises(NotFound):
        stated(desk, one, 0, 0)


def test_the_database_itself_keeps_an_item_out_of_a_second_settlement(desk: Desk) -> None:
    number = posted(desk, "EA000000001VN")
    hear(desk, number, EventKind.DELIVERED, WEDNESDAY)
    one = opened(desk, date(2026, 11, 1), date(2026, 11, 30))
    stated(desk, one, 26_000, 0)
    closed(desk, one, Sums(1, 26_000, 0))
    later = opened(desk, date(2026, 12, 1), date(2026, 12, 2), at=NEXT + timedelta(days=10))
    twice = {"consignment_id": number, "settlement_id": later, "postage": 1, "collected": 1}
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(insert(SettledConsignment).values(**twice))


def test_the_last_month_is_the_whole_one_before() -> None:
    assert last_month(date(2026, 3, 1)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert last_month(date(2026, 1, 31)) == (date(2025, 12, 1), date(2025, 12, 31))


def test_what_came_with_a_dossier_is_settled_once_the_dossier_is_registered(desk: Desk) -> None:
    number = arrivals.a_filed(desk, "RA000000001VN", at=TUESDAY)
    one = opened(desk, *MONTH)
    assert sums(desk, one) == Sums()
    arrivals.register(desk, number, at=TUESDAY + HOUR)
    assert sums(desk, one) == Sums(1, 0, FEE)


def test_a_payment_for_another_item_of_the_case_hides_nothing(desk: Desk) -> None:
    number = posted(desk, "EA000000001VN", to_collect=FEE - 1_000)
    hear(desk, number, EventKind.DELIVERED, WEDNESDAY)
    one = opened(desk, date(2026, 11, 1), date(2026, 11, 30))
    code, clerk = case_of(number).code, desk.office.clerk
    entry = PaymentEntry((ChosenLine(1),), PaymentMethod.POST, "Trần Văn Tư", "RA000000009VN")
    with transaction() as session:
        payment.collect(session, code, seen=None, by=clerk, at=THURSDAY, entry=entry)
    assert not_entered(desk, one) == ["EA000000001VN"]


def test_what_came_in_and_was_booked_nowhere_is_listed(desk: Desk) -> None:
    booked, odd, sent_back = (
        arrivals.a_filed(desk, f"RA00000000{place}VN", collected=collected)
        for place, collected in ((1, FEE), (2, FEE + 12_000), (3, FEE))
    )
    first, second = (
        arrivals.a_filed(desk, f"RA00000000{place}VN", collected=FEE // 2) for place in (4, 5)
    )
    arrivals.answer(desk, sent_back, GuidanceKind.REFUSAL, at=TUESDAY)
    arrivals.answer(desk, first, at=TUESDAY)
    arrivals.join(desk, second, first, at=TUESDAY)
    for place, number in enumerate((booked, odd, second)):
        key = {"submission_key": f"key-{place}"}
        arrivals.register(desk, number, at=TUESDAY + HOUR, **key)
    one = opened(desk, *MONTH)
    assert not_entered(desk, one) == ["RA000000002VN", "RA000000003VN"]


def test_a_reference_is_known_however_it_is_typed(desk: Desk) -> None:
    number = posted(desk, "EA000000001VN", to_collect=FEE - 1_000)
    hear(desk, number, EventKind.DELIVERED, WEDNESDAY)
    one = opened(desk, date(2026, 11, 1), date(2026, 11, 30))
    code, clerk = case_of(number).code, desk.office.clerk
    entry = PaymentEntry((ChosenLine(1),), PaymentMethod.POST, "Trần Văn Tư", "ea 000 000 001 vn")
    with transaction() as session:
        payment.collect(session, code, seen=None, by=clerk, at=THURSDAY, entry=entry)
    assert not_entered(desk, one) == []
