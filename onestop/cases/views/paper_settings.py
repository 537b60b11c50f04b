"""What an agency sets for its papers, with a specimen that shows the effect before it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Answer
from wtforms import Field

from onestop import clock
from onestop.accounts import queries as accounts
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.cases.forms.paper_settings import PaperSettingsForm
from onestop.cases.forms.settings import Faults, differing
from onestop.cases.operations import paper_settings as operations
from onestop.cases.queries import papers
from onestop.cases.rules.paper_settings import SIGNED, PaperSettings
from onestop.db import db, transaction
from onestop.errors import Refused, Stale
from onestop.printing.design import Logos, bound
from onestop.printing.logo import MOST_BYTES, kept_logo
from onestop.printing.specimen import TITLE
from onestop.web import resume
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.filters import local
from onestop.web.pdf import pdf_answer
from onestop.web.security import framed

blueprint = Blueprint("paper_settings", __name__, url_prefix="/settings/papers")


@blueprint.get("")
@requires(Permission.SET_PAPERS)
def form() -> str:
    """What is set, beside a specimen of it."""
    return _page(PaperSettingsForm.showing(_present()), [])


@blueprint.post("")
@requires(Permission.SET_PAPERS)
def change() -> str | Answer | tuple[str, int]:
    """Sets it for the papers that are issued from now on."""
    asked = PaperSettingsForm()
    if resume.is_resumed():
        return _page(asked, [])
    faults, logo = _read(asked)
    if faults:
        return _page(asked, faults), 422
    settings, seen = _settings(asked, logo), asked.seen.data or ""
    try:
        with transaction() as session:
            operations.set_papers(
                session, settings, logo=logo, seen=seen, by=current_actor(), at=clock.now()
            )
    except Stale as stale:
        held = _present()
        asked.seeing(held)
        now = differing(asked, PaperSettingsForm.showing(held))
        return _page(asked, [("", say(stale)), *now]), 409
    flash(_("The papers are set: those issued from now on look like the specimen."))
    return redirect(url_for("paper_settings.form"), 303)


@blueprint.get("/specimen.pdf")
@requires(Permission.SET_PAPERS)
def specimen() -> Response:
    """A specimen with what is set now."""
    return _specimen(_present())


@blueprint.post("/preview")
@requires(Permission.SET_PAPERS)
def preview() -> Response:
    """A specimen with what the form says, which is kept nowhere; or what is wrong with it."""
    asked = PaperSettingsForm()
    faults, logo = _read(asked)
    if faults:
        page = render_template("settings/papers_faults.html", faults=faults)
        return framed(make_response(page, 422))
    return _specimen(_settings(asked, logo), logo)


def _present() -> PaperSettings:
    return operations.settings_of(accounts.agency(db.session(), current_actor().agency_id))


def _read(asked: PaperSettingsForm) -> tuple[Faults, bytes | None]:
    """What is wrong with the form, and the picture that came with it."""
    asked.validate()
    faults = [
        (each.id, f"{each.label.text}: {each.errors[0]}") for each in _fields(asked) if each.errors
    ]
    upload = cast(FileStorage | None, asked.logo.data or None)
    if upload is None or not upload.filename:
        return faults, None
    try:
        return faults, kept_logo(upload.stream.read(MOST_BYTES + 1))
    except Refused as refusal:
        asked.logo.errors = [say(refusal)]
        return [*faults, (asked.logo.id, say(refusal))], None


def _fields(asked: PaperSettingsForm) -> Iterator[Field]:
    for each in asked:
        if each is not asked.signers:
            yield each
    for signer in asked.signers:
        yield from signer.form


def _settings(asked: PaperSettingsForm, logo: bytes | None) -> PaperSettings:
    kept = "" if asked.remove_logo.data else _present().paper_logo
    return asked.settings(logo=kept if logo is None else operations.digest_of(logo))


def _specimen(settings: PaperSettings, logo: bytes | None = None) -> Response:
    at = local(clock.now())
    shown = operations.specimens_with(db.session(), settings, by=current_actor(), at=at)
    named = settings.paper_logo
    logos: Logos = papers.pictures(db.session(), [named]) if logo is None else {named: logo}
    pdf = bound(shown, logos, title=TITLE, author=settings.one_stop_name)
    return pdf_answer(pdf, name="specimen")


def _page(asked: PaperSettingsForm, faults: Faults) -> str:
    return render_template(
        "settings/papers.html",
        form=asked,
        faults=faults,
        signed=SIGNED,
        has_logo=bool(_present().paper_logo),
    )
