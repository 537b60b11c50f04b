"""What papers share: head, number and day, marks, signatures (Decree 30/2020)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from reportlab.lib.units import mm

from onestop.printing.marks import code128, picture, qr
from onestop.printing.profile import Form, Profile, heading
from onestop.printing.sheet import Sheet
from onestop.printing.typesetting import BOLD, ITALIC, LEADING, REGULAR, balanced, width

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
_QR_SIDE = 24 * mm
_LOGO_SIDE = 12 * mm
_ROOM_TO_SIGN = 28.0
_NAME = 10.5


@dataclass(frozen=True)
class Office:
    """The agency as its papers name it on the day, and what else it sets for them."""

    superior: str
    name: str
    place: str
    address: str
    phone: str
    profile: str = Profile.DECREE_118
    """The decree whose annex numbers and titles the forms."""
    logo: str = ""
    """The digest of a picture beside the name; empty: none."""
    footer: str = ""
    """One line at the foot of each page."""
    copies: int = 0
    """How many copies of papers that have several; 0: as many as the annex says."""


class Paper(Protocol):
    """What every paper has: who issues it, its number, and which printing of it this is."""

    @property
    def office(self) -> Office:
        """The office as it called itself on the day."""
        ...

    @property
    def number(self) -> str:
        """The paper's number as it is written."""
        ...

    @property
    def reprint(self) -> int:
        """0 for the first printing, then how many times it was printed again."""
        ...


def opening(sheet: Sheet, paper: Paper, form: Form, day: datetime) -> None:
    """Sets the head and the title that the profile of the day gives the form."""
    called = heading(paper.office.profile, form)
    head(sheet, paper.office, number=paper.number, day=day, form=called.number)
    title(sheet, called.title)
    reprint_line(sheet, paper.reprint)


def head(sheet: Sheet, office: Office, *, number: str, day: datetime, form: str = "") -> None:
    """Sets the two columns of the head, the form's number, the paper's number, place and day."""
    sheet.footer = office.footer
    form_width = width(form, ITALIC, 8.5)
    right_edge = sheet.size[0] - sheet.right
    sheet.text_at(right_edge - form_width, sheet.size[1] - 8 * mm, form, ITALIC, 8.5)
    sheet.space(1.5 * mm)
    lane = sheet.room * 0.47
    top = sheet.y
    _left_of_head(sheet, office, number, lane)
    end, sheet.y = sheet.y, top
    right_lane = sheet.room - lane
    right_middle = right_edge - right_lane / 2
    sheet.centred(right_middle, COUNTRY, BOLD, 8, right_lane + 4)
    sheet.centred(right_middle, MOTTO, BOLD, 9.5, right_lane)
    sheet.rule(right_middle - 18 * mm, sheet.y - 2.5, 36 * mm)
    sheet.space(5)
    sheet.centred(right_middle, f"{office.place}, {day_in_words(day)}", ITALIC, 10, right_lane)
    sheet.y = min(end, sheet.y) - 5


def _left_of_head(sheet: Sheet, office: Office, number: str, lane: float) -> None:
    logo, start = sheet.logos.get(office.logo), sheet.left
    if logo is not None:
        sheet.mark(picture(logo, start, sheet.y - _LOGO_SIDE, _LOGO_SIDE))
        start, lane = start + _LOGO_SIDE + 2 * mm, lane - _LOGO_SIDE - 2 * mm
    middle = start + lane / 2
    sheet.centred(middle, office.superior.upper(), REGULAR, 8, lane)
    sheet.centred(middle, office.name.upper(), BOLD, 8, lane)
    sheet.rule(middle - 12 * mm, sheet.y - 2.5, 24 * mm)
    sheet.space(5)
    sheet.centred(middle, f"Số: {number}", REGULAR, 10, lane)


def title(sheet: Sheet, text: str, subtitle: str = "") -> None:
    """Sets the paper's title."""
    middle = sheet.left + sheet.room / 2
    sheet.centred(middle, text, BOLD, 12.5)
    if subtitle:
        sheet.centred(middle, subtitle, ITALIC, 9.5)
    sheet.space(3)


def marks(sheet: Sheet, *, code: str, link: str, secret: str) -> None:
    """Sets the bar code of the case beside the QR of the look-up, with the secret to read out.

    Without a code there is nothing to scan yet, and nothing is set.
    """
    if not code:
        return
    sheet.need(_QR_SIDE)
    base = sheet.y - _QR_SIDE
    lane = sheet.room - _QR_SIDE - 3 * mm
    middle = sheet.left + lane / 2
    sheet.mark(code128(code, sheet.left, base + 12 * mm, lane, 10 * mm))
    sheet.text_around(middle, base + 7 * mm, f"Mã hồ sơ: {code}", BOLD, 11)
    sheet.text_around(middle, base + 2 * mm, f"Mã tra cứu: {in_fours(secret)}", REGULAR, 11)
    sheet.mark(qr(link, sheet.size[0] - sheet.right - _QR_SIDE, base, _QR_SIDE))
    sheet.y = base - 2


def in_fours(secret: str) -> str:
    """The secret in groups of four, to be read out over the telephone."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def signatures(sheet: Sheet, left: tuple[str, str], right: tuple[str, str]) -> None:
    """Sets two signature blocks side by side: title, a hint, room to sign, the name."""
    lane = sheet.room / 2 - 4
    lines = max(len(balanced(name, BOLD, _NAME, lane)) for _title, name in (left, right))
    sheet.need(2 * 9.5 * LEADING + _ROOM_TO_SIGN + lines * _NAME * LEADING)
    top = end = sheet.y
    for number, (signs_as, name) in enumerate((left, right)):
        middle = sheet.left + sheet.room * (0.25 + 0.5 * number)
        sheet.y = top
        sheet.centred(middle, signs_as, BOLD, 9.5, lane)
        sheet.centred(middle, "(Ký và ghi rõ họ tên)", ITALIC, 8.5, lane)
        sheet.space(_ROOM_TO_SIGN)
        sheet.centred(middle, name, BOLD, _NAME, lane)
        end = min(end, sheet.y)
    sheet.y = end


def signed_by(sheet: Sheet, signer: tuple[str, str]) -> None:
    """Sets the one signature of a paper that nobody else signs, on the right."""
    signs_as, name = signer
    lane = sheet.room / 2 - 4
    lines = len(balanced(name, BOLD, _NAME, lane)) + len(balanced(signs_as, BOLD, 9.5, lane))
    sheet.need(2 * 9.5 * LEADING + _ROOM_TO_SIGN + lines * _NAME * LEADING)
    middle = sheet.left + sheet.room * 0.75
    sheet.centred(middle, signs_as, BOLD, 9.5, lane)
    sheet.centred(middle, "(Ký và ghi rõ họ tên)", ITALIC, 8.5, lane)
    sheet.space(_ROOM_TO_SIGN)
    sheet.centred(middle, name, BOLD, _NAME, lane)


def day_in_words(day: datetime) -> str:
    """ "ngày 24 tháng 11 năm 2026", the first nine days and two months with a zero."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def moment_in_words(moment: datetime) -> str:
    """ "09 giờ 00 phút, ngày 24 tháng 11 năm 2026"."""
    return f"{moment:%H} giờ {moment:%M} phút, {day_in_words(moment)}"


def reprint_line(sheet: Sheet, count: int) -> None:
    """Marks a reprint with its count."""
    if count:
        sheet.centred(sheet.left + sheet.room / 2, f"Bản in lại lần {count}", ITALIC, 9.5)
