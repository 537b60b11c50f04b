"""Taking back that a result was delivered by post."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.cases.forms.basic import ReasonForm
from onestop.cases.queries import one_case
from onestop.db import db, transaction
from onestop.errors import Refused, Stale
from onestop.post.operations import denying
from onestop.post.queries.denying import delivered_last
from onestop.post.rules.consignment import ConsignmentState
from onestop.post.views.blueprint import blueprint
from onestop.web import resume
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.filters import label


@blueprint.route("/delivered/<code>", methods=["GET", "POST"])
@requires(Permission.REOPEN_CASES)
def deny_delivery(code: str) -> str | Response | tuple[str, int]:
    """What was heard of the delivery, and by whom; a leader takes it back with a reason."""
    form, actor = ReasonForm(), current_actor()
    case = one_case.own_case_for(db.session(), actor, code)
    if not form.is_submitted() or resume.is_resumed():
        form.seen.data = str(case.version)
        return _page(code, form)
    if not form.validate():
        return _page(code, form), 422
    try:
        with transaction() as session:
            one = denying.deny_delivery(
                session,
                code,
                seen=form.seen_version(),
                by=actor,
                at=clock.now(),
                reason=form.reason.data or "",
            )
            state = ConsignmentState(one.state)
    except (Refused, Stale) as refusal:
        return _page(code, form, refusal=say(refusal)), 409
    if state is ConsignmentState.POSTED:
        flash(_("Taken back: the result is with the post, and its carrier is waited for."))
    else:
        said = label(state)
        flash(_("Taken back; what the carrier told meanwhile holds now: %(state)s.", state=said))
    return redirect(url_for("cases.show", code=case.code), 303)


def _page(code: str, form: ReasonForm, *, refusal: str = "") -> str:
    one, event = delivered_last(db.session(), current_actor().agency_id, code)
    return render_template("post/denying.html", one=one, event=event, form=form, refusal=refusal)
