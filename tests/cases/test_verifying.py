"""`onestop papers verify`: a PDF that comes back against the papers as they were issued."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from click.testing import Result
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from onestop.cases.models import IssuedPaper
from onestop.cases.operations import on_wish
from onestop.cases.rules.paper import PaperKind
from onestop.db import db, transaction
from onestop.printing.press import stored_paper
from tests.cases.makers import MONDAY, a_case, a_small_office


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


@pytest.mark.parametrize("reprint", [0, 2])
def test_a_paper_as_issued_is_genuine_and_so_is_its_reprint(verify, paper, reprint) -> None:
    answer = verify(printed(paper, reprint=reprint))
    assert (answer.exit_code, "GENUINE" in answer.output) == (0, True)
    assert paper.printed["number"] in answer.output
    assert paper.printed["applicant"] not in answer.output


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


def test_a_page_that_is_missing_is_told(verify, paper) -> None:
    with pypdfium2.PdfDocument(printed(paper)) as document:
        document.del_page(1)
        rest = io.BytesIO()
        document.save(rest)
    answer = verify(rest.getvalue())
    assert answer.exit_code == 1
    assert "issued on 2 pages, here are 1" in answer.output


def test_a_scan_is_compared_by_eye_once_its_signature_is_found_genuine(verify, paper) -> None:
    with pypdfium2.PdfDocument(printed(paper)) as document:
        picture = document[0].render(scale=200 / 72).to_pil()
    scan = io.BytesIO()
    picture.save(scan, "PDF", resolution=200)
    answer = verify(scan.getvalue())
    assert answer.exit_code == 3
    assert "compare it by eye" in answer.output


def test_what_is_no_paper_of_ours_is_said_to_be_none(verify, paper) -> None:
    plain = io.BytesIO()
    canvas = Canvas(plain)
    canvas.drawString(50, 50, "Hello")
    canvas.save()
    for pdf, said in ((plain.getvalue(), "No page carries a QR"), (b"nothing", "cannot be read")):
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
