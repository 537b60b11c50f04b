"""Every view says who may reach it; one that says nothing is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, current_app, request
from werkzeug.wrappers import Response

from onestop.errors import N_, NotPermitted

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"


class Person(Protocol):
    """Somebody signed in, who can be asked what they may do."""

    def may(self, permission: Any, /) -> bool:
        """Whether the permission is held."""


@dataclass(frozen=True)
class Doorkeeper:
    """Who knows the people: `person` tells who is signed in, `ask` asks somebody to sign in."""

    person: Callable[[], Person | None]
    ask: Callable[[], Response]


def requires(permission: Enum) -> Callable[[View], View]:
    """Declares that a view is for people who hold the permission."""

    def declare(view: View) -> View:
        cast(Any, view).access = permission
        return view

    return declare


def public(view: View) -> View:
    """Declares that anybody may reach a view."""
    cast(Any, view).access = PUBLIC
    return view


def declared(app: Flask, endpoint: str) -> Enum | str | None:
    """What a view declared; static files are public; None for a view that says nothing."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return PUBLIC
    return getattr(app.view_functions[endpoint], "access", None)


def install(app: Flask, doorkeeper: Doorkeeper) -> None:
    """Guards every request from now on."""
    app.extensions["doorkeeper"] = doorkeeper
    app.before_request(_guard)
    app.jinja_env.globals["may_open"] = may_open


def may_open(endpoint: str) -> bool:
    """Whether the person at the screen would be let into a view: for links and first pages."""
    needed = declared(current_app, endpoint)
    if needed == PUBLIC:
        return True
    person = cast(Doorkeeper, current_app.extensions["doorkeeper"]).person()
    return person is not None and needed is not None and person.may(needed)


def require_declared(app: Flask) -> None:
    """Refuses to open an office with a view that declares nothing; raises AssertionError."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    silent = {endpoint for endpoint in endpoints if not declared(app, endpoint)}
    if silent:
        raise AssertionError(f"views that declare no permission: {', '.join(sorted(silent))}")


def _guard() -> Response | None:
    if request.endpoint is None:
        return None
    needed = declared(current_app, request.endpoint)
    if needed == PUBLIC:
        return None
    doorkeeper = cast(Doorkeeper, current_app.extensions["doorkeeper"])
    person = doorkeeper.person()
    if person is None:
        return doorkeeper.ask()
    if needed is None or not person.may(needed):
        raise NotPermitted(N_("Your post does not allow you to open this page."))
    return None
