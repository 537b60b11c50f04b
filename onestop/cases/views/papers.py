"""Papers from the printer: each printing is noted, and shows again what came out."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, url_for
from flask import Response as Page
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.cases.models import IssuedPaper
from onestop.cases.operations import printing
from onestop.cases.queries import papers
from onestop.db import db, transaction
from onestop.printing.press import stored_paper
from onestop.web.access import requires
from onestop.web.pdf import pdf_answer

blueprint = Blueprint("papers", __name__, url_prefix="/papers")


@blueprint.post("/<int:paper_id>/print")
@requires(Permission.SEE_UNIT_CASES)
def print_one(paper_id: int) -> Response:
    """Prints a paper: the first time as it is, later marked as a reprint with its count."""
    with transaction() as session:
        paper = papers.one(session, current_actor(), paper_id)
        counts = printing.print_papers(session, [paper.id], by=current_actor(), at=clock.now())
    return redirect(url_for("papers.printed", paper_id=paper_id, count=counts[paper_id]), 303)


@blueprint.get("/<int:paper_id>/<int:count>.pdf")
@requires(Permission.SEE_UNIT_CASES)
def printed(paper_id: int, count: int) -> Page:
    """A paper as it came out of the printer then."""
    paper = papers.one(db.session(), current_actor(), paper_id)
    if not papers.was_printed(db.session(), paper.id, count):
        abort(404)
    return _as_pdf(paper, reprint=count)


def _as_pdf(paper: IssuedPaper, *, reprint: int) -> Page:
    design, values = stored_paper(paper.kind, paper.layout, paper.printed, reprint=reprint)
    pictures = papers.pictures(db.session(), [values.office.logo])
    return pdf_answer(design.pdf(values, pictures), name=f"{paper.kind}-{paper.id}")
