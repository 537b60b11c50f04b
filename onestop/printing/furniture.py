"""What papers share: head, number and day, marks, signatures (Decree 30/2020)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from reportlab.lib.units import mm

from onestop.printing.marks import code128, picture, qr
from onestop.printing.profile import Form, Profile, heading
from onestop.printing.sheet import Sheet
from onestop.printing.typesetting import (
    BOLD,
    ITALIC,
    LEADING,
    REGULAR,
    balanced,
    fitting,
    width,
)

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
_QR_SIDE = 24 * mm
_LOGO_SIDE = 12 * mm


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
    """How many copies of papers that have several, at least; never fewer than the annex says."""


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


def opening_as(sheet: Sheet, paper: Paper, called: str, day: datetime) -> None:
    """Sets the head and the title of a paper that no annex prescribes."""
    head(sheet, paper.office, number=paper.number, day=day)
    title(sheet, called)
    reprint_line(sheet, paper.reprint)


def head(sheet: Sheet, office: Office, *, number: str, day: datetime, form: str = "") -> None:
    """Sets the two columns of the head, the form's number, the paper's number, place and day."""
    sheet.footer = office.footer
    size = sheet.format.lettering
    form_line = sheet.size[1] - 8 * mm
    sheet.text_at(sheet.right - width(form, ITALIC, size.form), form_line, form, ITALIC, size.form)
    sheet.space(1.5 * mm)
    lane = sheet.room * 0.47
    top = sheet.y
    _left_of_head(sheet, office, number, lane)
    end, sheet.y = sheet.y, top
    lane = sheet.room - lane
    middle = sheet.right - lane / 2
    sheet.centred(middle, COUNTRY, BOLD, size.country, lane + 4)
    sheet.centred(middle, MOTTO, BOLD, size.motto, lane)
    sheet.rule(middle - size.motto_rule / 2, sheet.y - 2.5, size.motto_rule)
    sheet.space(5)
    sheet.centred(middle, f"{office.place}, {day_in_words(day)}", ITALIC, size.number, lane)
    sheet.y = min(end, sheet.y) - size.above_title


def _left_of_head(sheet: Sheet, office: Office, number: str, lane: float) -> None:
    size, start = sheet.format.lettering, sheet.left
    logo = sheet.logos.get(office.logo)
    if logo is not None:
        sheet.mark(picture(logo, start, sheet.y - _LOGO_SIDE, _LOGO_SIDE))
        start, lane = start + _LOGO_SIDE + 2 * mm, lane - _LOGO_SIDE - 2 * mm
    middle = start + lane / 2
    sheet.centred(middle, office.superior.upper(), REGULAR, size.office, lane)
    sheet.centred(middle, office.name.upper(), BOLD, size.office, lane)
    sheet.rule(middle - size.office_rule / 2, sheet.y - 2.5, size.office_rule)
    sheet.space(5)
    if number:
        sheet.centred(middle, f"Số: {number}", REGULAR, size.number, lane)


def title(sheet: Sheet, text: str, subtitle: str = "") -> None:
    """Sets the paper's title."""
    size = sheet.format.lettering
    sheet.centred(sheet.middle, text, BOLD, size.title)
    if subtitle:
        sheet.centred(sheet.middle, subtitle, ITALIC, size.subtitle)
    sheet.space(size.below_title)


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
    if secret:
        sheet.text_around(middle, base + 2 * mm, f"Mã tra cứu: {in_fours(secret)}", REGULAR, 11)
    sheet.mark(qr(link, sheet.right - _QR_SIDE, base, _QR_SIDE))
    sheet.y = base - 2


def bar_code(
    sheet: Sheet,
    content: str,
    called: str = "",
    *,
    size: float = 11,
    high: float = 10 * mm,
) -> None:
    """Sets a bar code across the sheet, and below it what it is called and says.

    Without a content there is nothing to scan yet, and nothing is set.
    """
    if not content:
        return
    sheet.need(high + size * LEADING + 1)
    sheet.y -= high
    sheet.mark(code128(content, sheet.left, sheet.y, sheet.room, high))
    sheet.space(1)
    below = f"{called}: {content}" if called else content
    sheet.centred(sheet.middle, below, BOLD, fitting(below, BOLD, size, sheet.room))
    sheet.space(2)


def in_fours(secret: str) -> str:
    """The secret in groups of four, to be read out over the telephone."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def signatures(sheet: Sheet, left: tuple[str, str], right: tuple[str, str]) -> None:
    """Sets two signature blocks side by side: title, a hint, room to sign, the name."""
    sheet.need(max(_height_to_sign(sheet, left), _height_to_sign(sheet, right)))
    top = sheet.y
    _signature(sheet, 0.25, left)
    end, sheet.y = sheet.y, top
    _signature(sheet, 0.75, right)
    sheet.y = min(end, sheet.y)


def signed_by(sheet: Sheet, signer: tuple[str, str]) -> None:
    """Sets the one signature of a paper that nobody else signs, on the right.

    The title of a head for whom somebody else signs stands on a line of its own.
    """
    sheet.need(_height_to_sign(sheet, signer))
    _signature(sheet, 0.75, signer)


def _signature(sheet: Sheet, across: float, signer: tuple[str, str]) -> None:
    size, lane = sheet.format.lettering, sheet.room / 2 - 4
    middle = sheet.left + sheet.room * across
    signs_as, name = signer
    for line in signs_as.split("\n"):
        sheet.centred(middle, line, BOLD, size.signs_as, lane)
    sheet.centred(middle, "(Ký và ghi rõ họ tên)", ITALIC, size.hint, lane)
    sheet.space(size.room_to_sign)
    sheet.centred(middle, name, BOLD, size.signer, lane)


def _height_to_sign(sheet: Sheet, signer: tuple[str, str]) -> float:
    size, lane = sheet.format.lettering, sheet.room / 2 - 4
    titles = signer[0].split("\n")
    lines = sum(len(balanced(each, BOLD, size.signs_as, lane)) for each in titles)
    above = lines * size.signs_as + size.hint
    below = len(balanced(signer[1], BOLD, size.signer, lane)) * size.signer
    return (above + below) * LEADING + size.room_to_sign


def day_in_words(day: datetime) -> str:
    """ "ngày 24 tháng 11 năm 2026", the first nine days and two months with a zero."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def moment_in_words(moment: datetime) -> str:
    """ "09 giờ 00 phút, ngày 24 tháng 11 năm 2026"."""
    return f"{moment:%H} giờ {moment:%M} phút, {day_in_words(moment)}"


def moment_in_figures(moment: datetime) -> str:
    """ "09:00, 24/11/2026"."""
    return f"{moment:%H:%M, %d/%m/%Y}"


def in_dong(amount: int) -> str:
    """A sum with a point at every thousand: "8.000"."""
    return f"{amount:,}".replace(",", ".")


def listed(*parts: str) -> str:
    """The parts that say something, with commas."""
    return ", ".join(part for part in parts if part)


def reprint_line(sheet: Sheet, count: int) -> None:
    """Marks a reprint with its count."""
    if count:
        size = sheet.format.lettering.subtitle
        sheet.centred(sheet.middle, f"Bản in lại lần {count}", ITALIC, size)
