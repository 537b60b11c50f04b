"""How a "no" reaches the person: one table from error to answer, each a page with a way back."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from onestop.errors import N_, NotFound, NotPermitted, Refused, SaidNo, Stale
from onestop.web import resume
from onestop.web.limiting import TooManyAttempts

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
    sentence = gettext(error.sentence)
    return sentence % error.values if error.values else sentence


def status_of(error: SaidNo) -> HTTPStatus:
    """The HTTP status that the table gives to an error's family."""
    return next(status for kind, status in ANSWERS.items() if isinstance(error, kind))


def install(app: Flask) -> None:
    """Gives every "no" its page."""
    app.register_error_handler(SaidNo, _said_no)
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(HTTPException, _plain)
    app.jinja_env.globals["say"] = say


def _said_no(error: SaidNo) -> tuple[str, int]:
    changes = error.changes if isinstance(error, Stale) else ()
    return _page(status_of(error), say(error), changes=changes)


def _plain(error: HTTPException) -> tuple[str, int]:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    advice = ADVICE.get(status, N_("Go back and try again."))
    return _page(status, gettext(advice))


def _form_too_old(_error: CSRFError) -> tuple[str, int]:
    """The token is missing or old: what was typed is shown to be sent once more."""
    kept = resume.carry()
    if not kept:
        return _page(HTTPStatus.BAD_REQUEST, gettext(ADVICE[HTTPStatus.BAD_REQUEST]))
    fields = [
        (name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"
    ]
    page = render_template("accounts/resume.html", target=request.path, fields=fields)
    return page, HTTPStatus.BAD_REQUEST


def _page(
    status: HTTPStatus, sentence: str, *, changes: tuple[object, ...] = ()
) -> tuple[str, int]:
    title = gettext(TITLES.get(status, N_("This could not be understood")))
    page = render_template("errors/no.html", title=title, sentence=sentence, changes=changes)
    return page, status
