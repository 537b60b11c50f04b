"""What an agency sets for its papers, the specimen, and the papers issued before and after."""

from __future__ import annotations

import io
from datetime import timedelta

import pypdf
import pytest
from PIL import Image
from sqlalchemy import func, select

from onestop.accounts.models import Agency
from onestop.accounts.rules import Role
from onestop.cases.models import IssuedPaper, PaperPicture
from onestop.cases.operations import ending
from onestop.cases.rules.paper_settings import Signer, apology_signer, notice_signer
from onestop.clock import StoppedClock
from onestop.db import db, transaction
from onestop.printing.logo import MOST_BYTES
from onestop.web.security import FRAMED
from tests.accounts.makers import sign_in
from tests.cases.makers import MONDAY, SmallOffice, a_case, a_small_office, an_actor, paper_of
from tests.pages import Page, PageClient
from tests.printing.reading import letters, text_of

PLACE = "/settings/papers"


@pytest.fixture
def office(app, clock: StoppedClock, client: PageClient) -> SmallOffice:
    clock.set(MONDAY)
    opened = a_small_office()
    an_actor(opened, "quantri", Role.ADMINISTRATOR, "counter")
    sign_in(client, "quantri")
    client.set_cookie("language", "en")
    return opened


def a_picture(kind: str = "PNG", side: int = 40, mode: str = "RGB") -> bytes:
    content = io.BytesIO()
    Image.new(mode, (side, side), "red").save(content, kind)
    return content.getvalue()


def filled(client: PageClient, **changes: object) -> dict[str, object]:
    page = client.page(PLACE)
    return page.filled(page.form("papers")) | changes


def sent(client: PageClient, to: str = PLACE, *, logo: bytes | None = None, **changes: object):
    """Sends the form, with a picture or without one."""
    fields = filled(client, **changes)
    if logo is not None:
        fields["logo"] = (io.BytesIO(logo), "logo.png")
    return client.post(to, data=fields, content_type="multipart/form-data")


def agency() -> Agency:
    db.session().expire_all()
    return db.session().scalars(select(Agency)).one()


def test_what_is_set_stands_on_the_papers_issued_from_then_on(client: PageClient, office) -> None:
    changes = {
        "one_stop_name": "Trung tâm mới",
        "paper_suffix": "BPTNTKQ",
        "regulation_profile": "2018",
        "paper_footer": "Tra cứu: 028 3899 0000",
        "paper_copies": "3",
    }
    assert sent(client, **changes).status_code == 303
    paper = paper_of(a_case(office).code, "receipt")
    assert paper["number"] == "1/BPTNTKQ"
    assert paper["office"] | {"name": "Trung tâm mới", "profile": "2018"} == paper["office"]
    assert (paper["office"]["footer"], paper["office"]["copies"]) == ("Tra cứu: 028 3899 0000", 3)
    assert "look like the specimen" in client.page(PLACE).text


def test_the_second_who_sets_them_is_told_what_holds_by_now(client: PageClient, office) -> None:
    late = filled(client, place="Bến Nghé")
    assert sent(client, place="Tân Định", paper_copies="4").status_code == 303
    answer = client.post(PLACE, data=late)
    assert answer.status_code == 409
    page = Page(answer.get_data(as_text=True), PLACE)
    assert "Place of issue: now “Tân Định”" in page.text
    assert "Number of copies: now “at least 4”" in page.text
    assert agency().place == "Tân Định"
    assert client.send(page, form="papers").status_code == 303
    assert agency().place == "Bến Nghé"


def test_it_changes_no_issued_paper(client: PageClient, office) -> None:
    code = a_case(office).code
    client.delete_cookie("session")
    sign_in(client)
    paper = client.printed(f"/cases/{code}")
    stored = dict(paper_of(code, "receipt"))
    client.delete_cookie("session")
    sign_in(client, "quantri")
    sent(client, one_stop_name="Trung tâm mới", paper_copies="3", logo=a_picture())
    assert paper_of(code, "receipt") == stored
    client.delete_cookie("session")
    sign_in(client)
    assert client.get(paper.request.path).data == paper.data


def volume_said(code: str) -> str:
    return paper_of(code, "receipt")["register_volume"]


def test_volumes_of_another_size_begin_with_a_year_that_has_no_receipt_yet(
    client: PageClient, office
) -> None:
    sent(client, register_volume_size="1")
    codes = [a_case(office).code for _ in range(2)]
    assert [volume_said(code) for code in codes] == ["01/2026", "02/2026"]
    sent(client, register_volume_size="")
    assert filled(client)["register_volume_size"] == ""
    assert volume_said(a_case(office).code) == "03/2026"
    next_year = [a_case(office, at=MONDAY + timedelta(days=60)).code for _ in range(2)]
    assert [volume_said(code) for code in next_year] == ["01/2027"] * 2


def test_the_form_shows_what_is_set(client: PageClient, office) -> None:
    sent(client, **{"paper_copies": "4", "signers-1-title": "Giám đốc", "signers-1-name": "Lê A"})
    fields = filled(client)
    assert fields["paper_copies"] == "4"
    assert (fields["signers-1-title"], fields["signers-1-name"]) == ("Giám đốc", "Lê A")
    assert agency().paper_signers == {"stop_notice": {"title": "Giám đốc", "name": "Lê A"}}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"place": " "}, "Place of issue: The papers cannot do without it."),
        ({"paper_suffix": "A/B"}, "Letters and digits only"),
        ({"paper_footer": "W" * 60}, "wider than one line"),
        ({"register_volume_size": "năm trăm"}, "Write a number in digits"),
        ({"one_stop_name": "x" * 201}, "At most 200 characters."),
        ({"regulation_profile": "1999"}, "Forms according to"),
        ({"logo": b"GIF89a"}, "choose a PNG or JPEG"),
        ({"logo": a_picture()[:60]}, "choose a PNG or JPEG"),
        ({"logo": a_picture() + bytes(MOST_BYTES)}, "larger than 200 kB"),
        ({"logo": a_picture(side=4001)}, "more than 4,000 dots"),
    ],
)
def test_what_cannot_be_is_told_and_changes_nothing(
    client: PageClient, office, changes: dict[str, object], why: str
) -> None:
    answer = sent(client, **{"phone": "999", **changes})
    assert answer.status_code == 422
    page = Page(answer.get_data(as_text=True), PLACE)
    assert why in page.text
    assert page.filled(page.form("papers"))["phone"] == "999"
    assert agency().phone != "999"
    shown = sent(client, f"{PLACE}/preview", **changes)
    assert (shown.status_code, shown.headers["Content-Security-Policy"]) == (422, FRAMED)
    assert why in Page(shown.get_data(as_text=True), f"{PLACE}/preview").text


def test_a_logo_is_kept_once_small_and_plain_and_can_be_taken_out(
    client: PageClient, office
) -> None:
    for _ in range(2):
        sent(client, logo=a_picture("JPEG", side=900))
    kept = db.session().scalars(select(PaperPicture)).one()
    assert agency().paper_logo == kept.digest
    with Image.open(io.BytesIO(kept.content)) as shown:
        assert (shown.format, shown.size, shown.mode) == ("PNG", (150, 150), "P")
    assert paper_of(a_case(office).code, "receipt")["office"]["logo"] == kept.digest
    sent(client, phone="1")
    assert agency().paper_logo == kept.digest, "it stays while nobody touches it"
    sent(client, remove_logo="y")
    assert agency().paper_logo == ""
    assert db.session().get(PaperPicture, kept.digest), "papers show it for ever"


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1"])
def test_a_logo_of_any_colours_is_printed(client: PageClient, office, mode: str) -> None:
    sent(client, logo=a_picture(mode=mode))
    shown = client.get(f"{PLACE}/specimen.pdf")
    (image,) = pypdf.PdfReader(io.BytesIO(shown.data)).pages[0].images
    assert image.image is not None


def test_the_specimen_shows_the_unsaved_form_and_touches_nothing(
    client: PageClient, office
) -> None:
    rows = select(func.count()).select_from(IssuedPaper)
    shown = sent(
        client,
        f"{PLACE}/preview",
        one_stop_name="Trung tâm mới",
        paper_copies="3",
        paper_suffix="MOI",
        logo=a_picture(),
    )
    assert shown.mimetype == "application/pdf"
    assert shown.headers["Content-Security-Policy"] == FRAMED
    pages = text_of(shown.data)
    assert len(pages) == 5, "three copies of the receipt, and one of what else is signed"
    for words in ("BẢN XEM THỬ", "000/MOI", "TRUNG TÂM MỚI"):
        assert letters(words) in letters(pages[0]), words
    assert len(pypdf.PdfReader(io.BytesIO(shown.data)).pages[0].images) == 1
    assert agency().one_stop_name != "Trung tâm mới"
    assert db.session().scalar(rows) == 0
    assert db.session().scalar(select(func.count()).select_from(PaperPicture)) == 0
    assert letters("TRUNG TÂM MỚI") not in letters(
        text_of(client.get(f"{PLACE}/specimen.pdf").data)[0]
    )


def test_the_specimen_shows_who_signs(client: PageClient, office) -> None:
    nobody = [letters(page) for page in text_of(client.get(f"{PLACE}/specimen.pdf").data)]
    assert letters("THỦ TRƯỞNG CƠ QUAN") in nobody[-2]
    assert letters("Trần Thị Mẫu") in nobody[-1]
    signers = {
        "signers-0-title": "Chủ tịch",
        "signers-0-name": "Phan Hữu Phước",
        "signers-1-title": "Giám đốc",
        "signers-1-name": "",
    }
    shown = sent(client, f"{PLACE}/preview", **signers)
    apology, notice = (letters(page) for page in text_of(shown.data)[-2:])
    assert letters("CHỦ TỊCH (Ký và ghi rõ họ tên) Phan Hữu Phước") in apology
    assert letters("GIÁM ĐỐC (Ký và ghi rõ họ tên)") in notice
    assert letters("Trần Thị Mẫu") not in notice
    assert all(letters("BẢN XEM THỬ") in page for page in (apology, notice))


@pytest.mark.parametrize(
    ("title", "name", "signs"),
    [
        ("Giám đốc", "", ("Giám đốc", "")),
        ("Giám đốc", "Lê Văn An", ("Giám đốc", "Lê Văn An")),
        ("", "Lê Văn An", ("", "Lê Văn An")),
    ],
)
def test_who_is_set_signs_a_stop_notice_and_never_whoever_enters_the_stop(
    client: PageClient, office, title: str, name: str, signs: tuple[str, str]
) -> None:
    sent(client, **{"signers-1-title": title, "signers-1-name": name})
    code = a_case(office).code
    with transaction() as session:
        ending.withdraw(session, code, seen=None, by=office.clerk, at=MONDAY, reason="Rút")
    paper = paper_of(code, "stop_notice")
    assert (paper["signer_title"], paper["clerk"]) == signs
    client.delete_cookie("session")
    sign_in(client)
    page = text_of(client.printed(f"/cases/{code}", "TBD").data)[0]
    assert not title or title.upper() in page
    assert office.clerk.full_name not in page


def test_a_stop_notice_that_nobody_is_set_for_is_signed_by_whoever_stops(office) -> None:
    assert notice_signer({}, clerk="Lan") == Signer(name="Lan")
    assert notice_signer({}, clerk="") == Signer()


def test_what_no_signer_was_set_for_is_signed_by_whoever_acts() -> None:
    acting = {"title": "Chủ tịch", "name": "Phan Hữu Phước"}
    assert apology_signer({}, **acting) == Signer(**acting)
    titled = {"apology": {"title": "KT. Chủ tịch", "name": ""}}
    assert apology_signer(titled, **acting) == Signer("KT. Chủ tịch", acting["name"])


CHAIR = {"apology": {"title": "Chủ tịch UBND phường", "name": "Phan Hữu Phước"}}


@pytest.mark.parametrize(
    ("title", "name", "signs"),
    [
        ("", "Phan Hữu Phước", ("Chủ tịch UBND phường", "Phan Hữu Phước")),
        (
            "Phó Chủ tịch UBND phường",
            "Võ Thị Sáu",
            ("KT. Chủ tịch UBND phường\nPhó Chủ tịch UBND phường", "Võ Thị Sáu"),
        ),
        ("Quyền Chủ tịch", "Võ Thị Sáu", ("Quyền Chủ tịch", "Võ Thị Sáu")),
        ("", "", ("Chủ tịch UBND phường", "Phan Hữu Phước")),
    ],
)
def test_the_name_on_a_paper_is_that_of_who_signed(title: str, name: str, signs) -> None:
    assert apology_signer(CHAIR, title=title, name=name) == Signer(*signs)
