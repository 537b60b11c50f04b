"""How values are shown: moments by the office's clock, days, sums, and the words of the rooms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from enum import Enum
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined

LABELS: dict[Enum, Any] = {}
"""What every value of an enum is called, by the value; the rooms register theirs."""


def install(app: Flask, *, zone: tzinfo, labels: Mapping[Enum, Any]) -> None:
    """Gives the templates their filters; an unknown name in a template is an error."""
    LABELS.update(labels)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    def moment(value: datetime | None) -> str:
        return f"{value.astimezone(zone):%H:%M %d/%m/%Y}" if value else ""

    def local_day(value: datetime | None) -> str:
        return f"{value.astimezone(zone):%d/%m/%Y}" if value else ""

    def local(value: datetime) -> datetime:
        return value.astimezone(zone)

    app.jinja_env.filters.update(
        moment=moment, local_day=local_day, local=local, day=day, money=money, label=label
    )


def day(value: date | None) -> str:
    """A day as it is written here: 24/11/2026."""
    return f"{value:%d/%m/%Y}" if value else ""


def money(amount: int) -> str:
    """A sum in đồng: 8.000 ₫."""
    return f"{amount:,} ₫".replace(",", ".")


def label(value: Enum) -> str:
    """What a value of an enum is called on the page."""
    return str(LABELS[value])
