"""The acts: a page that asks what an act needs, and the act itself in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from onestop import clock
from onestop.accounts import queries as accounts
from onestop.accounts.rules import Permission, Role
from onestop.accounts.session import current_actor
from onestop.cases import labels
from onestop.cases.forms.acts import (
    FORMS,
    AssignForm,
    CompleteForm,
    ConsultForm,
    FinishForm,
    ForwardForm,
    HandOutForm,
    RedirectForm,
    SendBackForm,
    SettleForm,
)
from onestop.cases.forms.basic import ActForm
from onestop.cases.forms.clock import SupplementForm
from onestop.cases.models import Case, CaseStep
from onestop.cases.operations import (
    apology,
    by_post,
    coordination,
    correcting,
    ending,
    finishing,
    forwarding,
    redirecting,
    returning,
    routing,
    supplement,
    waiting,
)
from onestop.cases.queries import assignment, one_case
from onestop.cases.queries.excuse import gates_before
from onestop.cases.queries.whereabouts import (
    findings_after,
    present_step,
    sent_back_apology,
    sent_back_supplement,
    step_after,
    targets,
    waiting_apology,
)
from onestop.cases.rules.assignment import AssignmentRule
from onestop.cases.rules.lifecycle import Act
from onestop.cases.rules.reception import ReturnMethod
from onestop.cases.rules.trays import Tray
from onestop.cases.views import beginning
from onestop.cases.views.blueprint import blueprint
from onestop.cases.views.telling import unexcused
from onestop.db import db, transaction
from onestop.errors import N_, NotFound, NotPermitted, Refused
from onestop.procedures import queries as procedures
from onestop.web import resume
from onestop.web.access import requires
from onestop.web.errors import say

OPERATIONS: dict[Act, Callable[..., Case]] = {
    Act.ACCEPT: routing.accept,
    Act.DECLINE: routing.decline,
    Act.TAKE_BACK: routing.take_back,
    Act.ASSIGN: routing.assign,
    Act.COMPLETE: finishing.complete,
    Act.HAND_OVER: finishing.complete,
    Act.SEND_BACK: finishing.send_back,
    Act.FORWARD: forwarding.forward,
    Act.PROPOSE_SUPPLEMENT: supplement.propose_supplement,
    Act.REQUEST_SUPPLEMENT: supplement.request_supplement,
    Act.SEND_BACK_SUPPLEMENT: supplement.send_back_supplement,
    Act.RECEIVE_SUPPLEMENT: supplement.receive_supplement,
    Act.NOTIFY_DUTY: waiting.notify_duty,
    Act.RECEIVE_DUTY: waiting.receive_duty,
    Act.STOP: waiting.stop,
    Act.RESUME: waiting.resume,
    Act.WITHDRAW: ending.withdraw,
    Act.DRAFT_APOLOGY: apology.draft_apology,
    Act.SIGN_APOLOGY: apology.sign_apology,
    Act.SEND_BACK_APOLOGY: apology.send_back_apology,
    Act.RE_APPOINT: apology.re_appoint,
    Act.HAND_OUT: returning.hand_out,
    Act.RESTORE: by_post.restore,
    Act.REDIRECT: redirecting.redirect_result,
    Act.REOPEN: correcting.reopen,
    Act.CONTRIBUTE: coordination.contribute,
    Act.CONSULT: coordination.consult,
    Act.GIVE_OPINION: coordination.give_opinion,
}
"""Which operation does an act; finishing a step hands over where another unit comes next."""
_IN_TRAY = {Act.ACCEPT: Tray.TO_ACCEPT, Act.ASSIGN: Tray.AT_WORK}
"""The acts that one button of a tray does, and the tray to which they lead back."""


@blueprint.get("/<code>/do/<name>")
@requires(Permission.SEE_UNIT_CASES)
def ask(code: str, name: str) -> str:
    """The page that asks what the act needs."""
    act, case = _act(name), _case(code)
    if act not in one_case.acts_open_to(db.session(), case, current_actor()):
        raise NotPermitted(N_("This act is not open to you with this case, as it now stands."))
    return _page(act, case, _form(act, case, fresh=True))


@blueprint.post("/<code>/do/<name>")
@requires(Permission.SEE_UNIT_CASES)
def do(code: str, name: str) -> Response | tuple[str, int] | str:
    """Does it, once: a refusal shows the same form again, a collision what changed meanwhile."""
    act, case = _act(name), _case(code)
    form = _form(act, case, fresh=False)
    if resume.is_resumed():
        return _page(act, case, form)
    if not form.validate():
        return _page(act, case, form), 422
    try:
        with transaction() as writing:
            OPERATIONS[act](
                writing,
                case.code,
                seen=form.seen_version(),
                by=current_actor(),
                at=clock.now(),
                **form.arguments(),
            )
    except Refused as refusal:
        return _page(act, _case(code), form, refusal=say(refusal)), 409
    flash(_("Done: %(act)s, case %(code)s.", act=str(labels.LABELS[Act][act]), code=code))
    if request.form.get("from") == "tray" and act in _IN_TRAY:
        return redirect(url_for("cases.tray", part=_IN_TRAY[act].value), 303)
    return redirect(_after(act, code), 303)


def _page(act: Act, case: Case, form: ActForm, *, refusal: str = "") -> str:
    return render_template(
        "cases/act.html",
        case=case,
        act=act,
        form=form,
        refusal=refusal,
        warning="" if refusal else _warning(act, case),
        apology=waiting_apology(case),
        sent_back=_sent_back(act, case),
    )


def _sent_back(act: Act, case: Case) -> str:
    """What the counter or the head wants otherwise in the draft that is written anew."""
    if act is Act.PROPOSE_SUPPLEMENT and (proposal := sent_back_supplement(case)):
        return proposal.sent_back_reason
    if act is Act.DRAFT_APOLOGY and (draft := sent_back_apology(case)):
        return draft.sent_back_reason
    return ""


def _warning(act: Act, case: Case) -> str:
    """What the law would rather have done first: the apology before a late case is signed (L2)."""
    if act not in (Act.COMPLETE, Act.HAND_OVER):
        return ""
    gates = gates_before(db.session(), [case.code], at=clock.now())
    return unexcused(gates[case.code]) if case.code in gates else ""


def _after(act: Act, code: str) -> str:
    """Where the work goes on: at the case, or in the tray once the case has left the hands."""
    if act in (Act.HAND_OVER, Act.DECLINE, Act.FORWARD):
        return url_for("cases.tray")
    return url_for("cases.show", code=code)


def _act(name: str) -> Act:
    try:
        act = Act(name)
    except ValueError as unknown:
        raise NotFound(N_("There is no such act.")) from unknown
    if act not in OPERATIONS:
        raise NotFound(N_("There is no such act."))
    return act


def _case(code: str) -> Case:
    return one_case.case_for(db.session(), current_actor(), code)


def _form(act: Act, case: Case, *, fresh: bool) -> ActForm:
    """The act's form with the choices that the case gives; a step that settles asks the result."""
    step, kind = present_step(case), _kind(act, case)
    form: ActForm = kind(formdata=None, seen=str(case.version)) if fresh else kind()
    if isinstance(form, AssignForm | CompleteForm):
        _offer_people(form, case, leaves=act is Act.HAND_OVER)
    if isinstance(form, FinishForm) and step is not None:
        asked = findings_after(case, step)
        form.findings.choices = [SelectChoice(each, each) for each in asked]
    if isinstance(form, SendBackForm):
        form.position.choices = [
            SelectChoice(each.position, f"{each.position}. {each.name} – {each.unit.name}")
            for each in (targets(case, step) if step else ())
        ]
    if isinstance(form, ConsultForm | ForwardForm):
        _offer_units(form, case)
    if isinstance(form, HandOutForm | RedirectForm):
        _offer_ways(form, case, fresh=fresh)
    if isinstance(form, SupplementForm):
        beginning.ask_why_again(form, case)
    if fresh:
        beginning.begin(form, case, at=clock.now())
    return form


def _kind(act: Act, case: Case) -> Any:
    step = present_step(case)
    settles = act in (Act.COMPLETE, Act.HAND_OVER) and step is not None and step.ends_settlement
    return SettleForm if settles else FORMS[act]


def _offer_people(form: AssignForm | CompleteForm, case: Case, *, leaves: bool) -> None:
    people = []
    step = present_step(case)
    following = step_after(case, step) if step else None
    if case.unit_id is not None and not leaves:
        people = accounts.officials_of(db.session(), case.unit_id, day=clock.today())
    choices = [SelectChoice(each.id, f"{each.full_name} – {each.title}") for each in people]
    if isinstance(form, AssignForm):
        form.official_id.choices = choices
    elif following is None or following.unit_id == case.unit_id:
        form.next_official_id.choices = [SelectChoice(0, _nobody_named(following)), *choices]


def _nobody_named(following: CaseStep | None) -> str:
    """What becomes of the next step where nobody is named: the unit's rule gives an official's."""
    if following is not None and following.role == Role.OFFICIAL:
        setting = assignment.setting_of(db.session(), following.unit_id)
        if setting.rule is not AssignmentRule.BY_HAND:
            rule = str(labels.LABELS[AssignmentRule][setting.rule])
            return str(_("– as the unit gives its cases: %(rule)s –", rule=rule))
    return str(_("– anybody of the unit –"))


def _offer_units(form: ConsultForm | ForwardForm, case: Case) -> None:
    if isinstance(form, ForwardForm):
        counters = accounts.other_counters(db.session(), case.agency_id)
        form.unit_id.choices = [SelectChoice(unit_id, name) for unit_id, name in counters]
        return
    form.unit_ids.choices = [
        SelectChoice(unit_id, name)
        for unit_id, name in accounts.units_to_ask(db.session(), case.agency_id)
        if unit_id != case.unit_id
    ]


def _offer_ways(form: HandOutForm | RedirectForm, case: Case, *, fresh: bool) -> None:
    ways = labels.LABELS[ReturnMethod]
    presence = procedures.version(db.session(), case.version_id).presence_required
    form.method.choices = [
        SelectChoice(each.value, ways[each])
        for each in ReturnMethod
        if not (presence and each is ReturnMethod.POST)
    ]
    if not fresh:
        return
    form.method.data = case.return_method
    if isinstance(form, RedirectForm):
        form.address.data = case.return_address
        return
    form.receiver_name.data = case.submitter_name or case.applicant.name
    form.receiver_identity.data = case.submitter_identity or case.applicant.identity_number
