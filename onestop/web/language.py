"""The languages of the pages: Vietnamese first, English by a switch."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, has_request_context, redirect, request, url_for
from flask_babel import Babel
from werkzeug.wrappers import Response

from onestop.web.access import public
from onestop.web.places import local_place
from onestop.web.security import csrf

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
FIRST = "vi"
COOKIE = "language"
TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
_A_YEAR = 365 * 24 * 3600

blueprint = Blueprint("language", __name__)


def chosen() -> str:
    """The language of this reader: as chosen in this browser, otherwise Vietnamese."""
    language = request.cookies.get(COOKIE, FIRST) if has_request_context() else FIRST
    return language if language in LANGUAGES else FIRST


def install(app: Flask, *, zone: str) -> None:
    """Speaks both languages, with the phrases of every room."""
    rooms = sorted({path.stem for path in (TRANSLATIONS / "vi" / "LC_MESSAGES").glob("*.[mp]o")})
    Babel(
        app,
        locale_selector=chosen,
        default_translation_directories=";".join([str(TRANSLATIONS)] * len(rooms)),
        default_domain=";".join(rooms) or "messages",
        default_locale=FIRST,
        default_timezone=zone,
    )
    app.jinja_env.globals.update(language=chosen, languages=LANGUAGES)
    app.register_blueprint(blueprint)


@blueprint.post("/language")
@public
@csrf.exempt
def choose() -> Response:
    """Remembers the language in this browser and goes back to the page.

    Asks for no token, so that a public page needs no session: the worst that a forged one does
    is to show another language.
    """
    answer = redirect(local_place(request.form.get("back")) or url_for("accounts.front"), 303)
    language = request.form.get("language", "")
    if language in LANGUAGES:
        answer.set_cookie(
            COOKIE,
            language,
            max_age=_A_YEAR,
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return answer
