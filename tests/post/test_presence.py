"""What requires presence never comes in by post: its sender is only answered (P1)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from onestop.accounts.models import Unit
from onestop.accounts.rules import Role, UnitKind
from onestop.cases.rules.guidance import GuidanceKind
from onestop.clock import StoppedClock
from onestop.db import transaction
from onestop.errors import Refused
from onestop.post.rules.incoming import DossierState
from onestop.procedures.rules import Channel
from tests.accounts.makers import sign_in
from tests.cases.makers import CODE, PROCEDURE, a_small_office, an_actor
from tests.pages import Page, PageClient
from tests.post.arrivals import a_filed, answer, register, state_of
from tests.post.makers import TUESDAY, Desk, a_carrier

ITEM = "RA000000001VN"


@pytest.fixture
def desk(app: Flask, clock: StoppedClock) -> Desk:
    office = a_small_office(replace(PROCEDURE, presence_required=True))
    with transaction() as session:
        named = {"key": "post", "name": "Bàn bưu chính", "kind": UnitKind.POSTAL_DESK}
        session.add(Unit(agency_id=office.agency_id, **named))
    by = an_actor(office, "thanh", Role.POSTAL_DESK, "post")
    clock.set(TUESDAY)
    return Desk(office, by, a_carrier(by, "Bưu điện thành phố"))


def test_what_requires_presence_has_no_way_by_post(desk: Desk) -> None:
    assert Channel.POST not in desk.office.version.channels
    number = a_filed(desk, ITEM)
    with pytest.raises(Refused, match="cannot be filed in that way"):
        register(desk, number, at=TUESDAY, return_method="counter")
    assert state_of(number) == DossierState.RECEIVED


def test_its_page_offers_the_two_answers_and_no_registration(
    desk: Desk, client: PageClient
) -> None:
    number = a_filed(desk, ITEM)
    sign_in(client, "thanh")
    address = f"/post/incoming/{number}/register/{CODE}"
    shown = client.page(address)
    assert "phải đến trực tiếp" in shown.text
    assert not shown.all("button", id="register")
    begun = client.post(
        f"/post/incoming/{number}/answer/{CODE}/refusal",
        data=shown.filled(shown.form("registration")),
    )
    asked = Page(begun.get_data(as_text=True), address)
    assert client.send(asked, {"reason": "Phải có mặt"}, form="guidance").status_code == 303
    assert state_of(number) == DossierState.REFUSED


def test_who_was_asked_and_comes_in_person_is_registered_at_the_counter(
    desk: Desk, client: PageClient
) -> None:
    number = a_filed(desk, ITEM)
    answer(desk, number, GuidanceKind.SUPPLEMENT, at=TUESDAY)
    sign_in(client, "thanh")
    shown = client.page(f"/post/incoming/{number}/register/{CODE}")
    assert shown.all("button", id="register")
    came = register(desk, number, at=TUESDAY, channel="counter", return_method="counter")
    assert came.code
