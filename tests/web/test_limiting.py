"""Guessing is slowed down, and the count is shared and forgotten in time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from onestop.db import db, transaction
from onestop.web import limiting
from onestop.web.limiting import Limit, TooManyAttempts
from onestop.web.models import RateWindow
from tests.conftest import MORNING

GUESS = Limit("guess", failures=3, window=timedelta(minutes=10))
KEYS = [(GUESS, "guess:here")]


def fail(app: Flask, times: int = 1, *, at=MORNING) -> None:
    with app.app_context():
        for _ in range(times):
            with transaction() as session:
                limiting.count_failure(session, KEYS, at=at)


def test_a_limit_bears_that_many_failures_and_no_more(app: Flask) -> None:
    fail(app, 2)
    limiting.require_patience(db.session(), KEYS, at=MORNING)
    fail(app)
    with pytest.raises(TooManyAttempts) as refused:
        limiting.require_patience(db.session(), KEYS, at=MORNING)
    assert refused.value.until_at == MORNING + GUESS.window


def test_a_window_that_has_ended_begins_anew(app: Flask) -> None:
    fail(app, 3)
    later = MORNING + GUESS.window
    limiting.require_patience(db.session(), KEYS, at=later)
    fail(app, 2, at=later)
    limiting.require_patience(db.session(), KEYS, at=later)


def test_failures_at_the_same_moment_are_all_counted(app: Flask) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: fail(app, 5), range(4)))
    assert db.session.scalar(select(RateWindow.failures)) == 20


def test_windows_that_have_ended_are_forgotten(app: Flask) -> None:
    fail(app)
    with transaction() as session:
        assert limiting.forget_expired(session, at=MORNING) == 0
        assert limiting.forget_expired(session, at=MORNING + GUESS.window) == 1


def test_a_key_tells_neither_the_address_nor_what_was_typed(app: Flask) -> None:
    assert "10.0.0.1" not in limiting.key(GUESS, "10.0.0.1")
    assert limiting.key(GUESS, "10.0.0.1") != limiting.key(GUESS, "10.0.0.2")
