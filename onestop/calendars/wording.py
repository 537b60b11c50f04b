"""Terms, due moments and remaining time in words, Vietnamese and English."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from onestop.calendars.rules import Due, Term, TermUnit

_UNITS_VI = {
    TermUnit.WORKING_DAYS: "ngày làm việc",
    TermUnit.WORKING_HOURS: "giờ làm việc",
    TermUnit.CALENDAR_DAYS: "ngày",
    TermUnit.MONTHS: "tháng",
}
_WEEKDAYS_VI = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_WORKING_DAY = timedelta(hours=8)
_MOST_NAMED = 8


def term_in_words(term: Term, language: str) -> str:
    """The allotted time: "3 ngày làm việc", "3 working days"."""
    if language != "vi":
        return str(term)
    if term.unit is TermUnit.SAME_DAY:
        return "trong ngày"
    return f"{_number(term.amount, ',')} {_UNITS_VI[term.unit]}"


def amount_in_words(amount: Fraction, unit: TermUnit, language: str) -> str:
    """Part of a term: "1,5 giờ làm việc", "2 working days"; two decimals where it has more."""
    if unit is TermUnit.SAME_DAY:
        return ""
    shown = Decimal(round(amount * 100)) / 100
    number = _number(shown, "," if language == "vi" else ".")
    return f"{number} {_UNITS_VI[unit] if language == 'vi' else unit.value}"


def due_in_words(due: Due, language: str) -> str:
    """The term and the days off in it: "3 ngày làm việc, không tính ngày 30/4 và 1/5"."""
    words = term_in_words(due.term, language)
    days = [f"{day.day}/{day.month}" for day, _ in due.skipped_days()]
    if days:
        shown = days if len(days) <= _MOST_NAMED else [*days[:_MOST_NAMED], "…"]
        words += _skipped(due.term, shown, language)
    if due.provisional:
        words += (
            " (lịch nghỉ năm đó chưa công bố)"
            if language == "vi"
            else " (the days off of that year are not announced yet)"
        )
    return words


def _skipped(term: Term, days: list[str], language: str) -> str:
    if term.unit in (TermUnit.CALENDAR_DAYS, TermUnit.MONTHS):
        if language == "vi":
            return f", lùi qua ngày nghỉ {_listed(days, 'và')}"
        return f", moved past the day off {_listed(days, 'and')}"
    if language == "vi":
        return f", không tính ngày {_listed(days, 'và')}"
    return f", not counting {_listed(days, 'and')}"


def time_left_in_words(left: timedelta, language: str) -> str:
    """Working time left, or overrun when negative: "còn 1 ngày 3 giờ", 8 hours to a day."""
    length = _length(abs(left), language)
    if language == "vi":
        return f"quá hạn {length}" if left < timedelta(0) else f"còn {length}"
    return f"overdue by {length}" if left < timedelta(0) else f"{length} left"


def moment_in_words(moment: datetime, language: str) -> str:
    """A local moment in full: "17 giờ 00, thứ Sáu ngày 27/11/2026"."""
    if language == "vi":
        weekday = _WEEKDAYS_VI[moment.weekday()]
        return f"{moment:%H} giờ {moment:%M}, {weekday} ngày {moment:%d/%m/%Y}"
    return f"{moment:%H:%M}, {moment:%A} {moment:%d/%m/%Y}"


def day_in_words(day: date, language: str) -> str:
    """A day with its weekday: "thứ Sáu 27/11/2026"."""
    weekday = _WEEKDAYS_VI[day.weekday()] if language == "vi" else f"{day:%A}"
    return f"{weekday} {day:%d/%m/%Y}"


def _length(time: timedelta, language: str) -> str:
    days, rest = divmod(time, _WORKING_DAY)
    hours, rest = divmod(rest, timedelta(hours=1))
    minutes = rest // timedelta(minutes=1)
    units = ("ngày", "giờ", "phút") if language == "vi" else ("d", "h", "min")
    parts = [
        f"{amount} {unit}"
        for amount, unit in zip((days, hours, 0 if days else minutes), units, strict=True)
        if amount
    ]
    return " ".join(parts) or f"0 {units[2]}"


def _number(amount: Decimal, comma: str) -> str:
    return f"{amount.normalize():f}".replace(".", comma)


def _listed(words: list[str], joint: str) -> str:
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"
