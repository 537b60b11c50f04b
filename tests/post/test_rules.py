"""The rules of the postal desk: transit, invitations, events, places, and a carrier's words."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations

import pytest

from onestop.cases.rules.lifecycle import CaseStatus, Holding
from onestop.errors import Refused
from onestop.post.rules import files, transit
from onestop.post.rules.consignment import (
    ConsignmentState,
    EventKind,
    becomes,
    contradicts,
    event_key,
    fitting_moment,
    normal_label,
    require_label,
)
from onestop.post.rules.files import Column
from onestop.post.rules.invitations import awaited
from onestop.post.rules.packing import Check, Packed, failed
from onestop.post.rules.place import Place, denied, place
from onestop.post.rules.transit import Distance, distance
from tests.cases.makers import ZONE
from tests.cases.test_clock_rules import CALENDAR


def november(day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of November 2026; the 16th is a Monday, and the 24th a day off."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("province", "ward", "far", "days"),
    [
        ("79", "26740", Distance.SAME_DISTRICT, 1),
        ("79", "26743", Distance.WITHIN_PROVINCE, 2),
        ("79", "", Distance.WITHIN_PROVINCE, 2),
        ("01", "00004", Distance.SPECIAL_CITY, 3),
        ("48", "20194", Distance.ELSEWHERE, 4),
        ("", "", Distance.ELSEWHERE, 4),
    ],
)
def test_the_transit_limit_follows_from_the_places(province, ward, far, days) -> None:
    found = distance(from_province="79", from_ward="26740", to_province=province, to_ward=ward)
    assert (found, transit.DAYS[found]) == (far, days)


def test_what_is_posted_on_friday_is_two_working_days_later_due_on_tuesday() -> None:
    assert transit.there_by(CALENDAR, november(13, 16), 2) == november(17, 17)


def test_two_invitations_are_two_working_days_apart() -> None:
    posted, first = november(16), november(17)
    too_soon, second = november(18), november(19)

    def reckoned(*missed: datetime):
        return awaited(CALENDAR, posted, 2, missed=missed, refused=())

    assert reckoned() == awaited(CALENDAR, posted, 2, missed=(), refused=())
    assert reckoned().due_at == november(18, 17)
    assert (reckoned(first).invitations, reckoned(first).due_at) == (1, november(19, 17))
    assert reckoned(first, too_soon).invitations == 1
    assert reckoned(first, second).invitations == 2
    assert reckoned(first, second).due_at > november(24)
    assert reckoned(first, second, november(23), november(27)).invitations == 2


def test_the_order_in_which_attempts_are_heard_does_not_matter() -> None:
    moments = [november(day) for day in (17, 18, 19, 20)]
    found = {
        awaited(CALENDAR, november(16), 2, missed=order, refused=())
        for order in permutations(moments)
    }
    assert len(found) == 1


def test_a_refusal_brings_it_back_without_another_invitation() -> None:
    found = awaited(CALENDAR, november(16), 1, missed=(), refused=(november(17),))
    assert (found.invitations, found.refused, found.due_at) == (0, True, november(18, 17))


def test_only_what_is_with_the_post_ends_and_only_what_was_lost_turns_up() -> None:
    for state in ConsignmentState:
        for kind in EventKind:
            found = becomes(state, kind, still_lost=True)
            if state is ConsignmentState.POSTED:
                assert (found is state) == (kind not in ("delivered", "returned", "lost"))
            elif state is ConsignmentState.LOST:
                assert (found is not state) == (kind in ("delivered", "returned"))
            else:
                assert found is state
    lost, delivered = ConsignmentState.LOST, EventKind.DELIVERED
    assert becomes(lost, delivered, still_lost=False) is lost
    assert contradicts(lost, delivered, still_lost=False)


def test_the_same_ending_again_contradicts_nothing() -> None:
    delivered = ConsignmentState.DELIVERED
    assert not contradicts(delivered, EventKind.DELIVERED, still_lost=False)
    assert not contradicts(delivered, EventKind.IN_TRANSIT, still_lost=False)
    assert contradicts(delivered, EventKind.RETURNED, still_lost=False)
    assert not contradicts(ConsignmentState.POSTED, EventKind.LOST, still_lost=False)


def test_what_the_postman_still_had_after_its_delivery_contradicts_it() -> None:
    delivered, returned = ConsignmentState.DELIVERED, ConsignmentState.RETURNED
    for kind in (EventKind.UNDELIVERED, EventKind.REFUSED, EventKind.RETURNING):
        assert contradicts(delivered, kind, still_lost=False, afterwards=True)
        assert not contradicts(delivered, kind, still_lost=False)
        assert not contradicts(returned, kind, still_lost=False, afterwards=True)
    assert not contradicts(delivered, EventKind.IN_TRANSIT, still_lost=False, afterwards=True)


def test_an_event_is_known_again_by_its_minute_in_any_zone() -> None:
    moment = november(17, 9, 30)
    same = moment + timedelta(seconds=20)
    assert event_key(EventKind.LOST, moment) == event_key(EventKind.LOST, same)
    assert event_key(EventKind.LOST, moment) == "lost@20261117T0230"


def test_a_day_alone_happened_after_the_hand_over_of_that_day() -> None:
    def fitted(happened: datetime) -> datetime:
        return fitting_moment(happened, posted_at=november(17, 16), at=november(19), zone=ZONE)

    assert fitted(november(17, 0)) == november(17, 16)
    assert fitted(november(18, 0)) == november(18, 0)
    with pytest.raises(Refused, match="before the item was handed over"):
        fitted(november(16, 23))
    with pytest.raises(Refused, match="before it happens"):
        fitted(november(19, 10))


def test_an_item_code_is_read_as_it_is_scanned() -> None:
    assert normal_label(" ea 123-456.789 vn ") == "EA123456789VN"
    with pytest.raises(Refused, match="no item code"):
        require_label("EA1")


@pytest.mark.parametrize(
    ("status", "holding", "back", "found"),
    [
        (CaseStatus.PROCESSING, Holding.HELD, False, None),
        (CaseStatus.SETTLED, Holding.HELD, False, Place.AT_THE_COUNTER),
        (CaseStatus.SETTLED, Holding.PACKED, False, Place.ON_A_MANIFEST),
        (CaseStatus.SETTLED, Holding.WITH_POST, True, Place.WITH_THE_POST),
        (CaseStatus.SETTLED, Holding.HELD, True, Place.BACK_AT_THE_OFFICE),
        (CaseStatus.SETTLED, Holding.LOST, True, Place.LOST),
        (CaseStatus.HANDED_OUT, Holding.NOBODY, False, Place.HANDED_OUT),
    ],
)
def test_a_result_is_at_one_place(status, holding, back, found) -> None:
    assert place(status, holding, came_back=back) is found


def test_a_place_is_denied_by_consignments_and_receivers_that_say_otherwise() -> None:
    packed, posted, lost = (
        ConsignmentState.PACKED,
        ConsignmentState.POSTED,
        ConsignmentState.LOST,
    )
    assert not list(denied(Place.WITH_THE_POST, [lost, posted], receivers=0))
    assert not list(denied(Place.HANDED_OUT, [], receivers=1))
    assert list(denied(Place.WITH_THE_POST, [packed], receivers=0))
    assert list(denied(Place.AT_THE_COUNTER, [posted], receivers=0))
    assert list(denied(Place.ON_A_MANIFEST, [packed, packed], receivers=0))
    assert list(denied(Place.HANDED_OUT, [], receivers=0))
    assert list(denied(Place.LOST, [posted, ConsignmentState.RETURNED], receivers=0))
    assert list(denied(None, [posted], receivers=0))


def test_what_is_wrong_with_an_envelope_is_said() -> None:
    fine = {"contents": "Giấy khai sinh", "address": "1 Hoa Sữa", "located": True}
    fine |= {"phone": "0901234567", "to_collect": 8000, "fees": 8000, "to_withdraw": ("Giấy hẹn",)}
    assert failed(Packed(**fine)) == ()
    wrong = {"contents": "", "located": False, "phone": "", "to_collect": 9000, "to_withdraw": ()}
    assert failed(Packed(**fine | wrong)) == tuple(Check)


def test_columns_and_words_are_guessed_by_what_carriers_usually_write() -> None:
    headings = ["STT", "Số hiệu bưu gửi", "Trạng thái", "Ngày", "Giờ", "Bưu cục", "Người ký nhận"]
    found = files.guessed_columns(headings)
    assert found[Column.ITEM_CODE] == "Số hiệu bưu gửi"
    assert (found[Column.HAPPENED], found[Column.HOUR]) == ("Ngày", "Giờ")
    assert found[Column.RECEIVER] == "Người ký nhận"
    for word, kind in (
        ("Phát thành công", EventKind.DELIVERED),
        ("Phát không thành công - vắng nhà", EventKind.UNDELIVERED),
        ("Người nhận từ chối", EventKind.REFUSED),
        ("Đang chuyển hoàn", EventKind.RETURNING),
        ("Đã chuyển hoàn", EventKind.RETURNED),
        ("Thất lạc", EventKind.LOST),
        ("Chấp nhận gửi", EventKind.ACCEPTED),
    ):
        assert files.guessed_word(word) is kind
    assert files.guessed_word("???") is None


@pytest.mark.parametrize(
    "written", ["17/11/2026 09:30", "09:30 17/11/2026", "2026-11-17 09:30:00", "17/11/2026  09:30"]
)
def test_moments_are_read_as_carriers_write_them(written: str) -> None:
    assert files.read_moment(written, ZONE) == november(17, 9, 30)


def test_a_line_that_cannot_be_read_says_why() -> None:
    rows = [
        ["Mã", "TT", "Ngày"],
        ["EA1234567VN", "Phát", "17/11/2026"],
        ["", "Phát", "17/11/2026"],
        ["EA1234567VN", "Lạ", "17/11/2026"],
        ["EA1234567VN", "Phát", "hôm qua"],
        ["", "", ""],
    ]
    columns = {"item_code": "Mã", "state": "TT", "happened": "Ngày"}
    read = files.lines(rows, columns, {"Phát": "delivered"}, zone=ZONE)
    assert [each.number for each in read] == [2, 3, 4, 5]
    assert [bool(each.fault) for each in read] == [False, True, True, True]
    assert files.words_of(rows, columns) == ("Phát", "Lạ")
    assert files.missing_columns({"state": "TT"}, rows[0]) == (Column.ITEM_CODE, Column.HAPPENED)
