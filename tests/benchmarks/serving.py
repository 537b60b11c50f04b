"""What a citizen and a clerk wait for: registration, look-up, in-tray, against their floors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from statistics import median
from urllib.parse import urlencode

from sqlalchemy import func, select

from onestop.cases.models import Case
from onestop.db import db
from onestop.sample.office import PASSWORD
from tests.benchmarks.client import HOST, UNIQUE, drive
from tests.benchmarks.office import Office, fill, served
from tests.benchmarks.table import Figure
from tests.pages import PageClient

CLERK, OFFICIAL = "tiepnhan1", "vhxh1"
PROCEDURE = "1.001193"
SIZES = (10_000, 1_000_000)
SECONDS, ROUNDS = 2.0, 3
REGISTRATION = {"postgresql": 0.25, "sqlite": 0.15}
LOOK_UP = {"postgresql": 0.4, "sqlite": 0.6}
FLAT = 1 / 1.2


def measure(office: Office, sizes: tuple[int, ...] = SIZES) -> Iterator[Figure]:
    """Every figure of the pages, at each size of the office; registration in the largest."""
    found: dict[str, list[float]] = {}
    for size in sizes:
        code = fill(office, size)
        cookie = _cookies(signed_in(office, OFFICIAL))
        asked = {
            "look-up by code": _get(f"/look-up/{code}", ""),
            "in-tray of a unit": _get("/cases/", cookie),
        }
        for name, request in asked.items():
            needed = LOOK_UP[office.kind] if name.startswith("look-up") else None
            told = f"{name}, {size:,} cases"
            ours, hello, bare = _compare(office, request, HELLOS)
            yield Figure(office.kind, told, ours, hello, needed)
            yield Figure(office.kind, f"{told}, bare Flask", ours, bare)
            found.setdefault(name, []).append(ours / bare)
    for name, rates in found.items():
        needed = FLAT if name.startswith("look-up") else None
        yield Figure(office.kind, f"{name}, largest against smallest", rates[-1], rates[0], needed)
    yield _registration(office)


def signed_in(office: Office, name: str) -> PageClient:
    """The browser of an official who has signed in."""
    browser = PageClient.of(office.app)
    answer = browser.submit("/sign-in", {"username": name, "password": PASSWORD})
    assert answer.status_code == 303, f"{name} cannot sign in"
    return browser


def _cookies(browser: PageClient) -> str:
    kept = browser._cookies  # the test client has no public way to list them
    return "; ".join(f"{each.decoded_key}={each.decoded_value}" for each in kept.values())


def _registration(office: Office) -> Figure:
    browser = signed_in(office, CLERK)
    page = browser.page(f"/cases/new/{PROCEDURE}")
    fields = page.filled(page.form("registration")) | {
        "submission_key": UNIQUE.decode(),
        "name": "Nguyễn Thị Ánh Nguyệt",
        "identity_number": "079190012345",
        "birth": "08/03/1990",
        "sex": "female",
        "phone": "0901234567",
        "province_code": "79",
        "ward": "ben thanh",
        "street": "12 đường Hoa Sữa",
    }
    fields |= dict.fromkeys((name for name in fields if name.startswith("originals-")), "1")
    request = _post(f"/cases/new/{PROCEDURE}", _cookies(browser), fields)
    before = _cases(office)
    floors = {"tests.benchmarks.floors:register": request}
    ours, floor = _compare(office, request, floors, status=303)
    assert _cases(office) > before, "nothing was registered"
    return Figure(office.kind, "registration", ours, floor, REGISTRATION[office.kind])


def _compare(
    office: Office, request: bytes, floors: Mapping[str, bytes], *, status: int = 200
) -> list[float]:
    """Requests a second of ours and of each floor: the medians of rounds that take turns."""
    asked = {"wsgi:app": request, **floors}
    rates: dict[str, list[float]] = {name: [] for name in asked}
    with ExitStack() as serving:
        ports = {name: serving.enter_context(served(office, name)) for name in asked}
        for _ in range(ROUNDS):
            for name, each in asked.items():
                rates[name].append(_rate(ports[name], each, status))
    return [median(rates[name]) for name in asked]


def _rate(port: int, request: bytes, status: int) -> float:
    load = drive(port, request, seconds=SECONDS)
    assert set(load.statuses) == {status}, f"answered {dict(load.statuses)}, not {status} alone"
    return load.per_second


def _get(path: str, cookie: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {cookie}\r\n\r\n".encode()


def _post(path: str, cookie: str, fields: dict[str, str]) -> bytes:
    body = urlencode(fields).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {cookie}\r\nReferer: http://{HOST}/\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _cases(office: Office) -> int:
    with office.app.app_context():
        return db.session().scalar(select(func.count()).select_from(Case)) or 0


HELLOS = {
    "tests.benchmarks.house:app": _get("/hello", ""),
    "tests.benchmarks.floors:hello": _get("/hello", ""),
}
"""A page behind the same doors that asks the database nothing; and Flask with no door at all."""
