"""Where a long list goes on: after a moment and a number, as the address of the page tells them."""

from __future__ import annotations

from datetime import datetime

from flask import request

from onestop.web.numbers import whole_number

Place = tuple[datetime, int]


def asked_place() -> Place | None:
    """The place after which the page begins; None, its first page, for anything unreadable."""
    moment, _, number = request.args.get("after", "").rpartition("_")
    last = whole_number(number)
    try:
        return None if last is None else (datetime.fromisoformat(moment), last)
    except ValueError:
        return None


def written(place: Place | None) -> str | None:
    """The place as an address tells it."""
    return f"{place[0].isoformat()}_{place[1]}" if place else None
