"""The papers of the postal desk from the printer: manifest, labels and slips."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from flask import Response as Page
from flask import flash, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.cases.models import IssuedPaper
from onestop.cases.operations import printing
from onestop.cases.queries import batches
from onestop.db import db, transaction
from onestop.errors import Refused
from onestop.post.operations import papers
from onestop.post.views.blueprint import blueprint
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.filters import local
from onestop.web.pdf import pdf_answer


@blueprint.post("/manifests/<int:number>/print")
@requires(Permission.SEND_RESULTS)
def print_manifest(number: int) -> Response:
    """Prints a manifest as it was handed over."""
    actor, back = current_actor(), url_for("post.manifest", number=number)
    return _print(lambda session: papers.issue_manifest(session, number, by=actor), back)


@blueprint.post("/manifests/<int:number>/labels/print")
@requires(Permission.SEND_RESULTS)
def print_labels(number: int) -> Response:
    """Prints the labels of everything on a manifest, one after the other."""
    actor, now = current_actor(), clock.now()
    try:
        with transaction() as session:
            labels = papers.issue_labels(session, number, by=actor, at=now)
            ids = [each.id for each in labels]
            batch_id = printing.print_together(
                session, ids, submission_key=uuid4().hex, by=actor, at=now
            ).id
    except Refused as refusal:
        flash(say(refusal), "warning")
        return redirect(url_for("post.manifest", number=number), 303)
    return redirect(url_for("post.printed_labels", batch_id=batch_id), 303)


@blueprint.get("/labels/<int:batch_id>.pdf")
@requires(Permission.SEND_RESULTS)
def printed_labels(batch_id: int) -> Page:
    """Labels that were printed together, as one PDF; their batch is kept for two days."""
    batch = batches.one(db.session(), current_actor(), batch_id)
    content = batches.drawn(db.session(), batch.papers, local(batch.created_at))
    return pdf_answer(content, name=f"labels-{batch.id}")


@blueprint.post("/consignments/<int:number>/label/print")
@requires(Permission.SEND_RESULTS)
def print_label(number: int) -> Response:
    """Prints the label of one consignment."""
    actor, now = current_actor(), clock.now()
    back = url_for("post.consignment", number=number)
    return _print(lambda session: papers.issue_label(session, number, by=actor, at=now), back)


@blueprint.post("/consignments/<int:number>/slip/print")
@requires(Permission.SEND_RESULTS)
def print_slip(number: int) -> Response:
    """Prints the slip of a consignment that the postman has taken."""
    actor, now = current_actor(), clock.now()
    back = url_for("post.consignment", number=number)
    return _print(lambda session: papers.issue_slip(session, number, by=actor, at=now), back)


def _print(issue: Callable[[Session], IssuedPaper], back: str) -> Response:
    """Issues a paper, or takes the one issued before, and prints it; a refusal leads back."""
    try:
        with transaction() as session:
            paper_id = issue(session).id
            counts = printing.print_papers(session, [paper_id], by=current_actor(), at=clock.now())
    except Refused as refusal:
        flash(say(refusal), "warning")
        return redirect(back, 303)
    return redirect(url_for("papers.printed", paper_id=paper_id, count=counts[paper_id]), 303)
