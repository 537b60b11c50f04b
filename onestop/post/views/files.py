"""A carrier's file: sent in, its columns mapped, looked at, and applied."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.db import db, transaction
from onestop.errors import Refused
from onestop.post import reading
from onestop.post.forms.desk import FileForm
from onestop.post.operations import files as operations
from onestop.post.queries import carriers
from onestop.post.rules.consignment import EventKind
from onestop.post.rules.files import Column, headings, missing_columns, words_of
from onestop.post.views.blueprint import blueprint
from onestop.web.access import requires
from onestop.web.errors import say

SHOWN = 200
"""So many lines of a file are shown, those to mend first; all of them are applied."""


@blueprint.route("/files", methods=["GET", "POST"])
@requires(Permission.SEND_RESULTS)
def files() -> str | Response | tuple[str, int]:
    """The files read in last, and another one."""
    actor, form = current_actor(), FileForm()
    used = carriers.carriers(db.session(), actor.agency_id)
    form.carrier_id.choices = [SelectChoice(each.id, each.name) for each in used]
    sent = request.files.get("file")
    if request.method == "GET" or not form.validate():
        return _files(form)
    if sent is None or not sent.filename:
        return _files(form, refusal=_("Choose the file that the carrier sent.")), 422
    try:
        rows = reading.read_table(sent.filename, sent.read())
        with transaction() as session:
            kept = operations.keep_file(
                session,
                form.carrier_id.data,
                name=sent.filename,
                rows=rows,
                by=actor,
                at=clock.now(),
            ).id
    except Refused as refusal:
        return _files(form, refusal=say(refusal)), 422
    return redirect(url_for("post.carrier_file", number=kept), 303)


@blueprint.get("/files/<int:number>")
@requires(Permission.SEND_RESULTS)
def carrier_file(number: int) -> str:
    """What a file would record, line by line, and how it is read."""
    return _preview(number)


@blueprint.post("/files/<int:number>/mapping")
@requires(Permission.SEND_RESULTS)
def map_file(number: int) -> Response:
    """Remembers for the carrier what its columns and words mean."""
    columns = {each.value: request.form.get(f"column-{each.value}", "") for each in Column}
    kept = carriers.carrier_file(db.session(), current_actor().agency_id, number)
    said = words_of(kept.rows, kept.carrier.columns)
    words = {
        word: kind
        for place, word in enumerate(said)
        if (kind := request.form.get(f"word-{place}", "")) in ["", *EventKind]
    }
    with transaction() as session:
        operations.map_file(session, number, columns=columns, words=words, by=current_actor())
    flash(_("Remembered for this carrier."))
    return redirect(url_for("post.carrier_file", number=number), 303)


@blueprint.post("/files/<int:number>/apply")
@requires(Permission.SEND_RESULTS)
def apply_file(number: int) -> str | tuple[str, int]:
    """Records every event of the file, all or nothing; tells which lines fit no item."""
    try:
        with transaction() as session:
            strange = operations.apply_file(session, number, by=current_actor(), at=clock.now())
    except Refused as refusal:
        return _preview(number, refusal=say(refusal)), 409
    kept = carriers.carrier_file(db.session(), current_actor().agency_id, number)
    return render_template("post/applied.html", kept=kept, strange=strange)


def _files(form: FileForm, *, refusal: str = "") -> str:
    recent = carriers.recent_files(db.session(), current_actor().agency_id)
    return render_template("post/files.html", form=form, recent=recent, refusal=refusal)


def _preview(number: int, *, refusal: str = "") -> str:
    db.session().expire_all()
    kept = carriers.carrier_file(db.session(), current_actor().agency_id, number)
    its = headings(kept.rows)
    missing = missing_columns(kept.carrier.columns, its) if kept.rows else ()
    told = operations.tell(db.session(), kept, at=clock.now()) if not missing else ()
    faulty = [each for each in told if each.fault]
    return render_template(
        "post/carrier_file.html",
        kept=kept,
        headings=[each for each in its if each],
        missing=missing,
        said=words_of(kept.rows, kept.carrier.columns),
        columns=list(Column),
        kinds=list(EventKind),
        told=[*faulty, *(each for each in told if not each.fault)][:SHOWN],
        lines=len(told),
        faulty=len(faulty),
        strange=sum(1 for each in told if each.consignment_id is None and not each.fault),
        refusal=refusal,
    )
