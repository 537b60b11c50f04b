"""Papers as issued: printed and printed again, signed, and recognised when they come back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from onestop.accounts.models import Agency
from onestop.cases.models import IssuedPaper, PaperPrinting
from onestop.cases.operations import finishing, printing
from onestop.cases.queries.papers import one
from onestop.cases.queries.proof import proven
from onestop.cases.rules.paper import profile_on, seal
from onestop.db import db, transaction
from onestop.errors import NotFound
from onestop.printing.press import stored_paper
from tests.accounts.makers import sign_in
from tests.cases.makers import (
    MONDAY,
    SmallOffice,
    a_case,
    a_sitting,
    a_small_office,
    another_procedure,
)
from tests.pages import PageClient
from tests.printing.reading import text_of


@pytest.fixture
def office(app) -> SmallOffice:
    return a_small_office()


def the_paper() -> IssuedPaper:
    return db.session().scalars(select(IssuedPaper)).one()


def test_each_printing_is_noted_and_the_first_carries_no_mark(client: PageClient, office) -> None:
    code = a_case(office).code
    sign_in(client, "lan")
    first, second, third = (client.printed(f"/cases/{code}") for _ in range(3))
    assert "Bản in lại" not in text_of(first.data)[0]
    assert "Bản in lại lần 1" in text_of(second.data)[0]
    assert "Bản in lại lần 2" in text_of(third.data)[0]
    counts = db.session().scalars(select(PaperPrinting.count).order_by(PaperPrinting.id))
    assert list(counts) == [0, 1, 2]


def test_a_printing_that_never_was_cannot_be_fetched(client: PageClient, office) -> None:
    a_case(office)
    sign_in(client, "lan")
    assert client.get(f"/papers/{the_paper().id}/0.pdf").status_code == 404
    assert client.get("/papers/999/0.pdf").status_code == 404


def test_an_office_renamed_meanwhile_changes_no_issued_paper(client: PageClient, office) -> None:
    code = a_case(office).code
    sign_in(client, "lan")
    before = client.printed(f"/cases/{code}")
    with transaction() as session:
        session.get_one(Agency, office.clerk.agency_id).one_stop_name = "Trung tâm mới"
        session.get_one(Agency, office.clerk.agency_id).regulation_profile = "2018"
    assert client.get(before.request.path).data == before.data


def test_papers_printed_together_are_counted_each_for_itself(office) -> None:
    a_case(office)
    a_case(office)
    first, second = db.session().scalars(select(IssuedPaper.id).order_by(IssuedPaper.id))
    with transaction() as session:
        printing.print_papers(session, [first], by=office.clerk, at=MONDAY)
    with transaction() as session:
        counts = printing.print_papers(session, [second, first], by=office.clerk, at=MONDAY)
    assert counts == {first: 1, second: 0}


def test_a_unit_sees_the_papers_of_the_cases_that_reached_it_and_no_others(office) -> None:
    sitting = a_sitting(office, another_procedure(office))
    a_case(office)
    with transaction() as session:
        first = sitting.codes[0]
        finishing.complete(session, first, seen=None, by=office.clerk, at=MONDAY)
    shared, alone = db.session().scalars(select(IssuedPaper).order_by(IssuedPaper.id))
    assert one(db.session(), office.leader, shared.id) is shared
    with pytest.raises(NotFound):
        one(db.session(), office.leader, alone.id)
    assert one(db.session(), office.clerk, alone.id) is alone


def test_the_profile_is_that_of_the_day() -> None:
    assert profile_on(MONDAY.date()) == "2025"
    assert profile_on(MONDAY.date().replace(year=2025, month=6, day=30)) == "2018"


def sealed_of(paper: IssuedPaper) -> str:
    link: str = paper.printed["look_up_link"]
    return link.rsplit("/", 1)[1]


def test_a_paper_is_recognised_by_its_signature_and_no_other(office) -> None:
    code = a_case(office).code
    paper = the_paper()
    proof = proven(db.session(), code, sealed_of(paper))
    assert proof is not None
    assert (proof.number, proof.content) == (paper.printed["number"], "Đăng ký khai sinh")
    assert proof.promised == paper_due(paper)
    assert proven(db.session(), code, "A" * 16) is None
    assert proven(db.session(), "H29.30.12-261116-0099", sealed_of(paper)) is None


def paper_due(paper: IssuedPaper):
    _design, values = stored_paper(paper.kind, paper.layout, paper.printed)
    return values.due_at


def test_every_case_of_a_sitting_recognises_their_one_receipt(office) -> None:
    found = a_sitting(office, another_procedure(office))
    proofs = [proven(db.session(), code, sealed_of(the_paper())) for code in found.codes]
    days = [proof.promised.day for proof in proofs if proof and proof.promised]
    assert days == [19, 26]


@pytest.mark.parametrize("name", ["number", "content", "due_at", "applicant", "code", "clerk"])
def test_whatever_is_changed_on_a_paper_breaks_its_signature(office, name: str) -> None:
    a_case(office)
    paper = the_paper()
    forged = {**paper.printed, name: "khác"}
    key = db.session().get_one(Agency, paper.agency_id).paper_key
    own = seal(key, paper.kind, paper.period, paper.number, paper.printed)
    assert own == sealed_of(paper)
    assert seal(key, paper.kind, paper.period, paper.number, forged) != own


def test_a_reprint_carries_the_same_signature(office) -> None:
    a_case(office)
    paper = the_paper()
    design, values = stored_paper(paper.kind, paper.layout, paper.printed, reprint=3)
    assert values.look_up_link == paper.printed["look_up_link"]
    assert design.pdf(values) != design.pdf(replace(values, reprint=0))


def test_the_look_up_tells_a_genuine_paper_from_a_forged_one(client: PageClient, office) -> None:
    a_case(office)
    link = the_paper().printed["look_up_link"].removeprefix("http://localhost")
    genuine = client.page(link).text
    assert "giấy thật" in genuine
    assert "Nguyệt" not in genuine
    forged = client.page(link[:-1] + ("A" if link[-1] != "A" else "B")).text
    assert "chữ ký trong mã không khớp" in forged
    assert "giấy thật" not in forged
    assert "chữ ký" not in client.page(link.rsplit("/", 1)[0]).text
