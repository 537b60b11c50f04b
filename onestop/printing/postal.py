"""What postal papers share: the two ends of a consignment, and the papers inside (QĐ45, TT17)."""

from __future__ import annotations

from dataclasses import dataclass

from onestop.printing.furniture import in_dong
from onestop.printing.sheet import Sheet
from onestop.printing.typesetting import BOLD, unbroken


@dataclass(frozen=True)
class Party:
    """Who sends or receives a consignment."""

    name: str
    address: str
    phone: str


def party(sheet: Sheet, called: str, who: Party) -> None:
    """Sets a sender or a receiver: name, address, telephone."""
    sheet.line(called, who.name, font=BOLD)
    sheet.line("Địa chỉ", who.address or "…")
    sheet.line("Điện thoại", unbroken(who.phone) or "…")


def sum_or_none(amount: int) -> str:
    """A sum as it is written, or that there is none."""
    return f"{in_dong(amount)} đồng" if amount else "không"
