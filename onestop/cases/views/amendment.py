"""Amending the calendar: what it would do is shown first, then it is done wholly or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, cast

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    stream_template,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Answer

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.calendars import queries as calendars
from onestop.calendars.exchange import BadCalendarFile, from_ics
from onestop.cases.forms.amendment import WITHDRAWN, AmendmentForm
from onestop.cases.operations.amendment import Amended, amend, amending, require_change
from onestop.cases.queries import amendment as effects
from onestop.cases.queries.apologies import spoilt
from onestop.cases.rules.promise import AmendmentPolicy, CalendarChange
from onestop.db import db, transaction
from onestop.errors import Refused
from onestop.web.access import requires
from onestop.web.errors import say

blueprint = Blueprint("amendment", __name__, url_prefix="/calendar/amendment")

MANY = 5000
Faults = list[tuple[str, str]]


@blueprint.get("")
@requires(Permission.AMEND_CALENDAR)
def form() -> str:
    """The empty form, or one about a day of the calendar."""
    asked = AmendmentForm(formdata=None)
    withdrawn = _asked_day("withdraw")
    day = withdrawn or _asked_day("day")
    asked.day_on.data = f"{day:%d/%m/%Y}" if day else ""
    if withdrawn:
        asked.kind.data = WITHDRAWN
    return _page(asked, [])


@blueprint.post("")
@requires(Permission.AMEND_CALENDAR)
def change() -> str | tuple[str, int] | Answer | Response:
    """Shows what the change would do; applied only when that very change has been shown."""
    asked = AmendmentForm()
    faults = _read_file(asked)
    if faults or not asked.validate():
        faults += [(each.id, str(each.errors[0])) for each in asked if each.errors]
        return _page(asked, faults), 422
    wanted, policy = asked.change(), AmendmentPolicy(asked.policy.data)
    try:
        require_change(db.session(), current_actor().agency_id, wanted)
        if "apply" in request.form and asked.shown.data == _digest(wanted, policy):
            return _apply(asked, wanted, policy)
    except Refused as refusal:
        return _page(asked, [("day_on", say(refusal))]), 422
    return _preview(asked, wanted, policy)


def _read_file(asked: AmendmentForm) -> Faults:
    """Takes the days of an uploaded file into the form."""
    upload = cast(FileStorage | None, asked.file.data or None)
    if upload is None or not upload.filename:
        return []
    try:
        days = from_ics(upload.stream.read())
    except BadCalendarFile as fault:
        return [("file", say(fault))]
    if not days:
        return [("file", _("The file has no day in it."))]
    there = calendars.calendar_of(db.session(), current_actor().agency_id)
    new = tuple(day for day in days if there.works_on(day.day_on) != day.works)
    if not new:
        return [("file", _("The calendar has all the days of the file already."))]
    asked.carry(new)
    asked.day_on.data = asked.swap_on.data = ""
    return []


def _preview(asked: AmendmentForm, wanted: CalendarChange, policy: AmendmentPolicy) -> str:
    agency_id = current_actor().agency_id
    asked.seen.data = _fingerprint()
    asked.shown.data = _digest(wanted, policy)
    found = effects.preview(db.session(), agency_id, wanted, policy, at=clock.now())
    lost = spoilt(db.session(), agency_id, wanted)
    return _page(asked, [], preview=found, wanted=wanted, policy=policy, spoilt=lost)


def _apply(
    asked: AmendmentForm, wanted: CalendarChange, policy: AmendmentPolicy
) -> Answer | Response:
    more = {
        "reason": asked.reason.data,
        "seen": asked.seen.data,
        "by": current_actor(),
        "at": clock.now(),
    }
    agency_id, at = current_actor().agency_id, cast(datetime, more["at"])
    found = effects.preview(db.session(), agency_id, wanted, policy, at=at)
    if found.cases[policy] > MANY and asked.seen.data == _fingerprint():
        return _streamed(wanted, policy, more, found)
    with transaction() as writing:
        done = amend(writing, wanted, policy, **more)
    flash(
        _(
            "The calendar is amended: %(cases)s promises and %(steps)s steps moved.",
            cases=done.cases_moved,
            steps=done.steps_moved,
        )
    )
    return redirect(url_for("calendars.year", year=wanted.days[0].year), 303)


def _streamed(
    wanted: CalendarChange, policy: AmendmentPolicy, more: dict[str, Any], found: effects.Preview
) -> Response:
    """A page that grows with the work; its last line stands there only after the commit.

    The whole transaction runs while the page is written: the request's own session has gone then.
    """
    page = stream_template(
        "cases/amendment/applying.html",
        cases=found.cases[policy],
        steps_moved=found.steps[policy],
        steps=_portions(wanted, policy, more),
        year=wanted.days[0].year,
    )
    return Response(page)


def _fingerprint() -> str:
    return calendars.fingerprint_of(db.session(), current_actor().agency_id)


def _portions(
    wanted: CalendarChange, policy: AmendmentPolicy, more: dict[str, Any]
) -> Iterator[Amended]:
    with transaction() as writing:
        yield from amending(writing, wanted, policy, **more)


def _digest(wanted: CalendarChange, policy: AmendmentPolicy) -> str:
    return hashlib.sha256(f"{wanted}|{policy}".encode()).hexdigest()


def _asked_day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _page(asked: AmendmentForm, faults: Faults, **more: Any) -> str:
    shown: dict[str, Any] = dict.fromkeys(("preview", "wanted", "policy", "spoilt")) | more
    imported = asked.imported() if asked.days.data and not faults else ()
    return render_template(
        "cases/amendment/form.html",
        form=asked,
        faults=faults,
        imported=imported,
        policies=list(AmendmentPolicy),
        today=clock.today(),
        **shown,
    )
