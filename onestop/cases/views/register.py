"""Papers issued on wish, and the register of the year."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from itertools import islice
from tempfile import TemporaryFile

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import force_locale
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts import queries as accounts
from onestop.accounts.models import Agency
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.calendars.queries import calendar_of
from onestop.cases.models import IssuedPaper
from onestop.cases.operations import on_wish, printing
from onestop.cases.operations import register as operations
from onestop.cases.operations.papers import office_of
from onestop.cases.queries import papers, register
from onestop.cases.queries.register import Wanted
from onestop.cases.rules.paper import PaperKind
from onestop.cases.rules.reception import ReturnMethod
from onestop.cases.rules.register import volume_size
from onestop.cases.views.papers import blueprint
from onestop.db import db, transaction
from onestop.errors import N_, NotFound, Refused
from onestop.printing import register as book
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.filters import label

FIRST_YEAR = 2018


@blueprint.post("/of/<code>/<kind>/print")
@requires(Permission.SEE_UNIT_CASES)
def print_on_wish(code: str, kind: str) -> Response:
    """Issues a control sheet or a label as things stand, and prints it."""
    actor, wanted = current_actor(), _kind(kind)
    return _print(lambda session, at: on_wish.issue_on_wish(session, code, wanted, by=actor, at=at))


@blueprint.post("/rating/<code>/print")
@requires(Permission.SEE_UNIT_CASES)
def print_rating_slip(code: str) -> Response:
    """Prints the rating slip of a procedure: neither its address nor the paper tells of a case."""
    actor = current_actor()
    return _print(lambda session, at: on_wish.issue_rating_slip(session, code, by=actor, at=at))


def _print(issue: Callable[[Session, datetime], IssuedPaper]) -> Response:
    now = clock.now()
    with transaction() as session:
        paper_id = issue(session, now).id
        counts = printing.print_papers(session, [paper_id], by=current_actor(), at=now)
    return redirect(url_for("papers.printed", paper_id=paper_id, count=counts[paper_id]), 303)


@blueprint.get("/register")
@requires(Permission.REGISTER_CASES)
def choose_register() -> str:
    """Choosing a year, a field and a volume of the register; what was printed before."""
    agency = _agency()
    return render_template(
        "papers/register.html",
        years=range(clock.today().year, FIRST_YEAR - 1, -1),
        fields=register.fields(db.session(), agency.id),
        volumes=sorted(agency.register_volumes.items()),
        printings=register.printings(db.session(), agency.id),
        suffix=agency.paper_suffix,
    )


@blueprint.post("/register")
@requires(Permission.REGISTER_CASES)
def print_register() -> Response:
    """Notes the printing, and leads to the book; a reload there takes no other number."""
    agency, now = _agency(), clock.now()
    zone = calendar_of(db.session(), agency.id).zone
    wanted = _wanted(now.astimezone(zone), agency)
    try:
        with transaction() as session:
            printing = operations.print_register(session, wanted, by=current_actor(), at=now)
    except Refused as refusal:
        flash(say(refusal), "warning")
        return redirect(url_for("papers.choose_register"), 303)
    return redirect(url_for("papers.printed_register", printing_id=printing.id), 303)


@blueprint.get("/register/<int:printing_id>.pdf")
@requires(Permission.REGISTER_CASES)
def printed_register(printing_id: int) -> Response:
    """A register that was printed: the rows that it had, drawn into a file as they are read."""
    agency, session = _agency(), db.session()
    zone = calendar_of(session, agency.id).zone
    printing = register.printing(session, agency.id, printing_id)
    wanted = Wanted(year=printing.year, field=printing.field, volume=printing.volume)
    printed_at = printing.printed_at.astimezone(zone)
    volume = book.Volume(
        office=office_of(agency, at=printed_at),
        number=f"{printing.number}/STD-{agency.paper_suffix}",
        year=wanted.year,
        volume=_volume(agency, wanted),
        field=wanted.field,
        printed_at=printed_at,
    )
    with force_locale("vi"):
        methods = {each.value: str(label(each)) for each in ReturnMethod}
    found = register.rows(session, agency, wanted, zone=zone, methods=methods)
    rows = islice(found, printing.rows)
    pictures = papers.pictures(db.session(), [agency.paper_logo])
    with ExitStack() as undone:
        stream = undone.enter_context(TemporaryFile())
        book.write(stream, volume, rows, pictures)
        stream.seek(0)
        undone.pop_all()
    name = f"so-theo-doi-{wanted.year}.pdf"
    return send_file(stream, mimetype="application/pdf", download_name=name)


def _volume(agency: Agency, wanted: Wanted) -> str:
    """The volume as it is written; empty where several of them are printed as one."""
    if volume_size(agency.register_volumes, wanted.year) and not wanted.volume:
        return ""
    return f"{wanted.volume or 1:02d}/{wanted.year}"


def _agency() -> Agency:
    return accounts.agency(db.session(), current_actor().agency_id)


def _wanted(now: datetime, agency: Agency) -> Wanted:
    asked, volume = (request.form.get(name, "") for name in ("year", "volume"))
    year = int(asked) if asked.isdigit() and FIRST_YEAR <= int(asked) <= now.year else now.year
    volumes = volume_size(agency.register_volumes, year)
    return Wanted(
        year=year,
        field=request.form.get("field", "")[:120],
        volume=int(volume) if volumes and volume.isdigit() and len(volume) < 5 else 0,
    )


def _kind(name: str) -> PaperKind:
    try:
        return PaperKind(name)
    except ValueError as unknown:
        raise NotFound(N_("There is no such kind of paper.")) from unknown
