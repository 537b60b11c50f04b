"""The editor: a version written on one page, looked at, tried out, published."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts import queries as accounts
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.db import db, transaction
from onestop.errors import Refused
from onestop.letters import tidy
from onestop.procedures import drafts as drafted
from onestop.procedures.forms import draft as forms
from onestop.procedures.models import ProcedureDraft
from onestop.procedures.operations import drafts
from onestop.procedures.operations.drafts import DraftChanged
from onestop.procedures.rules import drafting
from onestop.procedures.rules.drafting import Tables
from onestop.procedures.stored import differences, newest
from onestop.procedures.views.blueprint import blueprint
from onestop.procedures.views.choices import choices, in_words
from onestop.procedures.views.editor import editor_page, place_of, placed
from onestop.web import resume
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.language import chosen
from onestop.web.numbers import number_asked

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,19}")
Answer = str | Response | tuple[str, int]


@blueprint.get("/drafts/")
@requires(Permission.EDIT_CATALOGUE)
def draft_list() -> str:
    """The versions that are being written, and the beginning of a new procedure."""
    return _list("", "", "")


@blueprint.post("/drafts/")
@requires(Permission.EDIT_CATALOGUE)
def begin() -> Answer:
    """Begins the draft of a new procedure."""
    code, name = tidy(request.form.get("code", "")), tidy(request.form.get("name", ""))[:500]
    if resume.is_resumed():
        return _list(code, name, "")
    if not _CODE.fullmatch(code) or not name:
        refusal = _("Enter a code of digits and points, such as 1.001193, and a name.")
        return _list(code, name, refusal), HTTPStatus.UNPROCESSABLE_ENTITY
    actor, today = current_actor(), clock.today()
    unit = next((each.key for each in accounts.units(db.session(), actor.agency_id).values()), "")
    try:
        with transaction() as writing:
            draft = drafts.begin(
                writing, code, name=name, unit=unit, by=actor, at=clock.now(), today=today
            )
            number = draft.id
    except Refused as refusal:
        return _list(code, name, say(refusal)), HTTPStatus.CONFLICT
    return redirect(url_for("procedures.edit", draft_id=number), HTTPStatus.SEE_OTHER)


@blueprint.post("/<code>/draft")
@requires(Permission.EDIT_CATALOGUE)
def change(code: str) -> Response:
    """Opens the draft of a procedure's next version, or begins it."""
    tomorrow = clock.today() + timedelta(days=1)
    with transaction() as writing:
        draft = drafts.change(writing, code, by=current_actor(), at=clock.now(), tomorrow=tomorrow)
        number = draft.id
    return redirect(url_for("procedures.edit", draft_id=number), HTTPStatus.SEE_OTHER)


@blueprint.get("/drafts/<int:draft_id>")
@requires(Permission.EDIT_CATALOGUE)
def edit(draft_id: int) -> str:
    """The draft on one page, with what is wrong with it and the picture of its way."""
    draft = drafted.draft(db.session(), current_actor(), draft_id)
    return editor_page(draft, draft.content)


@blueprint.post("/drafts/<int:draft_id>")
@requires(Permission.EDIT_CATALOGUE)
def write(draft_id: int) -> Answer:
    """Keeps what was typed, and does to a row what the pressed button says."""
    content = forms.read(request.form)
    asked = forms.row_act(request.form)
    if resume.is_resumed():
        draft = drafted.draft(db.session(), current_actor(), draft_id)
        return editor_page(draft, _whole(draft, content))
    if asked is not None:
        content = drafting.after(content, *asked)
    try:
        with transaction() as writing:
            drafts.save(
                writing, draft_id, content, seen=_seen(), by=current_actor(), at=clock.now()
            )
    except DraftChanged as refusal:
        draft = drafted.draft(db.session(), current_actor(), draft_id)
        page = editor_page(draft, _whole(draft, content), refusal=say(refusal), collided=True)
        return page, HTTPStatus.CONFLICT
    anchor = place_of(content, *asked) if asked else None
    address = url_for("procedures.edit", draft_id=draft_id, _anchor=anchor)
    return redirect(address, HTTPStatus.SEE_OTHER)


@blueprint.post("/drafts/<int:draft_id>/discard")
@requires(Permission.EDIT_CATALOGUE)
def discard(draft_id: int) -> Response:
    """Throws the draft away."""
    with transaction() as writing:
        drafts.discard(writing, draft_id, seen=_seen(), by=current_actor())
    flash(_("The draft is thrown away; what is in force stays as it was."))
    return redirect(url_for("procedures.draft_list"), HTTPStatus.SEE_OTHER)


@blueprint.get("/drafts/<int:draft_id>/publish")
@requires(Permission.EDIT_CATALOGUE)
def before_publishing(draft_id: int) -> str:
    """What would change from which day on, before it is published for good."""
    return _publishing(draft_id, "")


@blueprint.post("/drafts/<int:draft_id>/publish")
@requires(Permission.EDIT_CATALOGUE)
def publish(draft_id: int) -> Answer:
    """Publishes the draft, as it was shown."""
    actor = current_actor()
    code = drafted.draft(db.session(), actor, draft_id).code
    try:
        with transaction() as writing:
            version = drafts.publish_draft(
                writing, draft_id, seen=_seen(), by=actor, at=clock.now(), today=clock.today()
            )
            first_on = version.valid_from_on
    except (Refused, DraftChanged) as refusal:
        return _publishing(draft_id, say(refusal)), HTTPStatus.CONFLICT
    flash(_("Published: in force from %(day)s on.", day=f"{first_on:%d/%m/%Y}"))
    return redirect(url_for("procedures.versions", code=code), HTTPStatus.SEE_OTHER)


def _list(code: str, name: str, refusal: str) -> str:
    found = drafted.drafts(db.session(), current_actor().agency_id)
    return render_template(
        "procedures/drafts.html", drafts=found, code=code, name=name, refusal=refusal
    )


def _publishing(draft_id: int, refusal: str) -> str:
    session, actor = db.session(), current_actor()
    draft = drafted.draft(session, actor, draft_id)
    unit_ids = accounts.units_by_key(session, actor.agency_id)
    content, faults = drafted.checked(draft.content, frozenset(unit_ids))
    old = newest(session, actor.agency_id, draft.code).get(draft.code)
    names = dict(accounts.units_to_ask(session, actor.agency_id))
    offered = choices(draft.content, {key: names[unit] for key, unit in unit_ids.items()})
    found = differences(old, content) if content is not None and old else ()
    return render_template(
        "procedures/publish.html",
        draft=draft,
        content=content,
        wrong=[each for each in faults if not each.warning],
        warnings=[placed(each) for each in faults if each.warning],
        old=old,
        changes=[(each.sign, in_words(each, offered, chosen())) for each in found],
        refusal=refusal,
    )


def _whole(draft: ProcedureDraft, content: Tables) -> Tables:
    """What was typed, with what the page does not ask for."""
    return {**drafting.with_keys(content), "code": draft.code}


def _seen() -> int:
    return number_asked("seen") or 0
