"""A carrier's file: columns mapped once, looked at first, recorded wholly or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from onestop.db import db, transaction
from onestop.errors import NotFound, Refused
from onestop.post.models import Carrier, CarrierFile, TrackingEvent
from onestop.post.operations import files
from onestop.post.rules.consignment import EventKind, EventSource
from tests.post.makers import (
    FRIDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    a_result,
    case_of,
    consignment,
    hand_over,
    pack,
)

HEADINGS = ["Số hiệu", "Trạng thái", "Thời gian", "Người ký nhận"]
ITEMS = ("EA000000001VN", "EA000000002VN", "EA000000003VN")


@pytest.fixture
def posted(desk: Desk) -> tuple[int, ...]:
    numbers = tuple(pack(desk, a_result(desk.office), item) for item in ITEMS)
    hand_over(desk)
    return numbers


def rows(*lines: tuple[str, str, str]) -> list[list[str]]:
    return [HEADINGS, *([*line, ""] for line in lines)]


def kept(desk: Desk, table: list[list[str]]) -> int:
    with transaction() as session:
        return files.keep_file(
            session, desk.carrier_id, name="a.csv", rows=table, by=desk.postman, at=FRIDAY
        ).id


def applied(desk: Desk, number: int):
    with transaction() as session:
        return files.apply_file(session, number, by=desk.postman, at=FRIDAY)


def events() -> int:
    return db.session.scalar(select(func.count()).select_from(TrackingEvent)) or 0


def test_a_file_moves_its_cases_and_tells_which_lines_fit_no_item(desk: Desk, posted) -> None:
    table = rows(
        (ITEMS[0], "Phát thành công", "18/11/2026 15:00"),
        (ITEMS[1], "Người nhận từ chối", "18/11/2026"),
        ("EA999999999VN", "Phát thành công", "18/11/2026"),
    )
    table[1][3] = "Trần Văn Tư"
    strange = applied(desk, kept(desk, table))
    assert [each.line.item_code for each in strange] == ["EA999999999VN"]
    assert case_of(posted[0]).status == "handed_out"
    (heard,) = consignment(posted[0]).events
    assert (heard.source, heard.receiver_name) == (EventSource.FILE, "Trần Văn Tư")
    assert consignment(posted[1]).events[0].kind == EventKind.REFUSED
    assert case_of(posted[2]).holding == "with_post"


def test_one_line_that_cannot_be_read_leaves_everything_unrecorded(desk: Desk, posted) -> None:
    good = (ITEMS[0], "Phát thành công", "18/11/2026 15:00")
    for bad in (
        (ITEMS[1], "Chẳng biết", "18/11/2026"),
        (ITEMS[1], "Phát thành công", "hôm qua"),
        ("", "Phát thành công", "18/11/2026"),
        (ITEMS[1], "Phát thành công", "01/11/2026"),
        (ITEMS[1], "Phát thành công", "30/11/2026"),
    ):
        with pytest.raises(Refused, match="line 3|Line 3"):
            applied(desk, kept(desk, rows(good, bad)))
        assert events() == 0
        assert case_of(posted[0]).holding == "with_post"


def test_the_preview_says_of_each_line_what_recording_it_would(desk: Desk, posted) -> None:
    number = kept(
        desk,
        rows(
            (ITEMS[0], "Chấp nhận gửi", "16/11/2026 08:00"),
            (ITEMS[0], "Phát thành công", "16/11/2026 15:00"),
            (ITEMS[1], "Phát thành công", "21/11/2026 15:00"),
            (ITEMS[2], "Phát thành công", "hôm qua"),
            ("EA999999999VN", "Phát thành công", "16/11/2026 15:00"),
        ),
    )
    told = files.tell(db.session(), db.session.get_one(CarrierFile, number), at=FRIDAY)
    early, late = "That was before the item", "Nothing is recorded before it happens"
    found = [each.fault.partition(" was handed over")[0].partition(";")[0] for each in told]
    assert found == [early, early, late, "The day cannot be read.", ""]
    with pytest.raises(Refused, match="Line 2, item EA000000001VN"):
        applied(desk, number)
    assert events() == 0


def test_what_a_carrier_took_before_its_manifest_was_sealed_counts_from_the_sealing(
    desk: Desk,
) -> None:
    number = pack(desk, a_result(desk.office), ITEMS[0], at=TUESDAY)
    hand_over(desk, at=WEDNESDAY)
    applied(desk, kept(desk, rows((ITEMS[0], "Chấp nhận gửi", "17/11/2026 10:00"))))
    (heard,) = consignment(number).events
    assert (heard.kind, heard.happened_at) == (EventKind.ACCEPTED, WEDNESDAY)


def test_a_file_is_applied_once_and_its_lines_are_forgotten(desk: Desk, posted) -> None:
    number = kept(desk, rows((ITEMS[0], "Phát thành công", "18/11/2026 15:00")))
    applied(desk, number)
    with pytest.raises(Refused, match="applied already"):
        applied(desk, number)
    assert db.session.get_one(CarrierFile, number).rows == []
    again = kept(desk, rows((ITEMS[0], "Phát thành công", "18/11/2026 15:00")))
    applied(desk, again)
    assert events() == 1
    assert db.session.get_one(CarrierFile, again).applied == 0


def test_columns_and_words_are_mapped_once_and_remembered(desk: Desk, posted) -> None:
    table = [["A", "B", "C"], [ITEMS[0], "OK!", "18/11/2026"]]
    number = kept(desk, table)
    with transaction() as session:
        columns = {"item_code": "A", "state": "B", "happened": "C"}
        files.map_file(session, number, columns=columns, words={}, by=desk.postman)
    with transaction() as session:
        words = {"OK!": "delivered"}
        files.map_file(session, number, columns=columns, words=words, by=desk.postman)
    applied(desk, number)
    assert case_of(posted[0]).status == "handed_out"
    second = kept(desk, [["C", "B", "A"], ["19/11/2026", "OK!", ITEMS[1]]])
    applied(desk, second)
    assert case_of(posted[1]).status == "handed_out"
    carrier = db.session.get_one(Carrier, desk.carrier_id)
    assert (carrier.columns, carrier.words) == (columns, words)


def test_the_lines_of_a_file_are_told_in_the_order_of_time(desk: Desk, posted) -> None:
    table = rows(
        (ITEMS[0], "Phát thành công", "19/11/2026 10:00"),
        (ITEMS[0], "Phát không thành công", "18/11/2026 10:00"),
    )
    applied(desk, kept(desk, table))
    found = consignment(posted[0])
    assert (found.invitations, found.state) == (1, "delivered")
    assert [each.happened_at.day for each in found.events] == [WEDNESDAY.day, THURSDAY.day]


def test_a_file_of_another_agency_is_not_seen(desk: Desk) -> None:
    with pytest.raises(NotFound):
        applied(desk, 99)
