"""The values of a paper, as they are stored when it is issued and read when it is printed again."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Values = TypeVar("Values")


def to_json(values: Any) -> Any:
    """A paper's values as JSON keeps them: moments in ISO 8601 with their offset."""
    if values is None or isinstance(values, str | int):
        return values
    if is_dataclass(values) and not isinstance(values, type):
        return {each.name: to_json(getattr(values, each.name)) for each in fields(values)}
    if isinstance(values, tuple | list):
        return [to_json(each) for each in values]
    if isinstance(values, date):
        return values.isoformat()
    return values


def from_json(kind: type[Values], stored: dict[str, Any]) -> Values:
    """The values of a paper of that kind, as `to_json` stored them."""
    hints = get_type_hints(kind)
    return kind(**{name: _read(hints[name], value) for name, value in stored.items()})


def _read(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(hint, types.UnionType):
        return _read(next(each for each in get_args(hint) if each is not type(None)), value)
    if get_origin(hint) is tuple:
        return tuple(_read(get_args(hint)[0], each) for each in value)
    if is_dataclass(hint):
        return from_json(hint, value)  # type: ignore[arg-type]
    if hint in (datetime, date):
        return hint.fromisoformat(value)
    return value
