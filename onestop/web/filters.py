"""How values are shown: moments by the office's clock, days, sums, and the words of the rooms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from enum import Enum
from typing import Any, cast

from flask import Flask, current_app
from flask_babel import format_decimal
from jinja2 import StrictUndefined

Labels = Mapping[type[Enum], Mapping[Any, Any]]

ZONE = "office zone"

_labels: dict[type[Enum], Mapping[Any, Any]] = {}


def install(app: Flask, *, zone: tzinfo, labels: Labels) -> None:
    """Gives the templates their filters; an unknown name in a template is an error."""
    _labels.update(labels)
    app.extensions[ZONE] = zone
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        moment=moment,
        local_day=local_day,
        local=local,
        day=day,
        money=money,
        number=format_decimal,
        label=label,
        label_as=label_as,
    )


def local(value: datetime) -> datetime:
    """A moment by the clock on the office's wall."""
    return value.astimezone(cast(tzinfo, current_app.extensions[ZONE]))


def moment(value: datetime | None) -> str:
    """A moment as it is written here: 16:00 24/11/2026; nothing for None."""
    return f"{local(value):%H:%M %d/%m/%Y}" if value else ""


def local_day(value: datetime | None) -> str:
    """The day of a moment: 24/11/2026; nothing for None."""
    return f"{local(value):%d/%m/%Y}" if value else ""


def day(value: date | None) -> str:
    """A day as it is written here: 24/11/2026; nothing for None."""
    return f"{value:%d/%m/%Y}" if value else ""


def money(amount: int) -> str:
    """A sum in đồng: 8.000 ₫."""
    return f"{amount:,} ₫".replace(",", ".")


def label(value: Enum) -> str:
    """What a value of an enum is called on the page, as its room says."""
    return str(_labels[type(value)][value])


def label_as(value: str, kind: str) -> str:
    """What a stored value is called, by its enum: `{{ entry.act | label_as("Act") }}`."""
    return next(str(words[value]) for enum, words in _labels.items() if enum.__name__ == kind)


def shown(value: object) -> str:
    """Any value as it stands in a sentence."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return label(value) if isinstance(value, Enum) and type(value) in _labels else str(value)
