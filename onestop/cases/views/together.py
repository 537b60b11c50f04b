"""The counter: several dossiers of one applicant, or a combined procedure, received together."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.calendars.wording import term_in_words
from onestop.cases import addresses
from onestop.cases.forms.registration import ReceptionForm
from onestop.cases.forms.sitting import (
    Block,
    Faults,
    blocks_of,
    entry_of,
    faults_of,
    missing_papers,
)
from onestop.cases.operations.sitting import receive
from onestop.cases.rules.reception import ReceivedComponent
from onestop.cases.rules.sitting import PapersMissing, channels_together, require_together
from onestop.cases.views.blueprint import blueprint
from onestop.cases.views.counter import LABELS, at_home, fill_from_card, once
from onestop.db import db
from onestop.errors import Refused
from onestop.procedures import combined, queries
from onestop.procedures.combined import CombinedRow
from onestop.procedures.rules import Channel, Version
from onestop.web import resume
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.language import chosen


@dataclass(frozen=True)
class Asked:
    """What is to be received together: some procedures, or those of a combined one."""

    versions: tuple[Version, ...]
    channels: tuple[Channel, ...]
    combined: CombinedRow | None

    @property
    def name(self) -> str:
        """The name of the combined procedure; empty where there is none."""
        return self.combined.name if self.combined else ""


@blueprint.get("/new/together")
@requires(Permission.REGISTER_CASES)
def together() -> Response | str:
    """The empty form of several procedures; a single one has its own."""
    codes = request.args.getlist("code")
    if len(codes) == 1 and "combined" not in request.args:
        return redirect(url_for("cases.new", code=codes[0]), 303)
    asked = _asked(request.args)
    form = _form(asked, submission_key=uuid4().hex, kind="person", formdata=None)
    at_home(form)
    return _page(asked, form, blocks_of(asked.versions, None, combined=bool(asked.combined)), [])


@blueprint.post("/new/together")
@requires(Permission.REGISTER_CASES)
def take_together() -> Response | tuple[str, int] | str:
    """Receives them all; whatever is missing is said, and nothing typed is lost."""
    asked = _asked(request.form)
    form = _form(asked)
    blocks = blocks_of(asked.versions, request.form, combined=bool(asked.combined))
    if resume.is_resumed():
        return _page(asked, form, blocks, [])
    if form.scan.data:
        return _page(asked, form, blocks, fill_from_card(form, form.scan.data))
    faults = faults_of(form, blocks)
    if faults:
        return _page(asked, form, blocks, faults), 422
    entry, actor = entry_of(form, blocks, asked.name), current_actor()
    try:
        received = once(lambda session, at: receive(session, entry, by=actor, at=at))
    except PapersMissing as refusal:
        faults = list(missing_papers(refusal, blocks, combined=bool(asked.combined)))
        return _page(asked, form, blocks, faults), 422
    except Refused as refusal:
        return _page(asked, form, blocks, [("", say(refusal))]), 422
    return redirect(url_for("cases.registered", code=received.codes[0]), 303)


def _asked(named: MultiDict[str, str]) -> Asked:
    """What the address or the form names; raises Refused or NotFound."""
    session, agency_id, day = db.session(), current_actor().agency_id, clock.today()
    found = None
    codes: tuple[str, ...] = tuple(named.getlist("code"))
    if "combined" in named:
        found = combined.on_offer(session, agency_id, named["combined"])
        codes = found.procedures
    require_together(len(codes))
    versions = tuple(queries.in_force(session, agency_id, code, day=day) for code in codes)
    return Asked(versions, channels_together(versions), found)


def _form(asked: Asked, **given: object) -> ReceptionForm:
    form = ReceptionForm(**given)
    presence = any(version.presence_required for version in asked.versions)
    form.offer_ways(asked.channels, LABELS, presence_required=presence)
    return form


def _page(asked: Asked, form: ReceptionForm, blocks: list[Block], faults: Faults) -> str:
    language = chosen()
    return render_template(
        "cases/new/together.html",
        asked=asked,
        form=form,
        blocks=blocks,
        terms={
            block.number: [
                (each, term_in_words(each.term, language)) for each in block.version.terms
            ]
            for block in blocks
        },
        nothing=ReceivedComponent(),
        faults=faults,
        wrong={place for place, _sentence in faults},
        wards=addresses.wards(form.province_code.data or ""),
    )
