"""Two people fill in one list: a field counts where it was changed, and nobody undoes another."""

from __future__ import annotations

from dataclasses import Field, fields, replace
from typing import Any, ClassVar, Protocol, TypeVar

from onestop.errors import N_, Stale


class Fields(Protocol):
    """A row as a dataclass of its fields."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


Row = TypeVar("Row", bound=Fields)


def merged(shown: Row, typed: Row, held: Row, *, of: str) -> Row:
    """What holds of a row of the list after somebody has typed over what their page showed.

    A field that was left as shown stays as it is held by now. Raises Stale for a field that
    somebody else has filled in otherwise meanwhile; `of` is what the row is called.
    """
    changed = {
        each.name: getattr(typed, each.name)
        for each in fields(held)
        if getattr(typed, each.name) not in (getattr(shown, each.name), getattr(held, each.name))
    }
    other = [
        str(getattr(held, name) or "–")
        for name in changed
        if getattr(held, name) != getattr(shown, name)
    ]
    if other:
        raise Stale(
            N_(
                "%(of)s: somebody else has entered “%(held)s” meanwhile. What you typed still "
                "stands in its field: compare it, and note it again."
            ),
            of=of,
            held="”, “".join(other),
        )
    return replace(held, **changed)
