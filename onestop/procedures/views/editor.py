"""What the editor's page shows: the fields, the faults beside them, the picture, a dry run."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext as _

from onestop.accounts import queries as accounts
from onestop.db import db
from onestop.errors import Refused
from onestop.procedures import drafts as drafted
from onestop.procedures import rules
from onestop.procedures.drawing import draw
from onestop.procedures.forms import draft as forms
from onestop.procedures.models import ProcedureDraft
from onestop.procedures.operations.publishing import as_if_published
from onestop.procedures.rules import Fault
from onestop.procedures.rules.drafting import RowAct, Tables, differing
from onestop.procedures.views.choices import choices
from onestop.procedures.views.trying import dry_run, time_of
from onestop.web.errors import say
from onestop.web.language import chosen


def editor_page(
    draft: ProcedureDraft, content: Tables, *, refusal: str = "", collided: bool = False
) -> str:
    """The page of a draft with the content as typed; `collided`: somebody else has saved first."""
    session, agency_id = db.session(), draft.agency_id
    unit_ids = accounts.units_by_key(session, agency_id)
    names = dict(accounts.units_to_ask(session, agency_id))
    procedure, faults = drafted.checked(content, frozenset(unit_ids))
    steps, language = drafted.sketched(content, unit_ids), chosen()
    hours = rules.longest_way(steps)
    tried = None
    if procedure is not None and not rules.blocking(faults):
        version = as_if_published(agency_id, procedure, unit_ids)
        tried = dry_run(version, agency_id)
        hours = rules.longest_way(version.steps_for(tried.variant))
    return render_template(
        "procedures/editor.html",
        draft=draft,
        content=content,
        refusal=refusal,
        collided=collided,
        differs=_differing(content, draft.content) if collided else (),
        head=forms.HEAD,
        supplement=forms.SUPPLEMENT,
        sections=forms.SECTIONS,
        choices=choices(content, {key: names[unit] for key, unit in unit_ids.items()}),
        term_parts=forms.term_parts,
        day_typed=forms.day_typed,
        wrong={_id(each): sentence(each) for each in reversed(faults)},
        told=[(_id(each), placed(each), each.warning) for each in faults],
        drawn=draw(steps, names, {each.position: time_of(each, language) for each in steps}),
        hours=f"{hours.normalize():f}" if hours is not None else "",
        dry_run=tried,
        units=names,
    )


def _differing(mine: Tables, theirs: Tables) -> list[str]:
    """What two drafts say differently, as the page calls it."""
    titles = {each.name: each.title for each in forms.SECTIONS}
    titles |= {each.name: each.label for each in forms.HEAD}
    return [str(titles.get(name, _("Supplement"))) for name in differing(mine, theirs)]


def sentence(fault: Fault) -> str:
    """A fault in the reader's language."""
    return say(Refused(fault.sentence, **fault.values))


def place_of(content: Tables, act: RowAct, table: str, number: int) -> str:
    """Where on the page the work goes on after an act on a row."""
    shift = {RowAct.ADD: 1, RowAct.UP: -1, RowAct.DOWN: 1, RowAct.REMOVE: -1}[act]
    row = min(max(number + shift, 1), len(content[table]))
    return f"{table}-{row}" if row else table


def _id(fault: Fault) -> str:
    """The field that a fault is about, as the page calls it; the section for a whole table."""
    place = [fault.table, str(fault.row or ""), fault.column]
    named = "-".join(filter(None, place))
    if fault.table in {each.name for each in forms.SECTIONS} and not fault.row:
        return fault.table
    return named


def placed(fault: Fault) -> str:
    """A fault with its place in words: “Bước 3: …”."""
    words = {each.name: each.row for each in forms.SECTIONS}
    if fault.table in words and fault.row:
        where = f"{words[fault.table]} {fault.row}"
    else:
        labels = {each.name: each.label for each in (*forms.HEAD, *forms.SUPPLEMENT)}
        titles = {each.name: each.title for each in forms.SECTIONS}
        where = str(titles.get(fault.table) or labels.get(fault.column) or fault.place)
    return f"{where}: {sentence(fault)}"
