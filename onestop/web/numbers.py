"""Whole numbers in addresses and fields: what no database can hold is no number of anything."""

from __future__ import annotations

from flask import Flask, request
from werkzeug.routing import IntegerConverter, Map

_MOST = 2**63 - 1


class _Number(IntegerConverter):
    def __init__(self, rules: Map) -> None:
        super().__init__(rules, max=_MOST)


def install(app: Flask) -> None:
    """Lets an address with a greater number lead nowhere."""
    app.url_map.converters["int"] = _Number


def whole_number(text: str | None) -> int | None:
    """The number that is written in the digits 0 to 9; None for anything else."""
    if not text or not (text.isascii() and text.isdigit()):
        return None
    number = int(text) if len(text) <= len(str(_MOST)) else _MOST + 1
    return number if number <= _MOST else None


def number_asked(name: str) -> int | None:
    """The number in a field of this request's form or question; None where there is none."""
    return whole_number(request.values.get(name))
