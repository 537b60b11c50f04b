"""Guidance at the counter: said, printed, kept, and taken up again when the person comes back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.cases import addresses
from onestop.cases.forms.guidance import GuidanceForm
from onestop.cases.forms.papers import read_components
from onestop.cases.models import Guidance
from onestop.cases.operations import guidance as operations
from onestop.cases.queries import guidance as queries
from onestop.cases.rules.guidance import GuidanceEntry, GuidanceKind
from onestop.cases.rules.reception import missing_components
from onestop.cases.views.blueprint import blueprint
from onestop.db import db, transaction
from onestop.errors import N_, NotFound, Refused
from onestop.procedures import queries as procedures
from onestop.procedures.rules import Version
from onestop.web import resume
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.numbers import number_asked

_LEFT_BEHIND = ("csrf_token", "scan", resume.RESUMED)

Guide = Callable[[Session, GuidanceEntry, datetime], Guidance]


@blueprint.post("/new/<code>/guide/<kind>")
@requires(Permission.REGISTER_CASES)
def begin_guidance(code: str, kind: str) -> str:
    """The counter's form as far as it was filled, turned into what is to be said."""
    chosen = kind_called(kind)
    return begun_page(_version(code), chosen, _action(code, chosen))


def begun_page(version: Version, chosen: GuidanceKind, action: str, *, address: str = "") -> str:
    """What is to be said, begun from the counter's form; `address` where the form has none."""
    form = GuidanceForm(formdata=None)
    typed = {name: text for name, text in request.form.items() if name not in _LEFT_BEHIND}
    form.typed.data = json.dumps(typed, ensure_ascii=False)
    form.name.data = typed.get("name", "")
    form.identity_number.data = typed.get("identity_number", "")
    form.phone.data = typed.get("phone", "")
    form.email.data = typed.get("email", "")
    form.address.data = _address(typed) or address
    received = read_components(version.components, request.form)
    asked = version.components_for(typed.get("variant", ""))
    form.requirements.data = "\n".join(each.name for each in missing_components(asked, received))
    if form.requirements.data and chosen is GuidanceKind.SUPPLEMENT:
        form.reason.data = _("The dossier lacks papers that the procedure asks for.")
    return _page(version, chosen, form, action)


@blueprint.post("/new/<code>/guided/<kind>")
@requires(Permission.REGISTER_CASES)
def guide(code: str, kind: str) -> Response | tuple[str, int] | str:
    """Issues the paper and keeps what was said; whatever is missing is told, nothing is lost."""
    chosen, actor = kind_called(kind), current_actor()
    return given_form(
        _version(code),
        chosen,
        lambda session, entry, at: operations.guide(session, entry, by=actor, at=at),
        _action(code, chosen),
    )


def given_form(
    version: Version, chosen: GuidanceKind, guide: Guide, action: str
) -> Response | tuple[str, int] | str:
    """What the form of guidance leads to: its paper, or the form again."""
    form = GuidanceForm()
    if resume.is_resumed():
        return _page(version, chosen, form, action)
    if not form.validate():
        return _page(version, chosen, form, action), 422
    try:
        with transaction() as session:
            guidance_id = guide(session, form.entry(chosen, version), clock.now()).id
    except Refused as refusal:
        return _page(version, chosen, form, action, refusal=say(refusal)), 422
    flash(_("The guidance is kept; print its paper for the applicant."))
    return redirect(url_for("cases.one_guidance", guidance_id=guidance_id), 303)


@blueprint.get("/guidance")
@requires(Permission.REGISTER_CASES)
def all_guidance() -> str:
    """What the counter has said, newest first."""
    given = queries.given(db.session(), current_actor(), before=number_asked("before"))
    return render_template(
        "cases/guidance/list.html",
        given=given,
        today=clock.today(),
        following=given[-1].id if len(given) == queries.PAGE else None,
    )


@blueprint.get("/guidance/<int:guidance_id>")
@requires(Permission.REGISTER_CASES)
def one_guidance(guidance_id: int) -> str:
    """What was said to one applicant, its paper, and the way back to the counter's form."""
    given = queries.one(db.session(), current_actor(), guidance_id)
    return render_template(
        "cases/guidance/one.html",
        given=given,
        paper=queries.paper_of(db.session(), given),
        resumed=resume.RESUMED,
    )


def _page(
    version: Version, kind: GuidanceKind, form: GuidanceForm, action: str, *, refusal: str = ""
) -> str:
    return render_template(
        "cases/guidance/form.html",
        version=version,
        kind=kind,
        form=form,
        action=action,
        refusal=refusal,
    )


def _action(code: str, kind: GuidanceKind) -> str:
    return url_for("cases.guide", code=code, kind=kind.value)


def _version(code: str) -> Version:
    return procedures.in_force(db.session(), current_actor().agency_id, code, day=clock.today())


def kind_called(name: str) -> GuidanceKind:
    """The kind of guidance with that name; raises NotFound."""
    try:
        return GuidanceKind(name)
    except ValueError as unknown:
        raise NotFound(N_("There is no such guidance.")) from unknown


def _address(typed: dict[str, str]) -> str:
    province = addresses.province_of(typed.get("province_code", ""))
    street, ward = typed.get("street", ""), typed.get("ward", "")
    return addresses.in_one_line(street, ward, province.name if province else "")
