"""A real browser before a real office: served from threads of this process, its clock stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from onestop.clock import StoppedClock
from tests.accounts.makers import sign_in
from tests.browsing import FLAGS, browser_path
from tests.cases.makers import MONDAY, SmallOffice, a_small_office
from tests.pages import PageClient

SIZES = {"desktop": (1366, 768), "phone": (390, 844)}
PATIENCE = 30_000
"""How long a page may take, in milliseconds, on a machine that does much else meanwhile."""

expect.set_options(timeout=PATIENCE)


class Patient(WSGIRequestHandler):
    """Answers a request; hears no longer than that whoever has opened a line and says nothing."""

    timeout = PATIENCE / 1000


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser that the machine has."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=FLAGS, timeout=4 * PATIENCE
        )
        yield browser
        browser.close()


@pytest.fixture
def office(app: Flask, clock: StoppedClock) -> SmallOffice:
    """A small office on a Monday morning."""
    clock.set(MONDAY)
    return a_small_office()


@pytest.fixture
def address(app: Flask, office: SmallOffice) -> Iterator[str]:
    """Where the office answers; it closes when its last request has been answered.

    A window may be gone before: what it asked for would meet the database of the next test.
    """
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Patient)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_page(chromium: Browser, app: Flask, address: str) -> Iterator[Callable[..., Page]]:
    """Opens a window of a size, at the office, signed in as somebody or as nobody.

    Whoever is signed in came without a window, by the same page, and is where that leads.
    A window in which a script fails, or the policy of the page stops one, fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(username: str = "", *, size: str = "desktop", script: bool = True) -> Page:
        width, height = SIZES[size]
        context = chromium.new_context(
            base_url=address,
            viewport={"width": width, "height": height},
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if username:
            knock = PageClient.of(app)
            led_to = sign_in(knock, username).location
            kept = {"name": "session", "value": knock.get_cookie("session").value, "url": address}
            context.add_cookies([kept])
            page.goto(led_to)
        return page

    with ExitStack() as windows:
        yield opened
        for context in contexts:
            windows.callback(context.close)
    assert complaints == []
