"""Following a case by the code on its receipt: little with the code, more with the secret."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, current_app, render_template, request
from flask_babel import gettext as _

from onestop import clock
from onestop.calendars.telling import told
from onestop.cases.queries import public as cases
from onestop.cases.queries.proof import proven
from onestop.cases.queries.public import Progress
from onestop.cases.rules.codes import (
    normal_code,
    normal_secret,
    parse_code,
    well_formed_secret,
)
from onestop.citizens import rules
from onestop.db import db, transaction
from onestop.post.queries import public as post
from onestop.web import limiting
from onestop.web.access import public
from onestop.web.language import chosen
from onestop.web.limiting import Limit

blueprint = Blueprint("citizens", __name__, url_prefix="/look-up")

BY_ADDRESS = Limit("look-up", failures=15, window=timedelta(minutes=10))
BY_CODE = Limit("look-up-code", failures=20, window=timedelta(minutes=10))
_LONGEST = 100
_CODE_HERE = "\0"
_written: dict[tuple[str, int, bool], str] = {}

Answer = tuple[str, int]


@blueprint.after_request
def keep_quiet(response: Response) -> Response:
    """No answer of this room, a refusal neither, tells its address on or is found by searching."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("")
@public
def ask() -> Answer:
    """Asks for the code, and for the secret that stands below the QR."""
    return _question()


@blueprint.post("")
@public
def answer() -> Answer:
    """Answers on the spot, so that no secret stands in an address."""
    code = request.form.get("code", "")[:_LONGEST]
    secret = request.form.get("secret", "")[:_LONGEST]
    return _follow(code, secret) if secret.strip() else _progress(code)


@blueprint.get("/<code>")
@public
def by_code(code: str) -> Answer:
    """How far a case has come."""
    return _progress(code[:_LONGEST])


@blueprint.get("/<code>/<secret>")
@public
def by_secret(code: str, secret: str) -> Answer:
    """The case's own page for whoever holds the receipt: the QR opens it."""
    return _follow(code[:_LONGEST], secret[:_LONGEST])


@blueprint.get("/<code>/<secret>/<sealed>")
@public
def by_paper(code: str, secret: str, sealed: str) -> Answer:
    """The same, and whether the paper with that QR is one of ours."""
    return _follow(code[:_LONGEST], secret[:_LONGEST], sealed=sealed[:_LONGEST])


def _progress(code: str) -> Answer:
    if parse_code(code) is None:
        return _question(code, error=_not_a_code())
    at, visitor = clock.now(), limiting.from_address(BY_ADDRESS)
    found = cases.by_code(db.engine, code, limit=BY_ADDRESS, visitor=visitor, at=at)
    if found is None:
        limiting.require_patience(db.session(), [(BY_ADDRESS, visitor)], at=at)
        with transaction() as writing:
            limiting.count_failure(writing, [(BY_ADDRESS, visitor)], at=at)
        return _question(code, error=_unknown())
    return _progress_page(found), 200


def _progress_page(found: Progress) -> str:
    """The page of a code, which most citizens open.

    To a browser without a session it shows nothing but the code and the progress: it is written
    once for each language and progress, and then only the code is put in.
    """
    plain = request.view_args == {"code": found.code}
    if not plain or current_app.config["SESSION_COOKIE_NAME"] in request.cookies:
        return render_template("citizens/progress.html", progress=found)
    kind = (chosen(), found.percent, found.finished)
    page = _written.get(kind)
    if page is None:
        page = render_template("citizens/progress.html", progress=found)
        page = _written[kind] = page.replace(found.code, _CODE_HERE)
    return page.replace(_CODE_HERE, found.code)


def _follow(code: str, secret: str, *, sealed: str = "") -> Answer:
    if parse_code(code) is None:
        return _question(code, error=_not_a_code())
    if not well_formed_secret(secret):
        sentence = _(
            "The look-up code is mistyped. It has eight signs; compare it with the receipt."
        )
        return _question(code, error=sentence)
    keys = [
        (BY_ADDRESS, limiting.from_address(BY_ADDRESS)),
        (BY_CODE, limiting.key(BY_CODE, normal_code(code))),
    ]
    at = clock.now()
    limiting.require_patience(db.session(), keys, at=at)
    found = cases.by_secret(db.session(), code, normal_secret(secret))
    if found is None:
        with transaction() as writing:
            limiting.count_failure(writing, keys, at=at)
        return _question(code, error=_unknown())
    page = render_template(
        "citizens/following.html",
        case=found,
        proof=proven(db.session(), code, sealed) if sealed else None,
        sealed=bool(sealed),
        secret=normal_secret(secret),
        parcel=post.parcel(db.session(), found.code),
        due_reason=found.due_reason[chosen()],
        explained=told(found.explained, chosen()) if found.explained else (),
        late=rules.broken_promise(found.status, due_at=found.due_at, at=at),
        promised_anew=found.closed_at is None and rules.promised_anew(found.status),
    )
    return page, 200


def _question(code: str = "", *, error: str = "") -> Answer:
    page = render_template("citizens/ask.html", code=code, error=error)
    return page, 422 if error else 200


def _not_a_code() -> str:
    return str(_("This is not a case code. It looks like H29.30.12-261124-0007."))


def _unknown() -> str:
    return str(_("No case was found. Compare what you typed with the receipt."))
