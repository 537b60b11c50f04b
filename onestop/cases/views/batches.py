"""Papers printed together: chosen, noted at once, made into one PDF while a page tells how far."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask import stream_with_context as streamed
from werkzeug.wrappers import Response as Answer

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.cases.models import PrintBatch
from onestop.cases.operations import printing
from onestop.cases.queries import batches, print_centre
from onestop.cases.queries.batches import Printing
from onestop.cases.rules.printing import MOST_TOGETHER, RECEIPTS
from onestop.cases.views.print_centre import asked_for
from onestop.db import db, transaction
from onestop.errors import Refused
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.filters import local
from onestop.web.numbers import whole_number
from onestop.web.pdf import pdf_answer

blueprint = Blueprint("batches", __name__, url_prefix="/papers/batches")

_TOLD_EVERY = 5
_MADE = "made\n"


@blueprint.post("")
@requires(Permission.REGISTER_CASES)
def start() -> Answer:
    """Notes that the chosen papers are printed, and leads to the page that makes their PDF.

    A double click, or the same choice on a page gone back to, leads to the same PDF.
    """
    all_owed = "all" in request.form
    chosen = _owed() if all_owed else _ticked()
    try:
        with transaction() as session:
            batch = printing.print_together(
                session,
                chosen,
                submission_key=_sending(),
                first_only=all_owed,
                by=current_actor(),
                at=clock.now(),
            )
    except Refused as refusal:
        flash(say(refusal), "warning")
        return redirect(url_for("print_centre.centre"), 303)
    return redirect(url_for("batches.show", batch_id=batch.id), 303)


@blueprint.get("/<int:batch_id>")
@requires(Permission.REGISTER_CASES)
def show(batch_id: int) -> str:
    """How far the PDF is made, then the PDF to be printed."""
    return render_template("papers/batch.html", batch=_batch(batch_id))


@blueprint.post("/<int:batch_id>/make")
@requires(Permission.REGISTER_CASES)
def make(batch_id: int) -> Response:
    """Makes the PDF while the page looks on: a line for every few papers, one when it is kept.

    Any process may be asked, and two at once: the same papers give the same bytes.
    """
    batch = _batch(batch_id)
    told = [_MADE] if batch.made_at else _making(batch.id, batch.papers, batch.created_at)
    return Response(streamed(iter(told)), mimetype="text/plain")


@blueprint.get("/<int:batch_id>.pdf")
@requires(Permission.REGISTER_CASES)
def pdf(batch_id: int) -> Response:
    """The PDF; drawn for this answer alone where no page has had it made and kept."""
    batch = _batch(batch_id)
    content = batches.pdf_of(db.session(), batch.id)
    if content is None:
        content = batches.drawn(db.session(), batch.papers, local(batch.created_at))
    return pdf_answer(content, name=f"papers-{batch.id}")


def _making(batch_id: int, papers: Sequence[Printing], created_at: datetime) -> Iterator[str]:
    stream = io.BytesIO()
    for done in batches.drawing(db.session(), papers, local(created_at), stream):
        if done % _TOLD_EVERY == 0:
            yield f"{done}\n"
    with transaction() as session:
        printing.keep_pdf(session, batch_id, stream.getvalue(), at=clock.now())
    yield _MADE


def _batch(batch_id: int) -> PrintBatch:
    return batches.one(db.session(), current_actor(), batch_id)


def _sending() -> str:
    """Which sending of which page this is: one that is filled in otherwise is another one."""
    posted = request.form.items(multi=True)
    chosen = sorted(pair for pair in posted if pair[0] not in ("csrf_token", "submission_key"))
    return sha256(repr((request.form["submission_key"], chosen)).encode()).hexdigest()


def _ticked() -> list[int]:
    """The papers ticked on the page, as far as the person may see them."""
    numbers = request.form.getlist("chosen")[: MOST_TOGETHER + 1]
    ids = [each for each in map(whole_number, numbers) if each is not None]
    return print_centre.seen_among(db.session(), current_actor(), ids)


def _owed() -> Sequence[int]:
    """The receipts of this morning, or all papers that the page chooses, and that are owed."""
    choice = asked_for()
    morning = request.form["all"] == "morning"
    return print_centre.owed_ids(
        db.session(),
        current_actor(),
        choice.morning if morning else choice.owed_span,
        kinds=RECEIPTS if morning else choice.kinds,
        limit=MOST_TOGETHER + 1,
    )
