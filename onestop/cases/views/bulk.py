"""One act over many cases: chosen in the tray, confirmed once, told case by case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts import queries as accounts
from onestop.accounts.queries import Colleague
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.cases.models import Case, HandoverList
from onestop.cases.operations import finishing, routing
from onestop.cases.operations.lists import list_given
from onestop.cases.queries import excuse, papers, trays
from onestop.cases.queries.trays import TrayRow
from onestop.cases.rules.lifecycle import Act
from onestop.cases.rules.trays import Tray
from onestop.cases.views.blueprint import blueprint
from onestop.cases.views.telling import unexcused
from onestop.db import db, transaction
from onestop.errors import N_, NotFound, SaidNo
from onestop.web.access import requires
from onestop.web.errors import say
from onestop.web.numbers import whole_number

MOST = 200
BY_LOAD = "by_load"
OPERATIONS: dict[Act, Callable[..., Case]] = {
    Act.ACCEPT: routing.accept,
    Act.ASSIGN: routing.assign,
    Act.HAND_OVER: finishing.complete,
    Act.TAKE_BACK: routing.take_back,
}
_OF_TRAY: dict[Tray, tuple[Act, ...]] = {
    Tray.TO_ACCEPT: (Act.ACCEPT,),
    Tray.AT_WORK: (Act.HAND_OVER, Act.ASSIGN),
    Tray.MINE: (Act.HAND_OVER,),
    Tray.GIVEN: (Act.TAKE_BACK,),
}


@dataclass(frozen=True)
class Outcome:
    """What became of a case; `refusal` says why nothing did, `warning` what the law asks for."""

    row: TrayRow
    refusal: str = ""
    warning: str = ""


def bulk_acts(part: Tray) -> tuple[Act, ...]:
    """What can be done to many cases of a tray at once."""
    return _OF_TRAY.get(part, ())


@blueprint.post("/bulk")
@requires(Permission.MOVE_CASES)
def bulk() -> str | Response | tuple[str, int]:
    """Shows what was chosen and asks once; confirmed, does it and tells the outcome of each."""
    act, seen = _act(), _chosen()
    rows = trays.by_codes(db.session(), current_actor(), tuple(seen))
    if not rows:
        flash(_("Choose at least one case first."), "warning")
        return redirect(request.referrer or url_for("cases.tray"), 303)
    taking = act is Act.ASSIGN and not current_actor().may(Permission.ASSIGN_CASES)
    people = _people(rows) if act is Act.ASSIGN and not taking else ()
    warnings = _warnings(rows) if act is Act.HAND_OVER else {}
    if "confirmed" not in request.form or (act is Act.ASSIGN and not _named(people, taking)):
        return render_template(
            "cases/bulk.html",
            act=act,
            rows=rows,
            people=people,
            taking=taking,
            seen=seen,
            warnings=warnings,
        )
    outcomes = [_do(act, row, seen[row.code], warnings.get(row.code, "")) for row in rows]
    lists: tuple[HandoverList, ...] = ()
    if act is Act.HAND_OVER:
        codes = [each.row.code for each in outcomes if not each.refusal]
        with transaction() as session:
            lists = list_given(session, codes, by=current_actor(), at=clock.now())
            lists_told = [
                (each.id, each.number, each.to_unit.name, papers.of_list(session, each).id)
                for each in lists
            ]
    else:
        lists_told = []
    return render_template("cases/outcomes.html", act=act, outcomes=outcomes, lists=lists_told)


def _do(act: Act, row: TrayRow, seen: int, warning: str) -> Outcome:
    """The act for one case, in a transaction of its own."""
    more: dict[str, Any] = {}
    operation = OPERATIONS[act]
    if act is Act.ASSIGN:
        if not current_actor().may(Permission.ASSIGN_CASES):
            more["official_id"] = current_actor().official_id
        elif request.form["official_id"] == BY_LOAD:
            operation = routing.assign_by_load
        else:
            more["official_id"] = int(request.form["official_id"])
    if act is Act.HAND_OVER:
        more["note"] = request.form.get("note", "").strip()[:1000]
    try:
        with transaction() as session:
            operation(session, row.code, seen=seen, by=current_actor(), at=clock.now(), **more)
    except SaidNo as refusal:
        return Outcome(row, say(refusal))
    return Outcome(row, warning=warning)


def _warnings(rows: tuple[TrayRow, ...]) -> dict[str, str]:
    """What the law would rather have done first: the apology before a late case is signed (L2)."""
    gates = excuse.gates_before(db.session(), [row.code for row in rows], at=clock.now())
    return {code: unexcused(gate) for code, gate in gates.items()}


def _named(people: tuple[Colleague, ...], taking: bool) -> bool:
    """Whether it has been said to whom the cases go; whoever takes them has said so."""
    official_id = request.form.get("official_id", "")
    return taking or official_id == BY_LOAD or any(str(each.id) == official_id for each in people)


def _act() -> Act:
    try:
        act = Act(request.form.get("act", ""))
    except ValueError as unknown:
        raise NotFound(N_("There is no such act.")) from unknown
    if act not in OPERATIONS:
        raise NotFound(N_("There is no such act."))
    return act


def _chosen() -> dict[str, int]:
    """The codes that were ticked, with the version of each that the person saw."""
    told = (each.rpartition(":") for each in request.form.getlist("chosen")[:MOST])
    read = ((code, whole_number(seen)) for code, _, seen in told)
    return {code: seen for code, seen in read if code and seen is not None}


def _people(rows: tuple[TrayRow, ...]) -> tuple[Colleague, ...]:
    """Those who work in the one unit in which all the chosen cases lie."""
    units = {row.unit_id for row in rows}
    if len(units) != 1:
        return ()
    (unit_id,) = units
    if unit_id is None:
        return ()
    return tuple(accounts.officials_of(db.session(), unit_id, day=clock.today()))
