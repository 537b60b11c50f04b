"""The paper folder: confirmed with the dossier, by scanner, and told where it strayed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from onestop.cases.operations import finishing, routing
from onestop.cases.operations.folder import find_folder
from onestop.cases.queries.folders import strayed
from onestop.cases.queries.invariants import check
from onestop.db import db, transaction
from onestop.errors import NotFound, NotPermitted, Refused
from tests.accounts.makers import sign_in
from tests.cases.makers import MONDAY, a_case, a_small_office

HOUR = timedelta(hours=1)


@pytest.fixture
def office(app, clock):
    clock.set(MONDAY + 3 * HOUR)
    return a_small_office()


@pytest.fixture
def code(office):
    found = a_case(office).code
    with transaction() as session:
        finishing.complete(session, found, seen=None, by=office.clerk, at=MONDAY + HOUR)
    with transaction() as session:
        routing.accept(session, found, seen=None, by=office.leader, at=MONDAY + 2 * HOUR)
    return found


def scan(office, code, actor, unit):
    with transaction() as session:
        return find_folder(
            session, code, unit_id=office.units[unit], by=actor, at=MONDAY + 3 * HOUR
        )


def test_whoever_signs_for_the_dossier_has_its_folder(office, code):
    assert strayed(db.session(), office.leader) == []
    with pytest.raises(Refused, match="already"):
        scan(office, code, office.leader, "culture")


def test_a_folder_that_is_found_elsewhere_is_told_to_both_units(office, code):
    scan(office, code.lower(), office.clerk, "counter")
    for actor in (office.clerk, office.leader):
        (found,) = strayed(db.session(), actor)
        assert (found.code, found.folder_unit) == (code, "Bộ phận Một cửa")
    assert strayed(db.session(), office.chair) == []
    scan(office, code, office.official, "culture")
    assert strayed(db.session(), office.leader) == []
    assert list(check(db.session())) == []


def test_a_folder_is_confirmed_where_one_works_and_only_if_there_is_such_a_case(office, code):
    with pytest.raises(NotPermitted):
        scan(office, code, office.clerk, "culture")
    with pytest.raises(NotFound):
        scan(office, "H29.30.12-1", office.clerk, "counter")


def test_the_page_takes_a_scan_and_shows_what_strayed(client, office, code):
    sign_in(client, "lan")
    page = client.page("/cases/folders")
    form = next(each for each in page.all("form") if not each.get("action"))
    fields = page.filled(form) | {"code": code}
    client.post("/cases/folders", data=fields, buffered=True)
    page = client.page("/cases/folders")
    assert "hồ sơ giấy đang ở đơn vị của bạn" in page.text
    assert "Phòng Văn hoá - Xã hội" in page.text
    assert "không ở cùng đơn vị đang xử lý" in client.page(f"/cases/{code}").text
    client.post("/cases/folders", data=fields, buffered=True)
    page = client.page("/cases/folders")
    assert any("không có gì thay đổi" in each for each in page.texts("div", role="alert"))
