"""Two people set the same thing: the first wins, and the other is told what holds by now."""

from __future__ import annotations

import hashlib

from onestop.errors import N_, Stale


def stamp(held: object) -> str:
    """A short name for just these settings, by which a form tells what it was filled from."""
    return hashlib.sha256(repr(held).encode()).hexdigest()[:16]


def require_seen(seen: str, held: object) -> None:
    """Raises Stale where somebody else has set something since the person saw it."""
    if seen != stamp(held):
        raise Stale(
            N_(
                "Somebody else has changed these settings meanwhile. What you typed still stands "
                "in the form: compare it with what holds now, and set it again."
            )
        )
