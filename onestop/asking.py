"""Asking another system over HTTP: one deadline for all of it, and no redirection followed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from io import BufferedReader, RawIOBase
from socket import socket
from time import monotonic
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """What the other side said: its status, and as much of its words as was read."""

    status: int
    body: bytes


def ask(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    patience: float,
    most: int = 0,
) -> Answer:
    """Sends a request and reads at most so many bytes of its answer, all within the patience.

    The patience is in seconds and holds for the whole: who answers a sign at a time is given up
    like who says nothing. Raises TimeoutError, OSError and HTTPException.
    """
    deadline = monotonic() + patience
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=patience)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.connect()
        connection.sock.settimeout(_left(deadline))
        connection.request(method, target, body, dict(headers))
        with closing(_Answer(connection.sock, method, deadline)) as answer:
            answer.begin()
            return Answer(answer.status, answer.read(most))
    finally:
        connection.close()


class _Answer(HTTPResponse):
    """An answer that is to be there, headers and all, before a deadline."""

    def __init__(self, sock: socket, method: str, deadline: float) -> None:
        super().__init__(sock, method=method)
        self.fp = BufferedReader(_Listening(self.fp.detach(), sock, deadline))


class _Listening(RawIOBase):
    """What comes out of a socket, each part of it in the time that is left."""

    def __init__(self, heard: RawIOBase, sock: socket, deadline: float) -> None:
        self._heard, self._sock, self._deadline = heard, sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(_left(self._deadline))
        return self._heard.readinto(buffer)

    def close(self) -> None:
        self._heard.close()
        super().close()


def _left(deadline: float) -> float:
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError("the other side takes too long")
    return left
