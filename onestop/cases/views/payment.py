"""The pages of fees and charges: collecting them, one payment, and what undoes it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.cases import labels
from onestop.cases.forms.payment import (
    PaymentForm,
    ReversalForm,
    TypedLine,
    begun,
    faults_in,
    read_rows,
)
from onestop.cases.models import Case, Payment
from onestop.cases.operations import payment as operations
from onestop.cases.queries import one_case
from onestop.cases.queries import payment as queries
from onestop.cases.rules.lifecycle import Act
from onestop.cases.rules.payment import PaymentMethod, ReversalKind
from onestop.cases.views.blueprint import blueprint
from onestop.db import db, transaction
from onestop.errors import N_, NotPermitted, Refused
from onestop.printing.amount import in_words
from onestop.web import resume
from onestop.web.access import requires
from onestop.web.errors import say

Faults = list[tuple[str, str]]


@blueprint.get("/<code>/fees")
@requires(Permission.REGISTER_CASES)
def fees(code: str) -> str:
    """What is owed for a case, to be ticked, counted or exempted."""
    case = _case(code)
    if Act.COLLECT_FEES not in one_case.money_acts_open_to(db.session(), case, current_actor()):
        raise NotPermitted(N_("This act is not open to you with this case, as it now stands."))
    form = _form(PaymentForm(formdata=None, seen=str(case.version)))
    form.payer_name.data = case.submitter_name or case.applicant.name
    if request.args.get("method") in list(PaymentMethod):
        form.method.data = request.args["method"]
        form.reference.data = request.args.get("reference", "")[:100]
    return _page(case, form, begun(queries.fees_of(db.session(), case).collectable), [])


@blueprint.post("/<code>/fees")
@requires(Permission.REGISTER_CASES)
def collect(code: str) -> Response | tuple[str, int] | str:
    """Takes the payment once, and leads to its receipt."""
    case, form = _case(code), _form(PaymentForm())
    rows = read_rows(queries.fees_of(db.session(), case).collectable, request.form)
    if resume.is_resumed():
        return _page(case, form, rows, [])
    faults = list(faults_in(rows))
    if not form.validate() or faults:
        faults += [(field.id, str(field.errors[0])) for field in form if field.errors]
        return _page(case, form, rows, faults), 422
    try:
        with transaction() as writing:
            paid = operations.collect(
                writing,
                case.code,
                seen=form.seen_version(),
                by=current_actor(),
                at=clock.now(),
                entry=form.entry(rows),
            )
            payment_id = paid.id
    except Refused as refusal:
        return _page(_case(code), form, rows, [("", say(refusal))]), 409
    return redirect(url_for("cases.payment", code=case.code, payment_id=payment_id), 303)


@blueprint.get("/<code>/payments/<int:payment_id>")
@requires(Permission.SEE_UNIT_CASES)
def payment(code: str, payment_id: int) -> str:
    """One payment with its lines, its receipt to print, and what became of it."""
    case = _case(code)
    paid = queries.payment_of(db.session(), case.id, payment_id)
    return render_template(
        "cases/payment.html",
        case=case,
        payment=paid,
        words=in_words(paid.total),
        paper=queries.receipt_of(db.session(), paid),
        acts=one_case.money_acts_open_to(db.session(), case, current_actor()),
    )


@blueprint.get("/<code>/payments/<int:payment_id>/reversal")
@requires(Permission.REGISTER_CASES)
def ask_reversal(code: str, payment_id: int) -> str:
    """Asks whether the receipt was wrong or the money is given back, and why."""
    case = _case(code)
    paid = queries.payment_of(db.session(), case.id, payment_id)
    form = _offer_kinds(ReversalForm(formdata=None, seen=str(case.version)), paid)
    return _reversal_page(case, paid, form)


@blueprint.post("/<code>/payments/<int:payment_id>/reversal")
@requires(Permission.REGISTER_CASES)
def reverse(code: str, payment_id: int) -> Response | tuple[str, int] | str:
    """Enters it once; the payment itself stays as it was."""
    case = _case(code)
    paid = queries.payment_of(db.session(), case.id, payment_id)
    form = _offer_kinds(ReversalForm(), paid)
    if resume.is_resumed():
        return _reversal_page(case, paid, form)
    if not form.validate():
        return _reversal_page(case, paid, form), 422
    try:
        with transaction() as writing:
            operations.reverse(
                writing,
                case.code,
                payment_id=payment_id,
                seen=form.seen_version(),
                by=current_actor(),
                at=clock.now(),
                **form.arguments(),
            )
    except Refused as refusal:
        again = queries.payment_of(db.session(), case.id, payment_id)
        return _reversal_page(_case(code), again, form, refusal=say(refusal)), 409
    flash(_("Receipt %(number)s counts no more.", number=paid.receipt_number))
    return redirect(url_for("cases.show", code=code), 303)


def _case(code: str) -> Case:
    return one_case.own_case_for(db.session(), current_actor(), code)


def _form(form: PaymentForm) -> PaymentForm:
    words = labels.LABELS[PaymentMethod]
    form.method.choices = [SelectChoice(each.value, words[each]) for each in PaymentMethod]
    return form


def _offer_kinds(form: ReversalForm, paid: Payment) -> ReversalForm:
    words = {
        ReversalKind.CANCELLATION: _("The receipt is wrong: its fees are owed again"),
        ReversalKind.REFUND: _("The money is given back: nothing is owed for it"),
    }
    form.kind.choices = [
        SelectChoice(kind.value, told)
        for kind, told in words.items()
        if paid.total or kind is ReversalKind.CANCELLATION
    ]
    return form


def _page(case: Case, form: PaymentForm, rows: tuple[TypedLine, ...], faults: Faults) -> str:
    wrong = {place for place, _sentence in faults}
    return render_template(
        "cases/collect.html", case=case, form=form, rows=rows, faults=faults, wrong=wrong
    )


def _reversal_page(case: Case, paid: Payment, form: ReversalForm, *, refusal: str = "") -> str:
    return render_template(
        "cases/reversal.html", case=case, payment=paid, form=form, refusal=refusal
    )
