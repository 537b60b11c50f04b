"""Whole numbers that were typed or stand in an address, and those that no database can hold."""

from __future__ import annotations

import pytest

from onestop.web.numbers import whole_number
from tests.accounts.makers import sign_in
from tests.cases.makers import SmallOffice, a_small_office
from tests.pages import PageClient

TOO_GREAT = "9" * 20
GREATEST = 2**63 - 1


@pytest.fixture
def office(app) -> SmallOffice:
    return a_small_office()


@pytest.mark.parametrize("number", [0, 7, GREATEST])
def test_what_is_written_in_digits_is_a_number(number: int) -> None:
    assert whole_number(str(number)) == number


@pytest.mark.parametrize(
    "text", [None, "", "-1", "1.5", " 7", "²", "٣", "７", str(GREATEST + 1), "9" * 5000]
)
def test_anything_else_is_none(text: str | None) -> None:
    assert whole_number(text) is None


@pytest.mark.parametrize(
    "address",
    [f"/papers/{TOO_GREAT}/0.pdf", f"/papers/1/{TOO_GREAT}.pdf", f"/cases/lists/{TOO_GREAT}"],
)
def test_an_address_with_a_number_beyond_all_leads_nowhere(
    client: PageClient, office: SmallOffice, address: str
) -> None:
    sign_in(client)
    assert client.get(address).status_code == 404
