"""The health page tells whether the office lives, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from onestop import create_app, scheduler
from onestop.clock import StoppedClock
from onestop.health import SILENCE
from tests.conftest import MORNING
from tests.databases import settings_for
from tests.pages import PageClient


def beat() -> None:
    scheduler.run_once(scheduler.job_named("beat"))


def test_an_office_whose_scheduler_never_beat_is_not_well(client: PageClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json == {"database": "ok", "scheduler": {"ok": False, "last_beat_at": None}}


def test_an_office_that_lives_says_when_the_scheduler_beat(client: PageClient) -> None:
    beat()
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {
        "database": "ok",
        "scheduler": {"ok": True, "last_beat_at": "2026-11-24T02:00:00+00:00"},
    }
    assert "Set-Cookie" not in answer.headers


def test_a_scheduler_that_fell_silent_is_told(client: PageClient, clock: StoppedClock) -> None:
    beat()
    clock.advance(SILENCE - timedelta(seconds=1))
    assert client.get("/healthz").status_code == 200
    clock.advance(timedelta(seconds=1))
    assert client.get("/healthz").status_code == 503


def test_a_database_that_fails_is_told_without_its_address(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nowhere/office.db"
    app = create_app(settings_for(url), clock=StoppedClock(MORNING))
    with app.app_context():
        answer = PageClient.of(app).get("/healthz")
    assert answer.status_code == 503
    assert answer.json == {"database": "failed", "scheduler": {"ok": False, "last_beat_at": None}}
