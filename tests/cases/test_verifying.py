"""`onestop papers verify`: a PDF that comes back against the papers as they were issued."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from click.testing import Result
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from onestop.accounts.models import Agency, Official
from onestop.cases.models import IssuedPaper, PaperPrinting
from onestop.cases.operations import finishing, on_wish, printing
from onestop.cases.operations.lists import list_given
from onestop.cases.queries import batches
from onestop.cases.rules.paper import PaperKind, seal
from onestop.db import db, transaction
from onestop.printing.press import stored_paper
from tests.cases.makers import MONDAY, a_case, a_small_office
from tests.cases.test_print_centre import a_refusal


@pytest.fixture
def verify(say, tmp_path: Path):
    """Runs the command over a PDF."""

    def run(pdf: bytes) -> Result:
        file = tmp_path / "paper.pdf"
        file.write_bytes(pdf)
        answer = say("papers", "verify", str(file))
        assert answer.exception is None or isinstance(answer.exception, SystemExit)
        return answer

    return run


@pytest.fixture
def paper(app) -> IssuedPaper:
    """The receipt of a case."""
    a_case(a_small_office())
    return db.session().scalars(select(IssuedPaper)).one()


def printed(paper: IssuedPaper, *, reprint: int = 0, **changed) -> bytes:
    design, values = stored_paper(paper.kind, paper.layout, paper.printed, reprint=reprint)
    return design.pdf(replace(values, **changed))


def bound(*parts: tuple[bytes, list[int]]) -> bytes:
    """Those pages of those PDFs, in one."""
    file = pypdfium2.PdfDocument.new()
    for pdf, pages in parts:
        with pypdfium2.PdfDocument(pdf) as source:
            file.import_pages(source, pages)
    stream = io.BytesIO()
    file.save(stream)
    file.close()
    return stream.getvalue()


def a_page(words: str) -> bytes:
    """A page that no office issued."""
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawString(50, 50, words)
    canvas.save()
    return stream.getvalue()


@pytest.mark.parametrize("reprint", [0, 2])
def test_a_paper_as_issued_is_genuine_and_so_is_its_reprint(verify, paper, reprint) -> None:
    clerk = db.session().get_one(Official, paper.issued_by_id)
    for count in range(reprint + 1):
        note = {"count": count, "printed_at": MONDAY, "printed_by_id": clerk.id}
        with transaction() as session:
            session.add(PaperPrinting(agency_id=paper.agency_id, paper_id=paper.id, **note))
    answer = verify(printed(paper, reprint=reprint))
    assert (answer.exit_code, "GENUINE" in answer.output) == (0, True)
    assert paper.printed["number"] in answer.output
    assert paper.printed["applicant"] not in answer.output


def test_a_mark_of_a_printing_that_never_was_is_told(verify, paper) -> None:
    answer = verify(printed(paper, reprint=99))
    assert answer.exit_code == 1
    assert "printed again 99 times, and it was not" in answer.output


def test_a_word_that_was_changed_is_named_with_what_stood_there(verify, paper) -> None:
    answer = verify(printed(paper, content="Cấp giấy phép xây dựng"))
    assert answer.exit_code == 1
    assert "ALTERED: page 1: Đăng ký khai sinh → Cấp giấy phép xây dựng" in answer.output


def test_a_picture_laid_over_a_word_is_seen(verify, paper) -> None:
    original = pypdf.PdfReader(io.BytesIO(printed(paper)))
    cover = io.BytesIO()
    canvas = Canvas(cover, pagesize=(420, 595))
    canvas.rect(150, 250, 90, 12, fill=1)
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=original)
    writer.pages[0].merge_page(pypdf.PdfReader(cover).pages[0])
    forged = io.BytesIO()
    writer.write(forged)
    answer = verify(forged.getvalue())
    assert answer.exit_code == 1
    assert "looks different" in answer.output


def test_a_signature_of_nobody_is_forged(verify, paper) -> None:
    link = paper.printed["look_up_link"]
    answer = verify(printed(paper, look_up_link=link[:-1] + ("A" if link[-1] != "A" else "B")))
    assert (answer.exit_code, "FORGED" in answer.output) == (1, True)


def test_a_paper_that_was_called_off_since_is_told_to_be_void(verify, paper) -> None:
    original = printed(paper)
    with transaction() as session:
        session.get_one(IssuedPaper, paper.id).voided_at = MONDAY
    answer = verify(original)
    assert (answer.exit_code, "VOID since 09:00 16/11/2026" in answer.output) == (4, True)
    assert verify(printed(paper, content="Cấp giấy phép xây dựng")).exit_code == 1


def test_a_copy_alone_is_as_good_as_all(verify, paper) -> None:
    """The applicant holds one copy only, and has lost nothing by it."""
    whole = printed(paper)
    for copy in (0, 1):
        answer = verify(bound((whole, [copy])))
        assert (answer.exit_code, answer.output.count("GENUINE")) == (0, 1)
    assert verify(bound((whole, [0]), (printed(paper, content="Khai tử"), [1]))).exit_code == 1


def test_a_page_that_is_missing_is_told(verify, paper) -> None:
    with transaction() as session:
        kept = session.get_one(IssuedPaper, paper.id)
        kept.printed = kept.printed | {"content": "Đăng ký khai sinh " * 150}
        agency = session.get_one(Agency, kept.agency_id)
        sealed = seal(agency.paper_key, kept.kind, kept.period, kept.number, kept.printed)
        link = kept.printed["look_up_link"].rsplit("/", 1)[0]
        kept.printed = kept.printed | {"look_up_link": f"{link}/{sealed}"}
    long = printed(kept)
    assert len(pypdf.PdfReader(io.BytesIO(long)).pages) == 4, "two pages, two copies"
    assert verify(long).exit_code == verify(bound((long, [2, 3]))).exit_code == 0
    answer = verify(bound((long, [0, 1, 2])))
    assert answer.exit_code == 1
    assert "a copy was issued on 2 pages, here are 3" in answer.output


@pytest.mark.parametrize("before", [True, False])
def test_a_page_of_nobody_beside_a_genuine_paper_is_told(verify, paper, before: bool) -> None:
    own, strange = (printed(paper), [0, 1]), (a_page("Quyết định cấp giấy phép"), [0])
    answer = verify(bound(strange, own) if before else bound(own, strange))
    assert answer.exit_code == 1
    assert f"Page {1 if before else 3}\n  UNPROVEN" in answer.output
    assert "GENUINE" in answer.output


def test_what_was_printed_together_is_proven_paper_by_paper(verify, app) -> None:
    """Papers without a QR too: each is known by its number, and held to what was issued."""
    office = a_small_office()
    a_refusal(office)
    code = a_case(office).code
    with transaction() as session:
        finishing.complete(session, code, seen=None, by=office.clerk, at=MONDAY)
        list_given(session, [code], by=office.clerk, at=MONDAY)
        ids = session.scalars(select(IssuedPaper.id).order_by(IssuedPaper.id)).all()
        sent = {"submission_key": "k" * 32, "by": office.clerk, "at": MONDAY}
        batch = printing.print_together(session, ids, **sent)
    answer = verify(batches.drawn(db.session(), batch.papers, MONDAY))
    assert (answer.exit_code, answer.output.count("GENUINE")) == (0, 3)
    refusal = db.session().get_one(IssuedPaper, ids[0])
    answer = verify(printed(refusal, reason="Thiếu giấy tờ"))
    assert answer.exit_code == 1
    assert "thẩm quyền → Thiếu" in answer.output
    assert verify(printed(refusal, number="9/PTC-TTPVHCC")).exit_code == 2


def test_a_scan_is_compared_by_eye_once_its_signature_is_found_genuine(verify, paper) -> None:
    with pypdfium2.PdfDocument(printed(paper)) as document:
        picture = document[0].render(scale=200 / 72).to_pil()
    scan = io.BytesIO()
    picture.save(scan, "PDF", resolution=200)
    answer = verify(scan.getvalue())
    assert answer.exit_code == 3
    assert "compare it by eye" in answer.output


def test_the_words_that_a_machine_read_out_of_a_scan_are_not_held_against_it(verify, paper) -> None:
    unseen = io.BytesIO()
    with pypdfium2.PdfDocument(printed(paper)) as document:
        picture = document[0].render(scale=200 / 72).to_pil()
        size = document[0].get_size()
    canvas = Canvas(unseen, pagesize=size)
    canvas.drawImage(ImageReader(picture), 0, 0, *size)
    words = canvas.beginText(60, 300)
    words.setTextRenderMode(3)
    words.textLine("Dang ky khai s1nh")
    canvas.drawText(words)
    canvas.save()
    answer = verify(unseen.getvalue())
    assert answer.exit_code == 3
    assert "compare it by eye" in answer.output


def test_what_is_no_paper_of_ours_is_said_to_be_none(verify, paper) -> None:
    for pdf, said in ((a_page("Hello"), "No page carries a QR"), (b"nothing", "cannot be read")):
        answer = verify(pdf)
        assert answer.exit_code == 2
        assert said in answer.output


def test_a_control_sheet_is_proven_by_its_link_without_a_secret(verify, app) -> None:
    office = a_small_office()
    code = a_case(office).code
    with transaction() as session:
        kind = PaperKind.CONTROL_SHEET
        sheet = on_wish.issue_on_wish(session, code, kind, by=office.clerk, at=MONDAY)
    answer = verify(printed(sheet))
    assert (answer.exit_code, "GENUINE" in answer.output) == (0, True)
    assert verify(printed(sheet, lead_agency="Sở Tư pháp")).exit_code == 1
