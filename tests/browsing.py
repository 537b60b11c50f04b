"""Which browser the journeys drive, and what is said loudly when there is none."""

from __future__ import annotations

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REASON = "no browser was found"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-print-preview",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

at_both_sizes = pytest.mark.parametrize(
    ("store", "size"), [("sqlite", "desktop"), ("postgresql", "phone")], indirect=["store"]
)
"""A journey in a window of each size; each size on one of the databases, which it cannot tell."""


def browser_path() -> str | None:
    """Where the browser is: ONESTOP_BROWSER, or a well-known name on the path."""
    named = os.environ.get("ONESTOP_BROWSER")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def browser_required() -> bool:
    """Whether a missing browser is a failure: on the build server, or when asked for."""
    return "true" in os.environ.get("CI", "").lower() or bool(
        os.environ.get("ONESTOP_REQUIRE_BROWSER")
    )


def skip_without_browser(items: list[pytest.Item]) -> None:
    """Marks the browser tests as skipped where there is none and none is required."""
    if browser_path() or browser_required():
        return
    for test in items:
        if test.get_closest_marker("browser"):
            test.add_marker(pytest.mark.skip(reason=REASON))


def tell_skipped(reporter: pytest.TerminalReporter) -> None:
    """A banner that nobody overlooks: how many journeys nobody has walked."""
    skipped = [
        report for report in reporter.stats.get("skipped", []) if REASON in str(report.longrepr)
    ]
    if not skipped:
        return
    reporter.section("NO BROWSER", sep="!", red=True, bold=True)
    reporter.line(f"{len(skipped)} browser tests were SKIPPED: {REASON}.", red=True, bold=True)
    reporter.line("Install Chromium, or name a browser in ONESTOP_BROWSER, and run again.")
    for report in skipped:
        reporter.line(f"  {report.nodeid}")
