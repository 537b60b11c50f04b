"""Forms 02 to 05: what is asked, refused, promised anew and stopped, as the citizen holds it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import combinations
from typing import Any

import pytest

from onestop.printing import apology_letter, refusal_slip, stop_notice, supplement_slip
from onestop.printing.apology_letter import ApologyLetter
from onestop.printing.refusal_slip import RefusalSlip
from onestop.printing.stop_notice import StopNotice
from onestop.printing.supplement_slip import SupplementSlip
from onestop.printing.values import from_json, to_json
from tests.printing.papers import (
    CODE,
    LINK,
    OFFICE,
    ZONE,
    boxes,
    letters,
    overlap,
    picture,
    scanned,
    text_of,
)

AT = datetime(2026, 11, 26, 9, 5, tzinfo=ZONE)
CASE = {"code": CODE, "look_up_link": LINK, "look_up_secret": "ABCD2345"}
PERSON = {"applicant": "Nguyễn Thị Bích Phượng", "address": "12/5 đường Nguyễn Thị Minh Khai"}
REACHED = {"phone": "0901234567", "email": "phuong@example.vn"}
REASON = "Giấy chứng sinh ghi ngày sinh khác tờ khai"

SUPPLEMENT = SupplementSlip(
    office=OFFICE,
    number="3/PBS-TTPVHCC",
    **CASE,
    **PERSON,
    **REACHED,
    content="Đăng ký khai sinh",
    requirements=("Bản sao sổ hộ tịch", "Ảnh 4×6"),
    reason=REASON,
    contact="Hoàng Đức Thịnh, điện thoại 028 3899 0001",
    issued_at=AT,
    clerk="Trần Văn Ổn",
    bring_by_at=datetime(2026, 12, 10, 17, tzinfo=ZONE),
)
REFUSAL = RefusalSlip(
    office=OFFICE,
    number="4/PTC-TTPVHCC",
    **CASE,
    **PERSON,
    **REACHED,
    identity_number="079190012345",
    content="Đăng ký khai sinh",
    reason=REASON,
    issued_at=AT,
    submitter="Nguyễn Thị Bích Phượng",
    clerk="Trần Văn Ổn",
)
APOLOGY = ApologyLetter(
    office=replace(OFFICE, superior="", name="UBND phường Tân Hoà"),
    number="5/PXL",
    **CASE,
    applicant="Nguyễn Thị Bích Phượng",
    identity_number="079190012345",
    procedure="Đăng ký khai sinh",
    received_at=AT,
    old_due_at=datetime(2026, 11, 30, 17, tzinfo=ZONE),
    new_due_at=datetime(2026, 12, 4, 17, tzinfo=ZONE),
    circumstances="Đang chờ xác minh",
    reason=REASON,
    signed_at=AT,
    signer="Phan Hữu Phước",
    signer_title="Chủ tịch UBND phường",
)
STOP = StopNotice(
    office=OFFICE,
    number="6/TBD-TTPVHCC",
    **CASE,
    **PERSON,
    identity_number="079190012345",
    procedure="Đăng ký khai sinh",
    ground="Đề nghị rút hồ sơ của người nộp ngày 26/11/2026.",
    reason="Không còn nhu cầu",
    stopped_at=AT,
    clerk="Trần Văn Ổn",
    given_back="Giấy chứng sinh bản chính",
)
PRINTED: list[tuple[Any, Any, tuple[str, ...]]] = [
    (SUPPLEMENT, supplement_slip.DESIGN, ("1. Bản sao sổ hộ tịch", "2. Ảnh 4×6", "10/12/2026")),
    (REFUSAL, refusal_slip.DESIGN, ("không giải quyết hồ sơ này", "NGƯỜI NỘP HỒ SƠ")),
    (APOLOGY, apology_letter.DESIGN, ("04 tháng 12 năm 2026", "CHỦ TỊCH UBND PHƯỜNG", "xin lỗi")),
    (STOP, stop_notice.DESIGN, ("Giấy chứng sinh bản chính", "09 giờ 05 phút, ngày 26 tháng 11")),
]
EACH = pytest.mark.parametrize(("paper", "printer", "words"), PRINTED, ids=lambda it: str(it)[:12])


@EACH
def test_a_paper_says_everything_and_scans(paper, printer, words) -> None:
    pdf = printer.pdf(paper)
    page = letters(text_of(pdf)[0])
    said = (*words, paper.number, paper.applicant, paper.reason)
    assert [text for text in said if letters(text) not in page] == []
    assert scanned(picture(pdf)) == {"Code128": CODE, "QRCode": LINK}


@EACH
def test_a_paper_stored_as_issued_is_read_back_whole(paper, printer, words) -> None:
    assert from_json(type(paper), json.loads(json.dumps(to_json(paper)))) == paper
    assert printer.pdf(paper) == printer.pdf(paper)


@EACH
def test_a_long_reason_turns_the_page_and_no_words_collide(paper, printer, words) -> None:
    lay_out: Callable[[Any], Any] = printer.lay_out
    sheet = lay_out(replace(paper, reason="Căn cứ hồ sơ địa chính đã lập " * 90))
    assert len(sheet.pages) > 1
    for page in boxes(sheet):
        assert all(box[1] >= 0 for box in page)
        assert not [pair for pair in combinations(page, 2) if overlap(*pair)]


@pytest.mark.parametrize(
    ("paper", "render"),
    [(SUPPLEMENT, supplement_slip.DESIGN.pdf), (REFUSAL, refusal_slip.DESIGN.pdf)],
    ids=["02", "03"],
)
def test_before_a_case_exists_a_paper_carries_no_code(paper, render) -> None:
    pdf = render(replace(paper, code="", look_up_link="", look_up_secret=""))
    assert "Mã hồ sơ" not in text_of(pdf)[0]
    assert scanned(picture(pdf)) == {}
