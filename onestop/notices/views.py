"""The outbox of the agency, and everybody's own bell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor, signed_in
from onestop.db import db, transaction
from onestop.notices import outlets, queries
from onestop.notices.contacts import Contact
from onestop.notices.models import Delivery
from onestop.notices.operations import keeping
from onestop.notices.rules import DeliveryStatus, NoticeChannel, NoticeEvent, masked
from onestop.notices.wording import bell_line
from onestop.web.access import requires
from onestop.web.language import chosen
from onestop.web.numbers import number_asked

blueprint = Blueprint("notices", __name__)

Word = TypeVar("Word", NoticeChannel, DeliveryStatus)


@blueprint.app_template_global()
def unread_notices() -> int:
    """How many notices the person at the screen has not read, to 100; one indexed look."""
    actor = signed_in()
    return queries.unread(db.session(), actor.official_id) if actor else 0


@blueprint.get("/notices")
@requires(Permission.SEE_OUTBOX)
def outbox() -> str:
    """What waits to be sent, what was sent, what was given up, or all of one case.

    Addresses are masked.
    """
    session, agency_id = db.session(), current_actor().agency_id
    status = _one_of(DeliveryStatus, "status") or DeliveryStatus.PENDING
    channel = _one_of(NoticeChannel, "channel")
    code = request.args.get("case", "").strip()[:60]
    if code:
        case_id = outlets.current().number_of(session, agency_id, code)
        page = queries.of_case(session, agency_id, case_id) if case_id else queries.NOTHING
    else:
        page = queries.outbox(
            session, agency_id, status, channel=channel, after=number_asked("after")
        )
    return render_template(
        "notices/outbox.html",
        code=code,
        status=status,
        channel=channel,
        channels=list(NoticeChannel),
        closed=[each for each in NoticeChannel if each not in outlets.current().open_ones],
        counts=queries.outbox_counts(session, agency_id),
        page=page,
        recipients=_recipients(page.rows),
        quiet=queries.quiet_hours(session, agency_id),
    )


@blueprint.post("/notices/resend")
@requires(Permission.SEE_OUTBOX)
def resend() -> Response | str:
    """Sends one delivery that was given up again, or all of them once that is confirmed."""
    agency_id, one = current_actor().agency_id, number_asked("delivery")
    if one is None and "confirmed" not in request.form:
        many = queries.outbox_counts(db.session(), agency_id)[DeliveryStatus.DEAD]
        return render_template("notices/resend.html", many=many)
    with transaction() as session:
        many = keeping.resend(session, agency_id, one, at=clock.now())
    flash(_("To be sent again: %(many)d.", many=many))
    return redirect(url_for("notices.outbox", status=DeliveryStatus.DEAD.value), 303)


@blueprint.get("/bell")
@requires(Permission.USE_OWN_ACCOUNT)
def bell() -> str:
    """What the person was told, newest first."""
    page = queries.bell(db.session(), current_actor(), after=number_asked("after"))
    zone = current_app.config["SETTINGS"].time_zone
    lines = {
        each.id: bell_line(NoticeEvent(each.event), each.told, language=chosen(), zone=zone)
        for each in page.rows
    }
    return render_template("notices/bell.html", page=page, lines=lines)


@blueprint.post("/bell/read")
@requires(Permission.USE_OWN_ACCOUNT)
def read() -> Response:
    """Marks everything up to the newest that was shown as read."""
    newest = number_asked("newest")
    if newest is not None:
        with transaction() as session:
            keeping.mark_read(session, current_actor(), up_to=newest, at=clock.now())
    return redirect(url_for("notices.bell"), 303)


def _one_of(words: type[Word], name: str) -> Word | None:
    asked = request.args.get(name, "")
    return next((each for each in words if each.value == asked), None)


def _recipients(rows: tuple[Delivery, ...]) -> Mapping[int, str]:
    """Who each delivery goes to, as far as it may be shown: two statements for the page."""
    session = db.session()
    case_ids = [row.notice.case_id for row in rows if row.notice.case_id and not row.official_id]
    applicants = outlets.current().contacts(session, case_ids)
    people = queries.officials(session, [row.official_id for row in rows if row.official_id])
    return {row.id: _shown(row, applicants, people) for row in rows}


def _shown(
    row: Delivery, applicants: Mapping[int, Contact], officials: Mapping[int, Contact]
) -> str:
    if row.channel == NoticeChannel.WEBHOOK:
        return ""
    if row.official_id is not None:
        reader = officials.get(row.official_id)
        return f"{reader.name} ({masked(reader.email)})" if reader else ""
    reader = applicants.get(row.notice.case_id or 0)
    if reader is None:
        return ""
    return masked(reader.email if row.channel == NoticeChannel.EMAIL else reader.phone)
