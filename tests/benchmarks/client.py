"""A lean HTTP client that keeps a server busy: what it costs must not hide what is measured."""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from os import getpid

HOST = "127.0.0.1"
PROCESSES, CONNECTIONS = 2, 4
UNIQUE = b"000000000000000000000000"
"""Stands in a request where each one must say something else; as long as what replaces it."""


@dataclass(frozen=True)
class Load:
    """What a server answered: requests a second, and how often with which status."""

    per_second: float
    statuses: Counter[int]


@dataclass
class _Connection:
    line: socket.socket
    received: bytearray = field(default_factory=bytearray)


def drive(port: int, request: bytes, *, seconds: float) -> Load:
    """Sends the request over and over on kept connections, for that long."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        parts = list(pool.map(_drive, *zip(*[(port, request, seconds)] * PROCESSES, strict=True)))
    statuses = sum((part.statuses for part in parts), Counter[int]())
    return Load(sum(part.per_second for part in parts), statuses)


def _drive(port: int, request: bytes, seconds: float) -> Load:
    numbers = count()
    process = getpid()

    def next_request() -> bytes:
        return request.replace(UNIQUE, b"%08d%016d" % (process, next(numbers)))

    statuses: Counter[int] = Counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(CONNECTIONS):
            _open(selector, port, next_request())
        begun = time.perf_counter()
        while time.perf_counter() - begun < seconds:
            for key, _ in selector.select(1):
                _answer(key.data, statuses, next_request)
        took = time.perf_counter() - begun
        for key in list(selector.get_map().values()):
            key.data.line.close()
    return Load(sum(statuses.values()) / took, statuses)


def _open(selector: selectors.BaseSelector, port: int, request: bytes) -> None:
    line = socket.create_connection((HOST, port), timeout=30)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.sendall(request)
    selector.register(line, selectors.EVENT_READ, _Connection(line))


def _answer(
    connection: _Connection, statuses: Counter[int], next_request: Callable[[], bytes]
) -> None:
    received = connection.received
    part = connection.line.recv(262_144)
    if not part:
        raise ConnectionError("the server closed a connection that was to be kept")
    received += part
    head = received.find(b"\r\n\r\n")
    if head < 0 or len(received) < head + 4 + _length(received[:head]):
        return
    statuses[int(received[9:12])] += 1
    received.clear()
    connection.line.sendall(next_request())


def _length(head: bytearray) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    raise ValueError("the answer does not say how long it is")
