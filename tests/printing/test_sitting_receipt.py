"""Form 01 for several cases: an appointment for each, one pair of marks, any number of pages."""

from __future__ import annotations

import json

import pytest

from onestop.printing.furniture import moment_in_words
from onestop.printing.receipt import COPIES, ReceiptComponent
from onestop.printing.sheet import Words
from onestop.printing.sitting_receipt import DESIGN, SittingReceipt
from onestop.printing.values import from_json, to_json
from tests.printing.papers import CODE, LINK, a_sitting_receipt, an_appointment
from tests.printing.reading import boxes, collisions, letters, outside, picture, scanned, text_of

LONG = "Cấp giấy phép xây dựng mới, giấy phép sửa chữa, cải tạo đối với công trình cấp III, cấp IV "


def ten(**changed) -> SittingReceipt:
    """Ten cases with long names and many papers."""
    papers = tuple(ReceiptComponent(f"{LONG}{number}", 1, 2, "Nộp sau") for number in range(5))
    return a_sitting_receipt(
        *(
            an_appointment(number, content=LONG * 3, results=(LONG, LONG), components=papers)
            for number in range(1, 11)
        ),
        **changed,
    )


def test_each_case_has_its_code_its_result_and_its_appointment() -> None:
    receipt = a_sitting_receipt()
    page = letters("".join(text_of(DESIGN.pdf(receipt))))
    assert letters("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ") in page
    for each in receipt.appointments:
        for said in (each.code, each.content, *each.results, each.term, *each.fees):
            assert letters(said) in page
        assert letters(f"Thời gian trả kết quả: {moment_in_words(each.due_at)}") in page
        assert letters(f"Quyển số: 01/2026, Số thứ tự: {each.register_number}") in page
    for said in (receipt.applicant, receipt.identity_number, receipt.return_at, receipt.clerk):
        assert letters(said) in page
    assert letters("Số hồ sơ tiếp nhận cùng lúc: 02") in page


def test_its_marks_are_those_of_the_first_case_and_it_comes_in_two_copies() -> None:
    pdf = DESIGN.pdf(a_sitting_receipt())
    assert scanned(picture(pdf)) == {"Code128": CODE, "QRCode": LINK}
    pages = text_of(pdf)
    for copy in COPIES:
        assert sum(copy in page for page in pages) == len(pages) / 2


def test_a_combined_procedure_lists_its_one_dossier_once() -> None:
    receipt = a_sitting_receipt(
        an_appointment(1, components=()),
        an_appointment(2, components=()),
        combined="Liên thông khai sinh, thường trú",
        components=(ReceiptComponent("Giấy chứng sinh", 1, 0, "Hồ sơ 1, 2"),),
    )
    page = letters("".join(text_of(DESIGN.pdf(receipt))))
    assert letters("Liên thông khai sinh, thường trú") in page
    assert letters("Hồ sơ 1, 2") in page
    assert page.count(letters("Thành phần hồ sơ nộp gồm")) == 2, "once a copy"


def test_ten_cases_with_long_names_flow_over_pages_and_nothing_is_lost() -> None:
    receipt = ten()
    sheet = DESIGN.lay_out(receipt)
    pages = [[mark.text for mark in page if isinstance(mark, Words)] for page in sheet.pages]
    assert len(pages) > 3
    assert "NGƯỜI NỘP HỒ SƠ" in pages[-1]
    said = "".join("".join("".join(page) for page in pages).split())
    for each in receipt.appointments:
        for value in (each.code, each.content, *each.results, moment_in_words(each.due_at)):
            assert "".join(value.split()) in said
    for page in boxes(sheet):
        assert not outside(sheet, page)
        assert not collisions(page)


def test_what_is_said_of_a_case_stands_on_one_page_and_no_heading_alone_at_its_end() -> None:
    for page in DESIGN.lay_out(ten()).pages:
        words = [mark.text for mark in page if isinstance(mark, Words)]
        codes = sum(text.startswith("H29.30.12-") for text in words)
        assert codes == sum(text.startswith("Thời gian trả kết quả") for text in words)
        assert words[-1] != "Thành phần hồ sơ nộp gồm:"


@pytest.mark.parametrize("receipt", [a_sitting_receipt(), ten(combined="Liên thông")])
def test_it_is_stored_as_issued_and_gives_the_same_bytes(receipt: SittingReceipt) -> None:
    stored = from_json(SittingReceipt, json.loads(json.dumps(to_json(receipt))))
    assert stored == receipt
    assert DESIGN.pdf(stored) == DESIGN.pdf(receipt)
