"""Writing a version: begun, changed by one at a time, checked, published, thrown away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from onestop.accounts.queries import units_by_key
from onestop.accounts.rules import Role
from onestop.db import db, transaction
from onestop.errors import NotFound, NotPermitted, Refused
from onestop.procedures import drafts as drafted
from onestop.procedures import queries
from onestop.procedures.models import ProcedureDraft
from onestop.procedures.operations import drafts
from onestop.procedures.operations.drafts import DraftChanged
from onestop.procedures.operations.publishing import as_if_published
from onestop.procedures.stored import newest
from tests.cases.makers import CODE, MONDAY, PROCEDURE, a_case, a_small_office, an_actor

TODAY = MONDAY.date()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def office(app):
    return a_small_office()


@pytest.fixture
def editor(office):
    return an_actor(office, "quantri", Role.ADMINISTRATOR, "counter")


def changing(editor) -> ProcedureDraft:
    with transaction() as session:
        return drafts.change(session, CODE, by=editor, at=MONDAY, tomorrow=TOMORROW)


def save(editor, draft, *, seen=None, **changes):
    with transaction() as session:
        return drafts.save(
            session,
            draft.id,
            {**draft.content, **changes},
            seen=draft.version if seen is None else seen,
            by=editor,
            at=MONDAY,
        )


def publish(editor, draft, *, today=TODAY):
    with transaction() as session:
        return drafts.publish_draft(
            session, draft.id, seen=draft.version, by=editor, at=MONDAY, today=today
        ).id


def check(office, content):
    return drafted.checked(content, frozenset(units_by_key(db.session(), office.agency_id)))


def test_the_next_version_begins_as_the_one_in_force_from_tomorrow_on(office, editor):
    draft = changing(editor)
    content, faults = check(office, draft.content)
    assert content == replace(PROCEDURE, valid_from_on=TOMORROW)
    assert faults == ()
    assert changing(editor).id == draft.id, "one draft for each procedure"


def test_only_an_editor_writes(office):
    for act in (
        lambda session: drafts.change(session, CODE, by=office.clerk, at=MONDAY, tomorrow=TOMORROW),
        lambda session: drafts.discard(session, 1, seen=1, by=office.leader),
    ):
        with pytest.raises(NotPermitted), transaction() as session:
            act(session)


def test_a_published_draft_is_in_force_from_its_day_and_gone(office, editor):
    code = a_case(office).code
    draft = changing(editor)
    draft = save(editor, draft, decision="7/QĐ", valid_from_on=TOMORROW.isoformat())
    publish(editor, draft)
    session = db.session()
    assert queries.in_force(session, office.agency_id, CODE, day=TODAY).decision == "163/QĐ-BTP"
    assert queries.in_force(session, office.agency_id, CODE, day=TOMORROW).decision == "7/QĐ"
    assert session.scalars(select(ProcedureDraft)).all() == []
    newer, older = queries.versions_of(session, office.agency_id, CODE)
    assert (older.valid_to_on, newer.published_by_id) == (TODAY, editor.official_id)
    assert code


def test_of_two_who_write_at_once_the_second_is_told(office, editor):
    draft = changing(editor)
    seen = draft.version
    save(editor, draft, decision="mine")
    with pytest.raises(DraftChanged):
        save(editor, draft, seen=seen, decision="yours")
    with pytest.raises(DraftChanged), transaction() as session:
        drafts.discard(session, draft.id, seen=seen, by=editor)
    kept = drafted.draft(db.session(), editor, draft.id)
    assert (kept.content["decision"], kept.version) == ("mine", seen + 1)


def test_saving_what_is_there_raises_no_version(office, editor):
    draft = changing(editor)
    assert save(editor, draft).version == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "says what the one in force says"),
        ({"decision": "7/QĐ", "valid_from_on": "2025-07-01"}, "choose a later day"),
        ({"decision": "7/QĐ", "valid_from_on": "2026-11-15"}, "today or later"),
        ({"decision": "7/QĐ", "steps": []}, "cannot work yet"),
        ({"name": ""}, "cannot work yet"),
    ],
)
def test_a_version_that_cannot_be_published_says_why_and_stays(office, editor, changes, sentence):
    draft = save(editor, changing(editor), **changes)
    with pytest.raises(Refused, match=sentence):
        publish(editor, draft)
    assert drafted.draft(db.session(), editor, draft.id)
    assert len(queries.versions_of(db.session(), office.agency_id, CODE)) == 1


def test_a_new_procedure_begins_with_a_reception_and_a_return(office, editor):
    with transaction() as session:
        draft = drafts.begin(
            session, "9.1", name="Mới", unit="counter", by=editor, at=MONDAY, today=TODAY
        )
    content, faults = check(office, draft.content)
    assert content is None
    assert {each.place for each in faults} == {
        "field",
        "results",
        "terms[1].term",
        "steps.ends_settlement",
    }
    for taken in ("9.1", CODE):
        with pytest.raises(Refused), transaction() as session:
            drafts.begin(
                session, taken, name="Mới", unit="counter", by=editor, at=MONDAY, today=TODAY
            )


def test_every_fault_of_tables_and_route_is_told_at_once(office, editor):
    draft = changing(editor)
    steps = [dict(each) for each in draft.content["steps"]]
    steps[1]["unit"], steps[2]["allotted"], steps[3]["ends_settlement"] = "moon", "8", False
    content, faults = check(
        office, {**draft.content, "steps": steps, "valid_from_on": "31/02/2026"}
    )
    assert content is None
    assert {each.place for each in faults} == {
        "valid_from_on",
        "steps[2].unit",
        "steps[3].allotted",
        "steps.ends_settlement",
    }


def test_a_sum_over_the_term_is_a_warning_and_can_be_published(office, editor):
    steps = [dict(each) for each in changing(editor).content["steps"]]
    steps[2]["allotted"] = "9 working days"
    draft = save(editor, changing(editor), steps=steps)
    _, faults = check(office, draft.content)
    assert [(each.place, each.warning) for each in faults] == [("terms[1]", True)]
    assert publish(editor, draft)


def test_a_draft_that_is_thrown_away_leaves_the_catalogue_as_it_was(office, editor):
    draft = changing(editor)
    with transaction() as session:
        drafts.discard(session, draft.id, seen=draft.version, by=editor)
    with pytest.raises(NotFound):
        drafted.draft(db.session(), editor, draft.id)
    assert newest(db.session(), office.agency_id)[CODE] == PROCEDURE


def test_an_unpublished_version_has_the_values_that_it_would_have_published(office):
    unit_ids = units_by_key(db.session(), office.agency_id)
    tried = as_if_published(office.agency_id, PROCEDURE, unit_ids)
    there = office.version
    assert (tried.steps, tried.terms, tried.fees) == (there.steps, there.terms, there.fees)
    assert [each.name for each in tried.components] == [each.name for each in there.components]


def test_a_draft_can_be_drawn_however_little_is_right(office, editor):
    steps = [
        {**each, "unit": "moon", "kind": "dance", "allotted": "soon", "beside": 9, "joins": 1,
         "branch": "x" if number % 2 else ""}
        for number, each in enumerate(changing(editor).content["steps"])
    ]  # fmt: skip
    sketched = drafted.sketched({"steps": steps}, {"counter": 1})
    assert [each.unit_id for each in sketched] == [0] * len(steps)
