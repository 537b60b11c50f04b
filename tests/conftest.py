"""The test office: a stopped clock, pristine databases, a client that checks pages."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner, Result
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as properties

from config import ROOT, Settings
from onestop import cli
from onestop.accounts import operations
from onestop.clock import StoppedClock
from tests import browsing, databases, messages
from tests.pages import PageClient

Say = Callable[..., Result]
HOME = pytest.StashKey[Path]()
MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


# How hard properties are tried. Every day the same examples, so that a rare one stops no change
# that has nothing to do with it; ONESTOP_PROPERTIES=thorough tries others each time, and more.
properties.register_profile(
    "everyday",
    max_examples=300,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
properties.register_profile(
    "thorough", properties.get_profile("everyday"), max_examples=1000, derandomize=False
)
properties.load_profile(os.environ.get("ONESTOP_PROPERTIES", "everyday"))


def pytest_configure(config: pytest.Config) -> None:
    """Gives all workers one place for the PostgreSQL server, and translations fit to be read.

    Passwords are hashed by the same function at the least cost that it knows.
    """
    operations._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    operations._NOBODY = operations._hasher.hash("the password of nobody at all")
    if hasattr(config, "workerinput"):
        config.stash[HOME] = Path(config.workerinput["home"])
        return
    config.stash[HOME] = Path(tempfile.mkdtemp(prefix="onestop-tests-"))
    messages.compile_changed(ROOT / "onestop" / "translations")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    """Tells an xdist worker where the controller made that place."""
    node.workerinput["home"] = str(node.config.stash[HOME])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops PostgreSQL and clears the place away, when every worker has gone."""
    if not hasattr(config, "workerinput"):
        databases.stop_postgresql(config.stash[HOME])
        shutil.rmtree(config.stash[HOME], ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begins with the longest tests, lest a worker wait for the last of them.

    Skips browser tests where no browser is found, unless one is required.
    """
    items.sort(key=lambda test: test.get_closest_marker("slow") is None)
    browsing.skip_without_browser(items)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says loudly which tests a missing browser left out."""
    browsing.tell_skipped(terminalreporter)


@pytest.fixture(scope="session")
def worker_name() -> str:
    """This worker's own name: every worker has databases of its own."""
    return os.environ.get("PYTEST_XDIST_WORKER", "alone")


@pytest.fixture(scope="session")
def sqlite_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[databases.SqliteStore]:
    """A migrated SQLite database of this worker, with an office around it."""
    store = databases.SqliteStore(tmp_path_factory.mktemp("sqlite"))
    yield store
    store.close()


@pytest.fixture(scope="session")
def postgresql_store(pytestconfig: pytest.Config, worker_name: str) -> Iterator[databases.Store]:
    """A migrated PostgreSQL database of this worker, with an office around it."""
    store = databases.PostgresqlStore(pytestconfig.stash[HOME], worker_name)
    yield store
    store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> databases.Store:
    """The database under test: each test that asks for one runs on both kinds."""
    return request.getfixturevalue(f"{request.param}_store")


@pytest.fixture
def clock() -> StoppedClock:
    """The office's clock, stopped on Tuesday 24 November 2026 at 9 in the morning."""
    return StoppedClock(MORNING)


@pytest.fixture
def app(store: databases.Store, clock: StoppedClock) -> Iterator[Flask]:
    """The office, its database as the migrations leave it, inside its application context."""
    application = store.opened(clock)
    with application.app_context():
        yield application


@pytest.fixture
def database(app: Flask) -> Flask:
    """The same office, for tests that speak of the database and of no page."""
    return app


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser without a screen, which checks every page that it fetches."""
    return PageClient.of(app)


@pytest.fixture
def settings(store: databases.Store) -> Settings:
    """The settings of the office under test."""
    return store.settings


@pytest.fixture
def say(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Runs a command in the office under test."""
    monkeypatch.setattr(cli, "_open", lambda: app)

    def run(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(cli.onestop, words, input=typed)

    return run
