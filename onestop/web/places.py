"""Where a page leads: only to places of our own."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request


def local_place(target: str | None) -> str | None:
    """The target if it is a path of this office, None otherwise.

    Browsers read a backslash as a slash and skip control characters, so neither passes.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    return target if target.isprintable() and "\\" not in target else None


def asked_for() -> str:
    """The path of this request, with its question."""
    return request.full_path.rstrip("?")


def came_from() -> str | None:
    """The path of our page that led here, as far as the browser tells."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return None
    return local_place(f"{parts.path}?{parts.query}".rstrip("?"))
