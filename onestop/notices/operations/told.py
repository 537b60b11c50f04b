"""What a notice tells, put together by the database itself: for sweeps over many cases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Text, cast, literal, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement


class _Told(FunctionElement[dict[str, Any]]):
    """A JSON object of names and values in turn."""

    type = JSON()
    inherit_cache = True


class _Iso(FunctionElement[str]):
    """A moment as `told` holds it: 2026-11-24T02:00:00+00:00."""

    type = Text()
    inherit_cache = True


def told(**values: Any) -> ColumnElement[dict[str, Any]]:
    """What a notice tells: columns by the names that the words use."""
    pairs: list[Any] = []
    for name, value in values.items():
        pairs += literal_column(f"'{name}'"), value
    return _Told(*pairs)


def key(event: str | ColumnElement[str], *numbers: Any) -> ColumnElement[str]:
    """What a notice is known by: `overdue-42-official-7` of an event, a number, an official."""
    first, *others, official = (cast(each, Text) for each in numbers)
    begun = literal(f"{event}-") if isinstance(event, str) else event + literal_column("'-'")
    whole: ColumnElement[str] = begun + first
    for each in others:
        whole = whole + literal("-") + each
    return whole + literal("-official-") + official


def moment(column: Any) -> ColumnElement[str]:
    """A column's moment as the words want it."""
    return _Iso(column)


@compiles(_Told, "sqlite")
def _told_by_sqlite(element: _Told, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_object({compiler.process(element.clauses, **options)})"


@compiles(_Told, "postgresql")
def _told_by_postgresql(element: _Told, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_build_object({compiler.process(element.clauses, **options)})"


@compiles(_Iso, "sqlite")
def _moment_by_sqlite(element: _Iso, compiler: SQLCompiler, **options: Any) -> str:
    column = compiler.process(element.clauses, **options)
    return f"strftime('%Y-%m-%dT%H:%M:%S+00:00', {column})"


@compiles(_Iso, "postgresql")
def _moment_by_postgresql(element: _Iso, compiler: SQLCompiler, **options: Any) -> str:
    column = compiler.process(element.clauses, **options)
    return f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"+00:00\"')"
