"""Settling with the carriers, period by period."""

from __future__ import annotations

from datetime import timedelta, tzinfo

from flask import Response as Page
from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.cases.forms.basic import day_of
from onestop.db import db, transaction
from onestop.errors import Refused, SaidNo, Stale
from onestop.post.forms.settlement import CloseForm, PeriodForm, StatementForm
from onestop.post.models import Settlement
from onestop.post.operations import settling
from onestop.post.queries import carriers
from onestop.post.queries import settlements as found
from onestop.post.rules.consignment import ConsignmentState, Direction
from onestop.post.rules.settlement import differences, last_month
from onestop.post.views.blueprint import blueprint
from onestop.web import resume
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.filters import day, label, local_day
from onestop.web.numbers import number_asked
from onestop.web.spreadsheet import csv_answer


@blueprint.get("/settlements")
@requires(Permission.SEND_RESULTS)
def settlements() -> str:
    """The settlements of the agency, newest first, and the next one to open."""
    return _list(PeriodForm(formdata=None))


@blueprint.post("/settlements")
@requires(Permission.SEND_RESULTS)
def open_settlement() -> str | Response | tuple[str, int]:
    """Opens the settlement of a period with a carrier."""
    form = PeriodForm()
    form.carrier_id.choices = _carriers()
    if resume.is_resumed():
        return _list(form)
    if not form.validate():
        return _list(form), 422
    try:
        with transaction() as session:
            number = settling.open_settlement(
                session,
                carrier_id=form.carrier_id.data,
                from_on=day_of(form.from_on),
                to_on=day_of(form.to_on),
                by=current_actor(),
                at=clock.now(),
            ).id
    except Refused as refusal:
        return _list(form, refusal=say(refusal)), 409
    return redirect(url_for("post.settlement", number=number), 303)


@blueprint.get("/settlements/<int:number>")
@requires(Permission.SEND_RESULTS)
def settlement(number: int) -> str:
    """What a settlement comes to, what the carrier states, and how both differ."""
    return _page(number)


@blueprint.post("/settlements/<int:number>/statement")
@requires(Permission.SEND_RESULTS)
def state(number: int) -> str | Response | tuple[str, int]:
    """Enters the sums of the carrier's statement."""
    form = StatementForm()
    if resume.is_resumed():
        return _page(number, form)
    if not form.validate():
        return _page(number, form), 422
    postage, collected = form.sums()
    try:
        with transaction() as session:
            settling.state(
                session,
                number,
                postage=postage,
                collected=collected,
                note=form.note.data or "",
                by=current_actor(),
                at=clock.now(),
            )
    except Refused as refusal:
        return _page(number, form, refusal=say(refusal)), 409
    flash(_("The statement is entered."))
    return redirect(url_for("post.settlement", number=number), 303)


@blueprint.post("/settlements/<int:number>/close")
@requires(Permission.SEND_RESULTS)
def close_settlement(number: int) -> str | Response | tuple[str, int]:
    """Closes a settlement under its number; afterwards it never changes."""
    form = CloseForm()
    if resume.is_resumed():
        return _page(number)
    try:
        with transaction() as session:
            seen, now = form.seen.data or "", clock.now()
            settling.close(session, number, seen=seen, by=current_actor(), at=now)
    except (Refused, Stale) as refusal:
        return _page(number, refusal=say(refusal)), 409
    flash(_("The settlement is closed."))
    return redirect(url_for("post.settlement", number=number), 303)


@blueprint.post("/settlements/<int:number>/discard")
@requires(Permission.SEND_RESULTS)
def discard_settlement(number: int) -> Response:
    """Throws an open settlement away."""
    try:
        with transaction() as session:
            settling.discard(session, number, by=current_actor())
    except SaidNo as refusal:
        flash(say(refusal), "danger")
        return redirect(url_for("post.settlement", number=number), 303)
    flash(_("Discarded; its items wait for the next settlement."))
    return redirect(url_for("post.settlements"), 303)


@blueprint.get("/settlements/<int:number>.csv")
@requires(Permission.SEND_RESULTS)
def settlement_table(number: int) -> Page:
    """Every item of a settlement as a table."""
    one = found.settlement(db.session(), current_actor().agency_id, number)
    headings = (
        *(_("Direction"), _("Manifest"), _("Item code"), _("Case"), _("State")),
        *(_("Handed over"), _("Came to its end"), _("Postage"), _("Collected by post")),
    )
    rows = (
        (
            str(label(Direction(each.direction))),
            f"{each.number}/{each.period}" if each.number else "",
            each.item_code,
            each.code or "",
            str(label(ConsignmentState(each.state))),
            local_day(each.posted_at),
            local_day(each.ended_at),
            each.postage,
            each.collected,
        )
        for each in found.consignments(db.session(), one, _zone())
    )
    called = f"settlement-{one.from_on:%Y%m%d}-{one.to_on:%Y%m%d}"
    return csv_answer([headings, *rows], name=called)


def _list(form: PeriodForm, *, refusal: str = "") -> str:
    before = number_asked("before")
    form.carrier_id.choices = _carriers()
    if not form.is_submitted():
        _propose(form)
    rows, following = found.settlements(db.session(), current_actor().agency_id, before=before)
    return render_template(
        "post/settlements.html", form=form, rows=rows, following=following, refusal=refusal
    )


def _propose(form: PeriodForm) -> None:
    """What is not settled yet of the last month with the first carrier, or what came after it."""
    today = clock.today()
    first, last = last_month(today)
    choices = form.carrier_id.choices
    settled_to = found.settled_to(db.session(), choices[0].value) if choices else None
    if settled_to is not None and settled_to >= first:
        first = settled_to + timedelta(days=1)
        last = last if first <= last else today - timedelta(days=1)
    form.from_on.data, form.to_on.data = day(first), day(max(first, last))


def _carriers() -> list[SelectChoice]:
    used = carriers.carriers(db.session(), current_actor().agency_id, active=False)
    return [SelectChoice(each.id, each.name) for each in used]


def _zone() -> tzinfo:
    zone: tzinfo = current_app.config["SETTINGS"].time_zone
    return zone


def _page(number: int, form: StatementForm | None = None, *, refusal: str = "") -> str:
    session = db.session()
    session.expire_all()
    one, zone = found.settlement(session, current_actor().agency_id, number), _zone()
    sums = found.sums(session, one, zone)
    closing = CloseForm(formdata=None)
    closing.seen.data = str(sums)
    return render_template(
        "post/settlement.html",
        one=one,
        lines=found.lines(session, one, zone),
        sums=sums,
        differences=differences(
            sums, stated_postage=one.stated_postage, stated_collected=one.stated_collected
        ),
        not_entered=found.not_entered(session, one, zone),
        form=form or _stated(one),
        closing=closing,
        refusal=refusal,
    )


def _stated(one: Settlement) -> StatementForm:
    form = StatementForm(formdata=None)
    if one.stated_postage is not None and one.stated_collected is not None:
        form.postage.data = f"{one.stated_postage:,}".replace(",", ".")
        form.collected.data = f"{one.stated_collected:,}".replace(",", ".")
        form.note.data = one.note
    return form
