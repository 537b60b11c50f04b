"""The office's clock: asked at the edge, carried by the application, stopped in tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Protocol, cast

from flask import Flask, current_app


class Clock(Protocol):
    """Anything that tells the time as an aware moment in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class StoppedClock:
    """A clock that stands still until it is set or moved on."""

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def set(self, at: datetime) -> None:
        """Stands at `at`, an aware moment; raises ValueError for a naive one."""
        if at.tzinfo is None:
            raise ValueError("a clock needs an aware moment")
        self._at = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Moves on by `by`."""
        self._at += by

    def now(self) -> datetime:
        return self._at


def install(app: Flask, clock: Clock) -> None:
    """Gives the application its clock."""
    app.extensions["clock"] = clock


def now() -> datetime:
    """The moment by the clock that the current application carries, aware, in UTC."""
    return cast(Clock, current_app.extensions["clock"]).now()


def today() -> date:
    """The local day by that clock, in the office's time zone."""
    zone: tzinfo = current_app.config["SETTINGS"].time_zone
    return now().astimezone(zone).date()
