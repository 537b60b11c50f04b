"""A promise explained line by line, in the words of the counter."""

from __future__ import annotations

from datetime import datetime

from onestop.calendars import rules
from onestop.calendars.holidays import OFFICE_ZONE, standard_calendar
from onestop.calendars.rules import Suspension, Term
from onestop.calendars.telling import told


def lines(received: str, term: str, language: str = "vi", *stood: str) -> list[tuple[str, ...]]:
    """What is told of a promise: when, what, what it counts and the sum so far."""
    at = [moment(each) for each in stood]
    due = rules.due(
        standard_calendar(),
        Term.parse(term),
        moment(received),
        suspensions=[Suspension(*pair) for pair in zip(at[::2], at[1::2], strict=True)],
    )
    return [(each.when, each.what, each.counted, each.total) for each in told(due, language)]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


def test_days_are_told_as_days_with_the_names_of_those_off():
    assert lines("2026-04-29 16:00", "2 working days") == [
        ("thứ Tư 29/04/2026", "ngày nhận hồ sơ, không tính", "", ""),
        ("thứ Năm 30/04/2026", "nghỉ: Ngày Chiến thắng", "", ""),
        ("thứ Sáu 01/05/2026", "nghỉ: Ngày Quốc tế Lao động", "", ""),
        ("thứ Bảy 02/05/2026 – Chủ nhật 03/05/2026", "nghỉ cuối tuần", "", ""),
        (
            "thứ Hai 04/05/2026 – thứ Ba 05/05/2026",
            "được tính",
            "2 ngày làm việc",
            "2 ngày làm việc",
        ),
    ]


def test_hours_are_told_by_the_clock_and_add_up():
    found = lines("2026-03-02 10:30", "2.5 working hours")
    assert found == [
        ("10:30 – 11:30, thứ Hai 02/03/2026", "được tính", "1 giờ làm việc", "1 giờ làm việc"),
        ("11:30 – 13:00, thứ Hai 02/03/2026", "nghỉ trưa", "", ""),
        (
            "13:00 – 14:30, thứ Hai 02/03/2026",
            "được tính",
            "1,5 giờ làm việc",
            "2,5 giờ làm việc",
        ),
    ]


def test_many_sessions_are_one_line():
    ((when, what, counted, _total),) = lines("2026-03-02 07:30", "30 working hours", "en")
    assert when == "07:30 02/03/2026 – 15:00 05/03/2026"
    assert what == "counted in office hours, without lunch and nights"
    assert counted == "30 working hours"


def test_a_standstill_is_told_and_what_counts_still_adds_up_to_the_term():
    found = lines(
        "2026-03-02 09:00", "3 working days", "vi", "2026-03-04 07:30", "2026-03-06 07:30"
    )
    assert ("07:30 04/03/2026 – 07:30 06/03/2026", "tạm dừng, không tính", "", "") in found
    assert found[-1][3] == "3 ngày làm việc"


def test_a_last_day_off_is_told_to_move():
    *_, off, moved = lines("2026-04-25 09:00", "5 calendar days")
    assert off[1] == "nghỉ cuối tuần"
    assert moved[:2] == ("thứ Hai 04/05/2026", "chuyển sang ngày làm việc này")
