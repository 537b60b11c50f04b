"""A real carrier on this machine: it takes orders, tells events, fails, repeats, hangs, drips."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "what the carrier knows us by"
HANGS = -1
"""Instead of a status: the carrier takes the request and says nothing."""
NONSENSE = -2
"""Instead of a status: the carrier answers with something that is no JSON."""
DRIPS = -3
"""Instead of a status: the carrier tells its answer a blank at a time, and takes ten seconds."""


@dataclass
class Carrier:
    """The carrier; `answers` says how the next requests are answered, then all goes well.

    A status, one of the words above, or the very bytes of an answer.
    """

    url: str = ""
    answers: list[int | bytes] = field(default_factory=list)
    orders: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    asked_after: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    page: int = 100
    repeats: int = 0
    """How many events before the mark it tells again each time."""
    released: Event = field(default_factory=Event)

    def told_after(self, mark: str) -> dict[str, Any]:
        """A page of events, some of them perhaps once more."""
        begin = max(int(mark or 0) - self.repeats, 0)
        end = max(int(mark or 0), 0) + self.page
        more = end < len(self.events)
        mark = str(min(end, len(self.events)))
        return {"events": self.events[begin:end], "mark": mark, "more": more}


class Speaking(BaseHTTPRequestHandler):
    """How the carrier listens and answers."""

    carrier: Carrier

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self._goes_well():
            self.carrier.orders += body["orders"]
            self._answer(200, b"{}")

    def do_GET(self) -> None:
        mark = parse_qs(urlsplit(self.path).query).get("after", [""])[0]
        self.carrier.asked_after.append(mark)
        if self._goes_well():
            self._answer(200, json.dumps(self.carrier.told_after(mark)).encode())

    def _goes_well(self) -> bool:
        self.carrier.tokens.add(self.headers["Authorization"])
        status = self.carrier.answers.pop(0) if self.carrier.answers else 200
        if status == HANGS:
            self.carrier.released.wait(30)
        elif status == NONSENSE:
            self._answer(200, b"<html>")
        elif status == DRIPS:
            self._drip(100)
        elif isinstance(status, bytes):
            self._answer(200, status)
        elif status != 200:
            self._answer(status, b"")
        return status == 200

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self, blanks: int) -> None:
        self.send_response(200)
        self.end_headers()
        for _blank in range(blanks):
            if self.carrier.released.wait(0.1):
                return
            with suppress(OSError):  # Whoever asked has left.
                self.wfile.write(b" ")
        with suppress(OSError):
            self.wfile.write(b'{"events": [], "mark": "dripped"}')

    def log_message(self, *_told: object) -> None:
        """Says nothing."""


@contextmanager
def a_carrier_service() -> Iterator[Carrier]:
    """A carrier that listens while the block lasts."""
    carrier = Carrier()
    handler = type("Handler", (Speaking,), {"carrier": carrier})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    carrier.url = f"http://127.0.0.1:{server.server_port}/api"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield carrier
    finally:
        carrier.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
