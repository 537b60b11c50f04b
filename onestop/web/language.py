"""The languages of the pages: Vietnamese first, English by a switch."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, redirect, request, session, url_for
from flask_babel import Babel
from werkzeug.wrappers import Response

from onestop.web.access import public
from onestop.web.places import local_place

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"

blueprint = Blueprint("language", __name__)


def chosen() -> str:
    """The language of this reader: as chosen in this browser, otherwise Vietnamese."""
    language = session.get("language", "vi")
    return language if language in LANGUAGES else "vi"


def install(app: Flask, *, zone: str) -> None:
    """Speaks both languages, with the phrases of every room."""
    rooms = sorted(path.stem for path in (TRANSLATIONS / "vi" / "LC_MESSAGES").glob("*.po"))
    Babel(
        app,
        locale_selector=chosen,
        default_translation_directories=";".join([str(TRANSLATIONS)] * len(rooms)),
        default_domain=";".join(rooms) or "messages",
        default_locale="vi",
        default_timezone=zone,
    )
    app.jinja_env.globals.update(language=chosen, languages=LANGUAGES)
    app.register_blueprint(blueprint)


@blueprint.post("/language")
@public
def choose() -> Response:
    """Remembers the language and goes back to the page."""
    language = request.form.get("language", "")
    if language in LANGUAGES:
        session["language"] = language
    return redirect(local_place(request.form.get("back")) or url_for("accounts.front"))
