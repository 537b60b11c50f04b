"""The editor in the browser's language: fields in, faults beside them, a version out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from onestop.accounts.rules import Role
from onestop.db import db
from onestop.procedures import queries
from onestop.procedures.forms.draft import SECTIONS, term_parts
from onestop.procedures.models import ProcedureDraft
from onestop.procedures.rules.drafting import BLANK
from onestop.web import resume
from tests.accounts.makers import sign_in
from tests.cases.makers import CODE, MONDAY, a_small_office, an_actor
from tests.pages import Page


@pytest.fixture
def office(app, clock):
    clock.set(MONDAY)
    return a_small_office()


@pytest.fixture
def editor(office, client):
    actor = an_actor(office, "quantri", Role.ADMINISTRATOR, "counter")
    sign_in(client, "quantri")
    return actor


@pytest.fixture
def place(editor, client) -> str:
    """The address of a draft of the office's procedure."""
    page = client.page(f"/procedures/{CODE}")
    return client.send(page, form=f"/procedures/{CODE}/draft").location


def the_draft() -> ProcedureDraft:
    return db.session().query(ProcedureDraft).one()


def test_every_column_of_a_row_can_be_typed():
    for section in SECTIONS:
        asked = {each.name for each in section.columns} | ({"key"} & set(BLANK[section.name]))
        assert asked == set(BLANK[section.name])


@pytest.mark.parametrize(
    "written", ["3 working days", "1 working day", "0.5 working hours", "2 months", "same day"]
)
def test_an_allotted_time_is_asked_for_in_two_fields(written):
    amount, unit = term_parts(written)
    assert unit
    assert f"{amount} {unit}".strip().removesuffix("s") == written.removesuffix("s")


def test_a_page_that_is_saved_untouched_changes_nothing(place, client, editor):
    before = the_draft().content
    answer = client.submit(place, form="draft")
    assert (answer.status_code, answer.location) == (303, place)
    db.session().expire_all()
    assert the_draft().content == before
    assert the_draft().version == 1


def test_what_was_typed_is_kept_and_faults_stand_beside_their_fields(place, client, editor):
    typed = {
        "name": "",
        "valid_from_on": "1/13/2026",
        "steps-3-allotted": "x<b>",
        "fees-1-amount": "tám nghìn",
    }
    client.submit(place, typed, form="draft")
    page = client.page(place)
    filled = page.filled(page.form("draft"))
    assert {name: filled[name] for name in typed} == typed
    wrong = {each.get("id") for each in page.elements if each.get("aria-invalid")}
    assert wrong == {"name", "valid_from_on", "steps-3-allotted", "fees-1-amount"}
    assert page.all("a", href="#steps-3-allotted")
    assert "Bước 3: " in page.text


def test_numbers_and_times_are_read_as_they_are_written_here(place, client):
    client.submit(place, {"fees-1-amount": "1.500.000 đ", "steps-3-allotted": "0,5"}, form="draft")
    content = the_draft().content
    assert content["fees"][0]["amount"] == 1_500_000
    assert content["steps"][2]["allotted"] == "0.5 working hours"


def test_rows_are_added_moved_and_removed_by_buttons(place, client):
    steps = len(the_draft().content["steps"])
    answer = client.submit(place, {"do": "add-steps-2"}, form="draft")
    assert answer.location == f"{place}#steps-3"
    assert the_draft().content["steps"][2] == BLANK["steps"]
    client.submit(place, {"steps-3-name": "Mới", "do": "up-steps-3"}, form="draft")
    db.session().expire_all()
    assert the_draft().content["steps"][1]["name"] == "Mới"
    client.submit(place, {"do": "remove-steps-2"}, form="draft")
    db.session().expire_all()
    assert len(the_draft().content["steps"]) == steps


@pytest.mark.parametrize("do", ["", "save", "dance-steps-1", "add-moons-1", "up-steps-99", "add-"])
def test_a_strange_button_saves_and_does_nothing_more(place, client, do):
    before = the_draft().content
    assert client.submit(place, {"do": do}, form="draft").status_code == 303
    assert the_draft().content == before


def test_the_second_of_two_writers_sees_both_and_loses_nothing(place, client):
    page = client.page(place)
    client.send(page, {"decision": "của người kia"}, form="draft")
    answer = client.send(page, {"decision": "của tôi", "field": "Mới"}, form="draft")
    assert answer.status_code == 409
    collided = Page(answer.get_data(as_text=True), place)
    assert "Hai bản khác nhau ở: Lĩnh vực, Quyết định." in collided.text
    assert the_draft().content["decision"] == "của người kia"
    assert client.send(collided, form="draft").status_code == 303, "kept in place of theirs"
    db.session().expire_all()
    assert the_draft().content["decision"] == "của tôi"


def test_the_page_draws_and_tries_the_way_without_publishing(place, client):
    page = client.page(f"{place}?received=15:20+20/11/2026")
    boxes = [each.get("href") for each in page.elements if each.tag.endswith("svg}a")]
    assert boxes == [f"#steps-{number}" for number in range(1, 6)]
    assert "Hẹn trả: 17:00 26/11/2026" in page.text
    client.submit(place, {"steps-2-unit": ""}, form="draft")
    assert "Hãy sửa các lỗi trước" in client.page(place).text


def test_publishing_shows_what_changes_first(place, client, office):
    client.submit(place, {"decision": "7/QĐ", "steps-3-allotted": "6"}, form="draft")
    page = client.page(f"{place}/publish")
    assert "163/QĐ-BTP → 7/QĐ" in page.text
    assert "6 giờ làm việc" in page.text
    answer = client.send(page, form="publish")
    assert answer.location == f"/procedures/{CODE}/versions"
    assert "chưa đến ngày hiệu lực" in client.page(answer.location).text
    assert len(queries.versions_of(db.session(), office.agency_id, CODE)) == 2
    assert client.get(place).status_code == 404


def test_a_draft_with_faults_is_not_published(place, client):
    client.submit(place, {"name": ""}, form="draft")
    page = client.page(f"{place}/publish")
    assert "chưa vận hành được" in page.text
    assert not page.all("form", id="publish")


def test_a_new_procedure_is_begun_with_code_and_name(editor, client):
    list_ = "/procedures/drafts/"
    bad = client.submit(list_, {"code": "a b", "name": "Tên"})
    assert bad.status_code == 422
    assert 'value="Tên"' in bad.get_data(as_text=True)
    taken = client.submit(list_, {"code": CODE, "name": "Tên"})
    assert taken.status_code == 409
    answer = client.submit(list_, {"code": "9.000001", "name": "Tên"})
    assert answer.status_code == 303
    assert "9.000001" in client.page(answer.location).text
    assert "9.000001" in client.page(list_).text


def test_a_draft_is_thrown_away_by_its_own_button(place, client):
    answer = client.submit(place, form=f"{place}/discard")
    assert answer.location == "/procedures/drafts/"
    assert "chưa có bản thảo nào" in client.page("/procedures/drafts/").text.lower()


def test_what_was_typed_before_the_session_ended_is_shown_and_not_kept(place, client):
    page = client.page(place)
    fields = {**page.filled(page.form("draft")), "decision": "gõ dở", resume.RESUMED: "1"}
    answer = client.post(place, data=fields)
    assert answer.status_code == 200
    assert "gõ dở" in answer.get_data(as_text=True)
    assert the_draft().content["decision"] != "gõ dở"


def test_a_retired_procedure_is_found_among_those_not_in_force(editor, client, clock):
    path = f"/procedures/{CODE}/versions"
    bad = client.submit(path, {"last_on": "mai"}, form="last-day")
    assert bad.status_code == 422
    assert 'value="mai"' in bad.get_data(as_text=True)
    assert client.submit(path, {"last_on": "17/11/2026"}, form="last-day").status_code == 303
    assert CODE in client.page("/procedures/").text
    clock.set(MONDAY + timedelta(days=2))
    sign_in(client, "quantri")
    assert CODE not in client.page("/procedures/").text
    assert CODE in client.page("/procedures/?others=1").text
    assert "Hết hiệu lực" in client.page(path).text
