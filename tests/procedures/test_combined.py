"""Combined procedures: who may write them down, what they are made of, and two at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from onestop.accounts.rules import Actor, Role
from onestop.clock import StoppedClock
from onestop.db import db, transaction
from onestop.errors import NotFound, NotPermitted, Refused, Stale
from onestop.procedures import combined
from onestop.procedures.models import CombinedProcedure
from onestop.procedures.operations import combined as operations
from onestop.procedures.operations.combined import CombinedEntry
from onestop.procedures.operations.publishing import retire
from tests.accounts.makers import sign_in
from tests.cases.makers import (
    CODE,
    MONDAY,
    RESIDENCE,
    SmallOffice,
    a_small_office,
    an_actor,
    another_procedure,
)
from tests.pages import PageClient

ENTRY = CombinedEntry("Liên thông khai sinh, thường trú", (CODE, RESIDENCE.code))
LIST = "/procedures/combined"


@pytest.fixture
def office(app: Flask, clock: StoppedClock) -> SmallOffice:
    clock.set(MONDAY)
    opened = a_small_office()
    another_procedure(opened)
    return opened


@pytest.fixture
def administrator(office: SmallOffice) -> Actor:
    return an_actor(office, "long", Role.ADMINISTRATOR, "counter")


def add(by: Actor, code: str = "LT-01", entry: CombinedEntry = ENTRY) -> None:
    with transaction() as session:
        operations.add(session, code, entry, by=by, on=MONDAY.date())


def change(by: Actor, entry: CombinedEntry, seen: int) -> None:
    with transaction() as session:
        operations.change(session, "LT-01", entry, seen=seen, by=by, on=MONDAY.date())


def found(office: SmallOffice, text: str) -> list[str]:
    return [row.code for row in combined.search(db.session(), office.agency_id, text)]


def test_it_is_found_without_accents_and_by_code(office, administrator) -> None:
    add(administrator)
    assert found(office, "thuong tru lien thong") == found(office, "lt-01") == ["LT-01"]
    assert found(office, "khai tử") == []
    row = combined.on_offer(db.session(), office.agency_id, "LT-01")
    assert row.procedures == (CODE, RESIDENCE.code)


def test_a_code_is_given_once(office, administrator) -> None:
    add(administrator)
    with pytest.raises(Refused, match="already"):
        add(administrator)


def test_of_two_who_change_it_at_once_the_second_is_told(office, administrator) -> None:
    add(administrator)
    turned = CombinedEntry("Tên mới", ENTRY.procedures[::-1])
    change(administrator, turned, seen=1)
    with pytest.raises(Stale):
        change(administrator, ENTRY, seen=1)
    stored = db.session().scalars(select(CombinedProcedure)).one()
    assert (stored.name, stored.procedures) == ("Tên mới", [RESIDENCE.code, CODE])


def test_it_ends_and_is_offered_again_while_its_procedures_are_in_force(
    office, administrator
) -> None:
    add(administrator)

    def offer(offered: bool, seen: int) -> None:
        with transaction() as session:
            operations.offer(
                session, "LT-01", offered=offered, seen=seen, by=administrator, at=MONDAY
            )

    offer(False, 1)
    assert found(office, "lt-01") == []
    with pytest.raises(NotFound):
        combined.on_offer(db.session(), office.agency_id, "LT-01")
    offer(True, 2)
    assert found(office, "lt-01") == ["LT-01"]
    offer(False, 3)
    with transaction() as session:
        last_on = MONDAY.date() - timedelta(days=1)
        retire(session, office.agency_id, RESIDENCE.code, last_on=last_on)
    with pytest.raises(Refused, match="in force"):
        offer(True, 4)


def test_only_an_administrator_changes_the_catalogue(office, administrator) -> None:
    with pytest.raises(NotPermitted):
        add(office.clerk)
    add(administrator)
    with pytest.raises(NotPermitted):
        change(office.clerk, ENTRY, seen=1)
    with pytest.raises(NotPermitted), transaction() as session:
        operations.offer(session, "LT-01", offered=False, seen=1, by=office.clerk, at=MONDAY)


def test_the_pages_list_add_change_and_end(client: PageClient, office, administrator) -> None:
    sign_in(client, "long")
    assert "Chưa có thủ tục kết hợp nào." in client.page(LIST).text
    fields = {
        "code": "LT-01",
        "name": ENTRY.name,
        "procedures-0": CODE,
        "procedures-2": RESIDENCE.code,
    }
    answer = client.submit(f"{LIST}/new", fields)
    assert (answer.status_code, answer.location) == (303, LIST)
    page = client.page(LIST)
    assert ENTRY.name in page.text
    assert page.texts("li")[-2:] == [
        f"Đăng ký khai sinh {CODE}",
        f"Đăng ký thường trú {RESIDENCE.code}",
    ]
    open_elsewhere = client.page(f"{LIST}/LT-01")
    assert client.submit(f"{LIST}/LT-01", {"name": "Tên mới"}).status_code == 303
    late = client.send(open_elsewhere, {"name": "Tên khác"})
    assert late.status_code == 409
    assert "Người khác vừa sửa" in late.get_data(as_text=True)
    assert client.submit(LIST, form=f"{LIST}/LT-01/end").status_code == 303
    assert "ngừng áp dụng từ 16/11/2026" in client.page(LIST).text
    assert client.submit(LIST, form=f"{LIST}/LT-01/resume").status_code == 303
    assert found(office, "tên mới") == ["LT-01"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": ""}, "Hãy nhập mã."),
        ({"code": "LT 01"}, "Chỉ gồm chữ cái không dấu"),
        ({"name": ""}, "Hãy nhập tên."),
        ({"procedures-1": ""}, "ít nhất hai thủ tục"),
        ({"procedures-1": CODE}, "bị ghi hai lần"),
        ({"procedures-1": "9.999999"}, "9.999999"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: PageClient, office, administrator, changes, said
) -> None:
    sign_in(client, "long")
    fields = {
        "code": "LT-01",
        "name": ENTRY.name,
        "procedures-0": CODE,
        "procedures-1": RESIDENCE.code,
    }
    answer = client.submit(f"{LIST}/new", fields | changes)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert said in text
    assert all(kept in text for kept in (fields | changes).values())
    assert found(office, "") == []
