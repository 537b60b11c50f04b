"""The counter: choosing a procedure, taking an application, printing its receipt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import uuid4

from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts import queries as accounts
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.calendars.wording import term_in_words
from onestop.cases import addresses, labels
from onestop.cases.forms.papers import read_components
from onestop.cases.forms.registration import ReceptionForm, RegistrationForm
from onestop.cases.operations import registration
from onestop.cases.operations.registration import Registered, RegisteredMeanwhile
from onestop.cases.queries import one_case, papers, payment, sitting
from onestop.cases.rules import identity
from onestop.cases.rules.guidance import GuidanceKind
from onestop.cases.rules.paper import ON_WISH, PaperKind
from onestop.cases.rules.reception import ComponentsMissing, ReceivedComponent, Registration
from onestop.cases.rules.sitting import MOST_TOGETHER
from onestop.cases.views.blueprint import blueprint
from onestop.db import db, transaction
from onestop.errors import Refused
from onestop.notices import labels as notice_labels
from onestop.procedures import combined
from onestop.procedures import labels as procedure_labels
from onestop.procedures import queries as procedures
from onestop.procedures.rules import Version
from onestop.web import resume
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.language import chosen

Faults = list[tuple[str, str]]
Came = TypeVar("Came")
Register = Callable[[Session, Registration, datetime], Registered]
LABELS = {**labels.LABELS, **procedure_labels.LABELS, **notice_labels.LABELS}


@dataclass(frozen=True)
class Ways:
    """Where the form leads besides registering: another procedure, guidance; what stands above."""

    choose: str
    guide: Mapping[GuidanceKind, str]
    above: str = ""
    """The template of what stands above the form."""
    shown: object = None
    """What that template shows."""
    by_post: bool = False
    """Whether it is a dossier that the post brought."""
    registrable: bool = True
    """Whether it may be registered; else the form only leads to what is said to the sender."""


@blueprint.get("/new")
@requires(Permission.REGISTER_CASES)
def choose() -> str:
    """Choosing a procedure by part of its name, marks or none, or by its code."""
    text = request.args.get("q", "")[:200]
    session, agency_id, day = db.session(), current_actor().agency_id, clock.today()
    found = procedures.search(session, agency_id, text, day=day, limit=30)
    joined = combined.search(session, agency_id, text)
    if "fragment" in request.args:
        return render_template("cases/new/_found.html", found=found, joined=joined)
    codes = request.args.getlist("code")[: MOST_TOGETHER + 1]
    known = combined.in_force_among(session, agency_id, codes, day=day)
    return render_template(
        "cases/new/choose.html",
        text=text,
        found=found,
        joined=joined,
        ticked=[known[code] for code in codes if code in known],
    )


@blueprint.get("/new/<code>")
@requires(Permission.REGISTER_CASES)
def new(code: str) -> str:
    """The empty form of a procedure."""
    version = _version(code)
    form = RegistrationForm(formdata=None, submission_key=uuid4().hex, kind="person")
    form.offer(version, LABELS)
    at_home(form)
    if version.variants:
        form.variant.data = version.variants[0].key
    return form_page(version, form, {}, [], _ways(code))


@blueprint.post("/new/<code>")
@requires(Permission.REGISTER_CASES)
def take(code: str) -> Response | tuple[str, int] | str:
    """Registers the application; whatever is missing is said, and nothing typed is lost."""
    actor = current_actor()
    return take_form(
        _version(code),
        lambda session, entry, at: registration.register(session, entry, by=actor, at=at),
        _ways(code),
    )


def take_form(
    version: Version, register: Register, ways: Ways, *, registered: str = ""
) -> Response | tuple[str, int] | str:
    """What the counter's form leads to: the case, or the form again with what is to be mended.

    The case is shown at the address `registered`, or on the counter's own page.
    """
    form = RegistrationForm()
    form.offer(version, LABELS, by_post=ways.by_post)
    received = read_components(version.components, request.form)
    if resume.is_resumed():
        return form_page(version, form, received, [], ways)
    if form.scan.data:
        return form_page(version, form, received, fill_from_card(form, form.scan.data), ways)
    if not form.validate():
        faults = [(field.id, str(field.errors[0])) for field in form if field.errors]
        return form_page(version, form, received, faults, ways), 422
    entry = form.registration(version, received)
    try:
        came = once(lambda session, at: register(session, entry, at))
    except ComponentsMissing as refusal:
        faults = [
            (f"originals-{paper.id}", _("Missing: %(paper)s", paper=paper.name))
            for paper in refusal.missing
        ]
        return form_page(version, form, received, faults, ways), 422
    except Refused as refusal:
        return form_page(version, form, received, [("", say(refusal))], ways), 422
    return redirect(registered or url_for("cases.registered", code=came.code), 303)


@blueprint.post("/identity-card")
@requires(Permission.REGISTER_CASES)
def identity_card() -> tuple[Response, int]:
    """What a scanned identity card says, for the fields of the form."""
    try:
        card = identity.read_card(request.form.get("scan", "")[:1000])
    except Refused as refusal:
        return jsonify(error=say(refusal)), 422
    fields = _card_fields(card)
    told = _("The card is read: compare it with the person.")
    if not fields["ward"]:
        told = _("The card is read; its address is not of today's list: choose province and ward.")
    return jsonify(fields=fields, told=told), 200


@blueprint.get("/wards/<province_code>")
@requires(Permission.REGISTER_CASES)
def wards(province_code: str) -> Response:
    """The wards of a province, for the list of the form."""
    return jsonify([place.name for place in addresses.wards(province_code)])


@blueprint.get("/<code>/registered")
@requires(Permission.REGISTER_CASES)
def registered(code: str) -> str:
    """What came of a registration: the code, the promised moment and why, the receipt to print."""
    case = one_case.own_case_for(db.session(), current_actor(), code)
    sisters = sitting.together_for(db.session(), current_actor(), case.sitting_id)
    page = "cases/new/registered_together.html" if sisters else "cases/new/registered.html"
    receipt = papers.newest(db.session(), case, PaperKind.RECEIPT, PaperKind.SITTING_RECEIPT)
    return render_template(
        page,
        case=case,
        sisters=sisters,
        receipt=receipt,
        on_wish=ON_WISH,
        fees=payment.fees_of(db.session(), case),
        unpaid=payment.unpaid(db.session(), [each.code for each in sisters]),
    )


def _version(code: str) -> Version:
    day = clock.today()
    return procedures.in_force(db.session(), current_actor().agency_id, code, day=day)


def once(register: Callable[[Session, datetime], Came]) -> Came:
    """Registers once; the same form sent twice at the same moment gives the same again."""
    try:
        with transaction() as writing:
            return register(writing, clock.now())
    except RegisteredMeanwhile:
        with transaction() as writing:
            return register(writing, clock.now())


def at_home(form: ReceptionForm) -> None:
    """Begins with the agency's own province and ward: most people live there."""
    agency = accounts.agency(db.session(), current_actor().agency_id)
    form.province_code.data = agency.province_code
    form.ward.data = _ward_name(agency.province_code, agency.ward_code)


def fill_from_card(form: ReceptionForm, scanned: str) -> Faults:
    """Fills the form with what the card says; what is wrong with the card otherwise."""
    form.scan.data = ""
    try:
        fields = _card_fields(identity.read_card(scanned))
    except Refused as refusal:
        return [("scan", say(refusal))]
    for name, value in fields.items():
        form[name].data = value
    return []


def _card_fields(card: identity.IdentityCard) -> dict[str, str]:
    """A card as the fields of the form; an address that is not recognised stays whole."""
    place = addresses.locate(card.address)
    return {
        "kind": "person",
        "name": card.name,
        "identity_number": card.number,
        "birth": f"{card.birth_on:%d/%m/%Y}",
        "sex": card.sex,
        "province_code": place.province.code if place.province else "",
        "ward": place.ward.name if place.ward else "",
        "street": place.street,
    }


def _ward_name(province_code: str, ward_code: str) -> str:
    found = (place.name for place in addresses.wards(province_code) if place.code == ward_code)
    return next(found, "")


def _ways(code: str) -> Ways:
    guide = {
        each: url_for("cases.begin_guidance", code=code, kind=each.value) for each in GuidanceKind
    }
    return Ways(url_for("cases.choose"), guide)


def form_page(
    version: Version,
    form: RegistrationForm,
    received: dict[int, ReceivedComponent],
    faults: Faults,
    ways: Ways,
) -> str:
    """The counter's form as far as it is filled, with what is to be mended."""
    language = chosen()
    terms = [(each, term_in_words(each.term, language)) for each in version.terms]
    return render_template(
        "cases/new/form.html",
        version=version,
        form=form,
        received=received,
        nothing=ReceivedComponent(),
        faults=faults,
        wrong={place for place, _sentence in faults},
        terms=terms,
        wards=addresses.wards(form.province_code.data or ""),
        ways=ways,
    )
