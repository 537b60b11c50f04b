"""Where a page leads: only to places of our own."""

from __future__ import annotations

from urllib.parse import urlsplit


def local_place(target: str | None) -> str | None:
    """The target if it is a path of this office, None otherwise."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None
