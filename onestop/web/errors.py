"""How a "no" reaches the person: one table from error to answer, each a page with a way back."""

from __future__ import annotations

from http import HTTPStatus
from math import ceil

from flask import Flask, Response, make_response, render_template
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from onestop import clock
from onestop.errors import N_, NotFound, NotPermitted, Refused, SaidNo, Stale
from onestop.web import resume
from onestop.web.filters import shown
from onestop.web.limiting import TooManyAttempts
from onestop.web.places import came_from

ANSWERS: dict[type[SaidNo], HTTPStatus] = {
    Refused: HTTPStatus.CONFLICT,
    NotFound: HTTPStatus.NOT_FOUND,
    NotPermitted: HTTPStatus.FORBIDDEN,
    Stale: HTTPStatus.CONFLICT,
    TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
}
TITLES = {
    HTTPStatus.BAD_REQUEST: N_("This could not be understood"),
    HTTPStatus.FORBIDDEN: N_("This is not open to you"),
    HTTPStatus.NOT_FOUND: N_("Nothing is here"),
    HTTPStatus.METHOD_NOT_ALLOWED: N_("This page cannot be opened like that"),
    HTTPStatus.CONFLICT: N_("This is not possible"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: N_("That is too much at once"),
    HTTPStatus.TOO_MANY_REQUESTS: N_("Too many attempts"),
    HTTPStatus.INTERNAL_SERVER_ERROR: N_("Something went wrong on our side"),
}
ADVICE = {
    HTTPStatus.BAD_REQUEST: N_("Go back and try again."),
    HTTPStatus.NOT_FOUND: N_("Check the address, or start from the first page."),
    HTTPStatus.METHOD_NOT_ALLOWED: N_("Start from the first page."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: N_("Shorten what was entered."),
    HTTPStatus.INTERNAL_SERVER_ERROR: N_(
        "Nothing was saved. Try again; if it happens again, tell your administrator when it did."
    ),
}


def say(error: SaidNo) -> str:
    """The error's sentence in the reader's language."""
    sentence = str(gettext(error.sentence))
    if not error.values:
        return sentence
    return sentence % {name: shown(value) for name, value in error.values.items()}


def status_of(error: SaidNo) -> HTTPStatus:
    """The HTTP status that the table gives to an error's family."""
    return next(status for kind, status in ANSWERS.items() if isinstance(error, kind))


def install(app: Flask) -> None:
    """Gives every "no" its page."""
    app.register_error_handler(SaidNo, _said_no)
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(HTTPException, _plain)
    app.jinja_env.globals["say"] = say


def _said_no(error: SaidNo) -> Response:
    changes = error.changes if isinstance(error, Stale) else ()
    page = _page(status_of(error), say(error), changes=changes)
    if isinstance(error, TooManyAttempts):
        page.headers["Retry-After"] = str(seconds_left(error))
    return page


def seconds_left(error: TooManyAttempts) -> int:
    """How long to wait, in whole seconds."""
    return max(1, ceil((error.until_at - clock.now()).total_seconds()))


def _plain(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    advice = ADVICE.get(status, N_("Go back and try again."))
    return _page(status, gettext(advice))


def _form_too_old(_error: CSRFError) -> Response:
    """The token is missing or old: what was typed is shown to be sent once more."""
    kept = resume.unsent()
    if kept is None:
        return _page(HTTPStatus.BAD_REQUEST, gettext(ADVICE[HTTPStatus.BAD_REQUEST]))
    page = render_template("accounts/resume.html", target=kept.target, fields=kept.fields)
    return make_response(page, HTTPStatus.BAD_REQUEST)


def _page(status: HTTPStatus, sentence: str, *, changes: tuple[object, ...] = ()) -> Response:
    title = gettext(TITLES.get(status, TITLES[HTTPStatus.BAD_REQUEST]))
    broken = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    template = "errors/broken.html" if broken else "errors/no.html"
    page = render_template(
        template, title=title, sentence=sentence, changes=changes, back=came_from()
    )
    return make_response(page, status)
