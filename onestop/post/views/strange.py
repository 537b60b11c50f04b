"""What does not fit, ticked off once somebody has looked into it."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.db import transaction
from onestop.post.operations import strange
from onestop.post.views.blueprint import blueprint
from onestop.web.access import requires
from onestop.web.numbers import number_asked


@blueprint.post("/strange/<int:number>/seen")
@requires(Permission.SEND_RESULTS)
def see_strange(number: int) -> Response:
    """Somebody has looked into an event that fits no item."""
    with transaction() as session:
        strange.see(session, number, by=current_actor(), at=clock.now())
    return redirect(url_for("post.show"), 303)


@blueprint.post("/consignments/<int:number>/seen")
@requires(Permission.SEND_RESULTS)
def see_contradiction(number: int) -> Response:
    """Somebody has looked into the opposite things that the page showed of an item."""
    until = number_asked("until") or 0
    with transaction() as session:
        strange.see_contradiction(session, number, until=until, by=current_actor(), at=clock.now())
    return redirect(url_for("post.show"), 303)
