"""The print centre's pages: what is owed, printing it singly or together, and who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from onestop.cases.models import Case, IssuedPaper, PaperPrinting, PrintBatch
from onestop.cases.operations import on_wish, printing
from onestop.cases.rules.paper import PaperKind
from onestop.clock import StoppedClock
from onestop.db import db, transaction
from onestop.web.security import FRAMED, POLICY
from tests.accounts.makers import sign_in
from tests.cases.makers import CODE, MONDAY, SmallOffice, a_case, a_small_office, many_receipts
from tests.pages import Page, PageClient
from tests.printing.reading import text_of


@pytest.fixture
def office(app, clock: StoppedClock, client: PageClient) -> SmallOffice:
    clock.set(MONDAY)
    opened = a_small_office()
    sign_in(client)
    client.set_cookie("language", "en")
    return opened


def printings() -> int:
    return db.session().scalar(select(func.count()).select_from(PaperPrinting)) or 0


def ticked(client: PageClient, **more: str):
    """Sends the ticked papers, or one of the buttons for all of them."""
    page = client.page("/papers/")
    return client.post("/papers/batches", data=page.filled(page.form("batch")) | more)


def test_an_empty_centre_says_so(client: PageClient, office) -> None:
    assert "every paper has been printed" in client.page("/papers/").text
    assert "Nothing was printed" in client.page("/papers/?part=printed").text


def test_a_printed_paper_moves_from_what_is_owed_to_what_was_printed(
    client: PageClient, office
) -> None:
    code = a_case(office).code
    assert code in client.page("/papers/").text
    paper = client.printed("/papers/", "1/TTPVHCC")
    assert paper.mimetype == "application/pdf"
    assert code not in client.page("/papers/").text
    page = client.page("/papers/?part=printed")
    assert code in page.text
    assert "printing no. 1" in page.text
    assert "Bản in lại lần 1" in text_of(client.printed("/papers/?part=printed").data)[0]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("kind=receipt", True),
        ("kind=refusal", False),
        ("kind=nonsense&day=nonsense&after=9999", True),
        ("day=2026-11-16", True),
        ("day=2026-11-13", False),
    ],
)
def test_kind_and_day_choose_what_is_shown(client: PageClient, office, asked, shown) -> None:
    code = a_case(office).code
    assert (code in client.page(f"/papers/?{asked}").text) == shown


def test_whatever_came_out_of_a_printer_is_shown_as_printed(client: PageClient, office) -> None:
    """What is printed where it is wanted, too: it is never owed, but it was printed (V3)."""
    code = a_case(office).code
    with transaction() as session:
        kind = PaperKind.CONTROL_SHEET
        sheet = on_wish.issue_on_wish(session, code, kind, by=office.clerk, at=MONDAY)
        slip = on_wish.issue_rating_slip(session, CODE, by=office.clerk, at=MONDAY)
        for paper in (sheet, slip):
            printing.print_papers(session, [paper.id], by=office.clerk, at=MONDAY)
    page = client.page("/papers/?part=printed")
    assert "1/PKS-TTPVHCC" in page.text
    assert page.text.count("printing no. 1") == 2
    offered = [each.get("value") for each in page.one("select", id="kind").iter("option")]
    assert sorted(offered) == sorted(["", *PaperKind])
    chosen = client.page("/papers/?part=printed&kind=control_sheet")
    assert chosen.text.count("printing no. 1") == 1
    (owed, *_others) = (each.get("href") for each in chosen.one("ul", class_="tabs").iter("a"))
    assert code in client.page(owed).text, "no kind is chosen that can never be owed"
    assert "PKS" not in client.page("/papers/").text


def test_what_is_owed_stays_on_the_page_what_was_printed_for_two_working_days(
    client: PageClient, office, clock: StoppedClock
) -> None:
    code, printed = a_case(office).code, a_case(office).code
    with transaction() as session:
        case = select(Case.id).where(Case.code == printed).scalar_subquery()
        paper = session.scalars(select(IssuedPaper.id).where(IssuedPaper.case_id == case)).one()
        printing.print_papers(session, [paper], by=office.clerk, at=MONDAY)
    for days, shown in ((2, True), (3, False), (60, False)):
        clock.set(MONDAY + timedelta(days=days))
        sign_in(client)
        assert code in client.page("/papers/").text
        assert (printed in client.page("/papers/?part=printed").text) == shown


def test_a_paper_is_searched_without_its_code_in_the_address(client: PageClient, office) -> None:
    code = a_case(office).code
    answer = client.submit("/papers/", {"q": code}, form="/papers/")
    page = Page(answer.get_data(as_text=True), "/papers/")
    assert "1/TTPVHCC" in page.text
    assert "never printed" in page.text
    answer = client.submit("/papers/", {"q": "77"}, form="/papers/")
    assert "No such paper was found" in answer.get_data(as_text=True)


def test_papers_printed_together_are_made_once_and_come_out_alike(
    client: PageClient, office
) -> None:
    for _ in range(7):
        a_case(office)
    sent = ticked(client, all="owed")
    assert sent.status_code == 303
    assert printings() == 7
    page = client.page(sent.location)
    assert "7 papers" in page.text
    before = client.get(f"{sent.location}.pdf")
    assert before.mimetype == "application/pdf"
    assert db.session().scalars(select(PrintBatch)).one().made_at is None, "looking writes nothing"
    made = client.send(page, form="making", buffered=True)
    assert made.get_data(as_text=True) == "5\nmade\n"
    db.session().expire_all()
    assert db.session().scalars(select(PrintBatch)).one().size == len(before.data)
    assert client.get(f"{sent.location}.pdf").data == before.data
    assert client.send(page, form="making", buffered=True).get_data(as_text=True) == "made\n"
    assert "Print all" in client.page(sent.location).text
    assert printings() == 7, "opening it again prints nothing anew"


def test_all_receipts_of_the_morning_leave_the_afternoon_alone(
    client: PageClient, office, clock: StoppedClock
) -> None:
    a_case(office)
    a_case(office, at=MONDAY + timedelta(hours=6))
    clock.advance(timedelta(hours=7))
    sign_in(client)
    page = client.page("/papers/")
    assert "All receipts of this morning (1)" in page.text
    ticked(client, all="morning")
    morning = select(IssuedPaper.id).join(PaperPrinting)
    assert list(db.session().scalars(morning)) == [1]


def test_ticked_papers_come_in_the_order_of_the_page(client: PageClient, office) -> None:
    for _ in range(3):
        a_case(office)
    assert ticked(client, chosen="2").status_code == 303
    assert db.session().scalars(select(PrintBatch)).one().papers == [[2, 0]]


@pytest.mark.parametrize("button", [{"all": "owed"}, {"chosen": "2"}])
def test_a_form_sent_twice_leads_to_the_same_papers(client: PageClient, office, button) -> None:
    """A double click, or a page that the browser goes back to (house 3.7)."""
    for _ in range(3):
        a_case(office)
    page = client.page("/papers/")
    first, second = (client.send(page, button, form="batch") for _ in range(2))
    assert (first.status_code, second.location) == (303, first.location)
    assert printings() == (3 if "all" in button else 1)
    other = client.send(page, {"chosen": ["1", "2"]}, form="batch")
    assert other.location != first.location, "what is ticked now was not sent before"
    a_case(office)
    assert ticked(client, chosen="2").location not in (first.location, other.location)


def test_what_was_printed_together_is_found_again(client: PageClient, office, clock) -> None:
    assert not client.page("/papers/").all("section", aria_labelledby="together")
    for _ in range(2):
        a_case(office)
    place = ticked(client, all="owed").location
    for part in ("owed", "printed"):
        page = client.page(f"/papers/?part={part}")
        assert page.texts("a", href=place) == ["2 papers"]
    client.delete_cookie("session")
    sign_in(client, "mai")
    assert not client.page("/papers/").all("a", href=place)


def test_nothing_ticked_is_told_and_notes_nothing(client: PageClient, office) -> None:
    a_case(office)
    answer = ticked(client)
    assert answer.location == "/papers/"
    assert "choose at least one paper" in client.page("/papers/").text
    assert printings() == 0


def test_more_than_a_thousand_are_refused_with_advice(client: PageClient, office) -> None:
    many_receipts(office, 1001)
    ticked(client, all="owed")
    assert "At most 1000 papers" in client.page("/papers/").text
    assert printings() == 0


def test_a_batch_is_for_whoever_had_it_printed(client: PageClient, office) -> None:
    a_case(office)
    place = ticked(client, all="owed").location
    client.delete_cookie("session")
    sign_in(client, "mai")
    for path in (place, f"{place}.pdf"):
        assert client.get(path).status_code == 404


def test_papers_of_others_cannot_be_ticked(client: PageClient, office) -> None:
    a_case(office)
    with transaction() as session:
        session.scalars(select(IssuedPaper)).one().case_id = None
    page = client.page("/papers/")
    token = page.filled(page.form("/papers/"))["csrf_token"]
    sent = {"csrf_token": token, "submission_key": "k" * 32, "chosen": "1"}
    assert client.post("/papers/batches", data=sent).location == "/papers/"
    assert printings() == 0


def test_only_a_paper_may_stand_in_a_frame_and_only_in_one_of_ours(
    client: PageClient, office
) -> None:
    code = a_case(office).code
    page = client.get(f"/cases/{code}/registered")
    assert page.headers["Content-Security-Policy"] == POLICY
    assert "frame-src 'self'" in POLICY
    assert "frame-ancestors 'none'" in POLICY
    paper = client.printed(f"/cases/{code}/registered")
    assert paper.headers["Content-Security-Policy"] == FRAMED
    assert FRAMED.replace("frame-ancestors 'self'", "frame-ancestors 'none'") == POLICY
    place = paper.request.path
    with client.get(place.replace("0.pdf", "9.pdf")) as missing:
        assert missing.headers["Content-Security-Policy"] == POLICY


def test_the_receipt_is_one_key_away_after_registration(client: PageClient, office) -> None:
    code = a_case(office).code
    page = client.page(f"/cases/{code}/registered")
    (button,) = page.all("button", accesskey="p")
    assert button.get("autofocus") is not None
    forms = page.all("form", target="_blank")
    assert {form.get("data-print") for form in forms} == {""}
    assert page.all("p", id="print-told")[0].get("role") == "status"
