"""How a command of any room opens the office: by the callable that the command line carries."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def in_office(command: Command) -> Command:
    """Runs a command inside the office's application."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        open_office = click.get_current_context().find_root().obj
        with open_office().app_context():
            return command(*args, **kwargs)

    return cast(Command, run)
