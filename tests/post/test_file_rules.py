"""How a carrier's file is understood: its headings, its words, its moments, and its lines."""

from __future__ import annotations

from datetime import datetime

import pytest

from onestop.post.rules import files
from onestop.post.rules.consignment import EventKind
from onestop.post.rules.files import Column
from onestop.post.rules.moments import read_moment
from tests.cases.makers import ZONE
from tests.post.test_rules import november

ITEM = "EA1234567VN"


def test_columns_are_guessed_by_what_carriers_usually_write() -> None:
    headings = ["STT", "Số hiệu bưu gửi", "Trạng thái", "Ngày", "Giờ", "Bưu cục", "Người ký nhận"]
    found = files.guessed_columns(headings)
    assert found[Column.ITEM_CODE] == "Số hiệu bưu gửi"
    assert (found[Column.HAPPENED], found[Column.HOUR]) == ("Ngày", "Giờ")
    assert found[Column.RECEIVER] == "Người ký nhận"


def test_the_day_of_an_event_is_not_the_day_of_posting_and_is_no_state() -> None:
    headings = ["Mã bưu gửi", "Ngày gửi", "Ngày trạng thái", "Trạng thái", "Nội dung"]
    found = files.guessed_columns(headings)
    assert (found[Column.STATE], found[Column.HAPPENED]) == ("Trạng thái", "Ngày trạng thái")
    assert Column.PLACE not in found
    assert files.guessed_columns(["Ngày gửi", "Ngày phát"]) == {Column.HAPPENED: "Ngày phát"}
    assert files.guessed_columns(["Ngày gửi"]) == {}


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Phát thành công", EventKind.DELIVERED),
        ("ĐÃ PHÁT", EventKind.DELIVERED),
        ("Delivered", EventKind.DELIVERED),
        ("Phát không thành công - vắng nhà", EventKind.UNDELIVERED),
        ("Không phát thành công", EventKind.UNDELIVERED),
        ("Chưa được phát thành công", EventKind.UNDELIVERED),
        ("Not delivered", EventKind.UNDELIVERED),
        ("Undelivered", EventKind.UNDELIVERED),
        ("Không liên lạc được", EventKind.UNDELIVERED),
        ("Người nhận từ chối", EventKind.REFUSED),
        ("Từ chối, không nhận", EventKind.REFUSED),
        ("Đang chuyển hoàn", EventKind.RETURNING),
        ("Đang phát hoàn", EventKind.RETURNING),
        ("Đã chuyển hoàn", EventKind.RETURNED),
        ("Chuyển hoàn thành công", EventKind.RETURNED),
        ("Đã phát hoàn", EventKind.RETURNED),
        ("Phát hoàn thành công", EventKind.RETURNED),
        ("Đã hoàn", EventKind.RETURNED),
        ("Thất lạc", EventKind.LOST),
        ("Chấp nhận gửi", EventKind.ACCEPTED),
        ("Đang vận chuyển", EventKind.IN_TRANSIT),
    ],
)
def test_words_are_guessed_by_what_carriers_usually_write(word: str, kind: EventKind) -> None:
    assert files.guessed_word(word) is kind


@pytest.mark.parametrize(
    "word",
    [
        "???",
        "Đã hoàn thành",
        "Hoàn thành công việc",
        "Chưa hoàn thành công",
        "Không chuyển hoàn",
        "Not returned",
        "Không thất lạc",
        "Chưa chấp nhận",
        "Khách hàng đã nhận",
        "Chờ phát hoàn",
        "Đã phát cho người gửi",
        "Delivered to sender",
    ],
)
def test_a_word_that_can_mean_the_opposite_is_left_to_be_chosen(word: str) -> None:
    assert files.guessed_word(word) is None


@pytest.mark.parametrize(
    "written",
    [
        *("17/11/2026 09:30", "09:30 17/11/2026", "2026-11-17 09:30:00", "17/11/2026  09:30"),
        *("17-11-2026 09:30", "17.11.2026 9:30", "17/11/26 09:30", "17/11/2026, 9h30"),
        *("17/11/2026 09:30 SA", "17/11/2026 9:30:00 AM", "2026/11/17 09:30"),
        *("2026-11-17T09:30:00+07:00", "2026-11-17T02:30:00Z", "2026-11-17T02:30:00.000+0000"),
        "46343.395833333336",
    ],
)
def test_moments_are_read_as_carriers_write_them(written: str) -> None:
    assert read_moment(written, ZONE) == november(17, 9, 30)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("17/11/2026 02:15 CH", november(17, 14, 15)),
        ("17/11/2026 12:15 SA", november(17, 0, 15)),
        ("17/11/2026 12:15 PM", november(17, 12, 15)),
        ("17/11/2026 14:15 CH", november(17, 14, 15)),
        ("46343", november(17, 0)),
        ("17/11/2026", november(17, 0)),
    ],
)
def test_halves_of_a_day_and_days_that_a_spreadsheet_counts(written: str, moment: datetime) -> None:
    assert read_moment(written, ZONE) == moment


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "hôm qua",
            "17/13/2026",
            "11/17/2026",
            "32/01/2026",
            "17/11-2026",
            "17/11/2026 25:00",
        ),
        *("17/11/2026 14:15 SA", "01/01/0001", "01/01/1900", "9999-12-31", "12345", "99999.5"),
    ],
)
def test_what_is_no_moment_of_ours_is_not_read(written: str) -> None:
    assert read_moment(written, ZONE) is None


@pytest.mark.parametrize(
    "hour",
    [
        "08:30",
        "08:30:00",
        "8h30",
        "08:30 SA",
        "30/12/1899 08:30:00",
        "17/11/2026 08:30",
        "0.35416667",
    ],
)
@pytest.mark.parametrize("day", ["17/11/2026", "17/11/2026 00:00:00", "46343", "17/11/2026 08:30"])
def test_an_hour_in_a_column_of_its_own_counts(day: str, hour: str) -> None:
    assert read_moment(day, ZONE, hour=hour) == november(17, 8, 30)
    assert read_moment(day, ZONE, hour="sáng sớm") is None


def test_the_headings_may_stand_below_a_title() -> None:
    line = [ITEM, "Phát thành công", "17/11/2026"]
    titles = [["BẢNG KÊ", "", ""], ["Từ ngày 16/11", "đến", "17/11"], ["", "", ""]]
    headings = ["Mã bưu gửi", "Trạng thái", "Ngày"]
    for above in ([], titles[:1], titles):
        rows = [*above, headings, line]
        assert files.headings(rows) == headings
        columns = files.guessed_columns(files.headings(rows))
        assert files.words_of(rows, columns) == ("Phát thành công",)
        (read,) = files.lines(rows, columns, {"Phát thành công": "delivered"}, zone=ZONE)
        assert (read.number, read.item_code, read.fault) == (len(above) + 2, ITEM, "")


def test_headings_that_nobody_knows_are_the_first_line_that_has_enough_of_them() -> None:
    assert files.headings([["Sổ", "", ""], ["A", "B", "C"], ["1", "2", "3"]]) == ["A", "B", "C"]
    assert files.headings([["A", "B"], ["1", "2"]]) == ["A", "B"]
    assert files.headings([]) == []


def test_headings_that_say_the_same_are_told_apart() -> None:
    rows = [["Mã", "Mã", "", "Trạng thái", "Mã"], ["1", "EA1234567VN", "", "Phát", "3"]]
    assert files.headings(rows) == ["Mã", "Mã (2)", "", "Trạng thái", "Mã (3)"]
    columns = {"item_code": "Mã (2)", "state": "Trạng thái"}
    assert [each.item_code for each in files.lines(rows, columns, {}, zone=ZONE)] == [ITEM]


def test_a_line_that_cannot_be_read_says_why() -> None:
    rows = [
        ["Mã", "TT", "Ngày"],
        [ITEM, "Phát", "17/11/2026"],
        ["", "", ""],
        ["", "Phát", "17/11/2026"],
        [ITEM, "Lạ", "17/11/2026"],
        [ITEM, "Phát", "hôm qua"],
        ["", "", ""],
    ]
    columns = {"item_code": "Mã", "state": "TT", "happened": "Ngày"}
    read = files.lines(rows, columns, {"Phát": "delivered"}, zone=ZONE)
    assert [each.number for each in read] == [2, 4, 5, 6]
    assert [bool(each.fault) for each in read] == [False, True, True, True]
    assert files.words_of(rows, columns) == ("Phát", "Lạ")
    assert files.missing_columns({"state": "TT"}, rows[0]) == (Column.ITEM_CODE, Column.HAPPENED)
