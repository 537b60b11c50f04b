"""Real receivers on this machine: a gateway that fails, hangs and recovers, and a mail server."""

from __future__ import annotations

import errno
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from aiosmtpd.controller import Controller

HANGS = -1
"""Instead of a status: the receiver takes the request and says nothing."""


@dataclass
class Received:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        """The body, read."""
        return json.loads(self.body)


@dataclass
class Gateway:
    """An HTTP receiver; `answers` says how the next requests are answered, then it takes them."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    released: Event = field(default_factory=Event)

    def has_answered(self) -> None:
        """Waits until no answer is left: whoever asked may have gone before it was taken."""
        patience = time.monotonic() + 60
        while self.answers:
            assert time.monotonic() < patience, "the receiver was never asked"
            time.sleep(0.01)


@contextmanager
def a_gateway() -> Iterator[Gateway]:
    """A receiver that listens while the block lasts."""
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            gateway.received.append(Received(self.path, dict(self.headers), body))
            status = gateway.answers.pop(0) if gateway.answers else 200
            if status == HANGS:
                gateway.released.wait(30)
                return
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_told: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    gateway.url = f"http://127.0.0.1:{server.server_port}/in"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        gateway.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Letter:
    """A letter as its reader sees it."""

    headers: dict[str, str]
    text: str


@dataclass
class Postbox:
    """A mail server's box; `answers` are said to the next recipients instead of taking them.

    `declines` are said to the next letters whose recipients it took.
    """

    url: str = ""
    answers: list[str] = field(default_factory=list)
    declines: list[str] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:  # noqa: N802
        """Takes a recipient, or says what it was told to say."""
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802
        """Keeps the letter, or says what it was told to say."""
        if self.declines:
            return self.declines.pop(0)
        message = message_from_bytes(envelope.content)
        headers = {name: str(make_header(decode_header(it))) for name, it in message.items()}
        text = message.get_payload(decode=True)
        assert isinstance(text, bytes)
        self.letters.append(Letter(headers, text.decode()))
        return "250 OK"


@contextmanager
def a_postbox() -> Iterator[Postbox]:
    """A mail server that listens while the block lasts."""
    box = Postbox()
    controller = _started(box)
    box.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield box
    finally:
        controller.stop()


@contextmanager
def a_deaf_port() -> Iterator[int]:
    """A port that is taken, and on which nobody listens: whoever calls is turned away."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield int(taken.getsockname()[1])


def _started(box: Postbox) -> Controller:
    """A mail server on a port that was free, and still is."""
    while True:
        with a_deaf_port() as port:
            controller = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=60)
        try:
            controller.start()
        except OSError as refused:
            if refused.errno != errno.EADDRINUSE:
                raise
        else:
            return controller
