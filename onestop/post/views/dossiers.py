"""One dossier from the post: registered, answered by form 02 or 03, or laid to a later one."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.cases import addresses
from onestop.cases.forms.papers import read_components
from onestop.cases.forms.registration import RegistrationForm
from onestop.cases.models import Guidance
from onestop.cases.queries.payment import fees_of
from onestop.cases.rules.guidance import GuidanceEntry, GuidanceKind
from onestop.cases.rules.reception import ReturnMethod
from onestop.cases.views.counter import LABELS, Ways, form_page, take_form
from onestop.cases.views.guidance import begun_page, given_form, kind_called
from onestop.db import db, transaction
from onestop.errors import SaidNo
from onestop.post.models import Filing
from onestop.post.operations import filing as operations
from onestop.post.queries import answers
from onestop.post.queries import incoming as found
from onestop.post.rules.consignment import normal_label
from onestop.post.rules.incoming import DossierState, require_registrable
from onestop.post.views.blueprint import blueprint
from onestop.procedures import queries as procedures
from onestop.procedures.rules import Channel, Version
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.filters import local

FOUND = 30


@blueprint.get("/incoming/<int:number>")
@requires(Permission.REGISTER_CASES)
def dossier(number: int) -> str:
    """Where a dossier from the post is, what was collected for it, and what can be done."""
    session, one = db.session(), _dossier(number)
    earlier, consignment = found.joined(session, number), one.consignment
    case = consignment.case
    return render_template(
        "post/dossier.html",
        one=one,
        earlier=earlier,
        collected=sum(each.consignment.to_collect for each in (one, *earlier)),
        fees=fees_of(session, case) if case else None,
        record=found.record_of(session, one),
        letters=answers.carried(session, one.guidance_id) if one.guidance_id else (),
        alike=found.asked_alike(session, consignment)
        if consignment.state == DossierState.RECEIVED
        else (),
    )


@blueprint.get("/incoming/<int:number>/procedure")
@requires(Permission.REGISTER_CASES)
def choose_procedure(number: int) -> str:
    """Choosing the procedure of a dossier, by part of its name or its code."""
    one, text = _dossier(number), request.args.get("q", "")[:200]
    agency_id, day = current_actor().agency_id, clock.today()
    rows = procedures.search(db.session(), agency_id, text, day=day, limit=FOUND)
    return render_template("post/procedure.html", one=one, text=text, rows=rows)


@blueprint.get("/incoming/<int:number>/register/<code>")
@requires(Permission.REGISTER_CASES)
def begin_registration(number: int, code: str) -> str:
    """The counter's form, begun with the sender, or with what was entered when papers lacked."""
    one = _dossier(number)
    require_registrable(DossierState(one.consignment.state), one.consignment.item_code)
    version = _version(one, code)
    typed = _typed_before(one, version)
    form = RegistrationForm(formdata=MultiDict(typed) if typed else None)
    form.offer(version, LABELS, by_post=True)
    form.submission_key.data = uuid4().hex
    if not typed:
        _begin_with_sender(form, one, version)
    return form_page(
        version, form, read_components(version.components, typed), [], _ways(one, version)
    )


@blueprint.post("/incoming/<int:number>/register/<code>")
@requires(Permission.REGISTER_CASES)
def register(number: int, code: str) -> Response | tuple[str, int] | str:
    """Registers the dossier; its clock runs from the hand-over record."""
    one, actor = _dossier(number), current_actor()
    version = _version(one, code)
    return take_form(
        version,
        lambda session, entry, at: operations.register(session, number, entry, by=actor, at=at),
        _ways(one, version),
        registered=url_for("post.dossier", number=number),
    )


@blueprint.post("/incoming/<int:number>/answer/<code>/<kind>")
@requires(Permission.REGISTER_CASES)
def begin_answer(number: int, code: str, kind: str) -> str:
    """The form as far as it was filled, turned into what is to be said to the sender."""
    one, chosen = _dossier(number), kind_called(kind)
    return begun_page(
        _version(one, code),
        chosen,
        _answer_to(number, code, chosen),
        address=one.consignment.sender_address,
    )


@blueprint.post("/incoming/<int:number>/answered/<code>/<kind>")
@requires(Permission.REGISTER_CASES)
def answer(number: int, code: str, kind: str) -> Response | tuple[str, int] | str:
    """Issues the paper that goes to the sender by post, and keeps the dossier in its list."""
    one, chosen, actor = _dossier(number), kind_called(kind), current_actor()

    def say_it(session: Session, entry: GuidanceEntry, at: datetime) -> Guidance:
        return operations.answer(session, number, entry, by=actor, at=at)

    return given_form(_version(one, code), chosen, say_it, _answer_to(number, code, chosen))


@blueprint.post("/incoming/<int:number>/join")
@requires(Permission.REGISTER_CASES)
def join(number: int) -> Response:
    """Lays an earlier dossier, whose papers this one brings, to this one."""
    code, actor = normal_label(request.form.get("earlier", "")[:60]), current_actor()
    try:
        earlier_id = found.asked_called(db.session(), actor.agency_id, code)
        with transaction() as session:
            operations.join(session, number, earlier_id, by=actor, at=clock.now())
    except SaidNo as refusal:
        flash(say(refusal), "danger")
    else:
        flash(_("%(code)s lies with this dossier now; register them together.", code=code))
    return redirect(url_for("post.dossier", number=number), 303)


def _dossier(number: int) -> Filing:
    return found.dossier(db.session(), current_actor(), number)


def _version(one: Filing, code: str) -> Version:
    """The version in force on the day of filing, of which the rights are (C2)."""
    agency_id = current_actor().agency_id
    day = local(one.filed_at).date() if one.filed_at else clock.today()
    return procedures.in_force(db.session(), agency_id, code, day=day)


def _ways(one: Filing, version: Version) -> Ways:
    """Where the form leads: what cannot be filed by post is only answered (P1)."""
    number, received = one.consignment_id, one.consignment.state == DossierState.RECEIVED
    guide = {
        each: url_for("post.begin_answer", number=number, code=version.code, kind=each.value)
        for each in GuidanceKind
        if received
    }
    choose = url_for("post.choose_procedure", number=number)
    return Ways(
        choose,
        guide,
        above="post/_dossier.html",
        shown=one,
        by_post=True,
        registrable=not received or Channel.POST in version.channels,
    )


def _answer_to(number: int, code: str, kind: GuidanceKind) -> str:
    return url_for("post.answer", number=number, code=code, kind=kind.value)


def _typed_before(one: Filing, version: Version) -> dict[str, str]:
    """What the form held when its sender was asked for papers; nothing for another procedure."""
    answered = (one, *found.joined(db.session(), one.consignment_id))
    given = [each.guidance for each in answered if each.guidance is not None]
    same = [each for each in given if each.procedure_id == version.procedure_id]
    return dict(same[-1].typed) if same else {}


def _begin_with_sender(form: RegistrationForm, one: Filing, version: Version) -> None:
    sent = one.consignment
    place = addresses.locate(sent.sender_address)
    form.kind.data, form.name.data, form.phone.data = "person", sent.sender_name, sent.sender_phone
    form.province_code.data = place.province.code if place.province else ""
    form.ward.data, form.street.data = place.ward.name if place.ward else "", place.street
    form.return_address.data = sent.sender_address
    if Channel.POST in version.channels:
        form.channel.data = Channel.POST.value
    if not version.presence_required:
        form.return_method.data = ReturnMethod.POST.value
    if version.variants:
        form.variant.data = version.variants[0].key
