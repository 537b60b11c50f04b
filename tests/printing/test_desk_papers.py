"""What the desks pass on: control sheet, result list, rating slip, labels and postal papers."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle

import pytest

from onestop.printing import (
    address_label,
    consignment_slip,
    control_sheet,
    folder_label,
    manifest,
    postal_filing,
    rating_slip,
    result_list,
)
from onestop.printing.control_sheet import OUTCOMES, Leg
from onestop.printing.press import LAYOUTS
from onestop.printing.rating_slip import QUESTIONS, SCALE
from tests.printing.papers import (
    CODE,
    MAKERS,
    a_consignment_slip,
    a_control_sheet,
    a_folder_label,
    a_manifest,
    a_post_record,
    a_rating_slip,
    a_result_list,
    an_address_label,
    grown,
)
from tests.printing.reading import letters, picture, scanned, text_of, words


@pytest.mark.parametrize(("outcome", "said"), OUTCOMES.items())
def test_a_leg_that_was_judged_says_only_how(outcome: str, said: str) -> None:
    leg = Leg("Phòng Tư pháp", "Một cửa", outcome=outcome)
    page = text_of(control_sheet.DESIGN.pdf(a_control_sheet(legs=(leg,))))[0]
    assert [each for each in OUTCOMES.values() if each in page] == [said]
    assert "□" not in page


def test_a_leg_to_come_leaves_everything_to_be_written() -> None:
    page = text_of(control_sheet.DESIGN.pdf(a_control_sheet(legs=())))[0]
    assert [each for each in OUTCOMES.values() if f"□ {each}" not in page] == []
    assert "…… giờ …… phút" in page


def test_a_leg_stays_whole_and_heads_stand_on_every_page() -> None:
    legs = tuple(Leg(f"Tổ {n}A", f"Tổ {n}B", giver=f"Giao {n}") for n in range(100, 130))
    pages = words(control_sheet.DESIGN.lay_out(a_control_sheet(legs=legs)))
    assert len(pages) > 2
    for page in pages:
        assert "Người nhận" in page
        for n in range(100, 130):
            told = (f"1. Giao: Tổ {n}A", f"2. Nhận: Tổ {n}B", f"Giao {n}")
            assert len({text in page for text in told}) == 1


def test_the_control_sheet_gives_nobody_the_secret() -> None:
    assert "Mã tra cứu" not in text_of(control_sheet.DESIGN.pdf(a_control_sheet()))[0]


def test_a_result_list_adds_up_fees_and_what_goes_by_post() -> None:
    one = a_result_list().results[0]
    results = tuple(replace(one, fees=8_000, by_post=number < 3) for number in range(125))
    pages = text_of(result_list.DESIGN.pdf(a_result_list(results=results)))
    said = letters(pages[len(pages) // 2 - 1])
    assert letters("Tổng số kết quả bàn giao: 125, trong đó trả qua bưu điện: 03") in said
    assert letters("phải thu: 1.000.000 đồng") in said


@pytest.mark.parametrize("kind", ["handover_list", "result_list", "manifest"])
def test_the_signatures_below_a_list_stand_on_the_page_of_its_last_line(kind: str) -> None:
    for count in range(1, 40):
        paper = grown(MAKERS[kind](), cycle(["Trần Văn Ổn"]), count)
        last = words(LAYOUTS[kind][-1].lay_out(paper))[-1]
        assert "(Ký và ghi rõ họ tên)" in last
        assert CODE in last or f"{CODE[:-1]}8" in last or kind == "manifest" and "Cộng" in last


def test_a_rating_slip_asks_every_question_and_names_nobody() -> None:
    page = letters(text_of(rating_slip.DESIGN.pdf(a_rating_slip()))[0])
    assert [text for text in (*QUESTIONS, *SCALE) if letters(text) not in page] == []
    assert letters(CODE) not in page
    assert letters("Số:") not in page


def test_an_old_and_long_code_fits_the_folder_s_label_and_scans() -> None:
    code = "000.00.01.H29-190425-0007"
    sheet = folder_label.DESIGN.lay_out(a_folder_label(code=code))
    assert len(sheet.pages) == 1
    pdf = folder_label.DESIGN.pdf(a_folder_label(code=code))
    assert scanned(picture(pdf)) == {"Code128": code}


def test_a_long_procedure_makes_the_text_smaller_before_it_takes_a_second_label() -> None:
    name = "Cấp giấy phép xây dựng mới, sửa chữa, cải tạo đối với nhà ở riêng lẻ tại đô thị "
    assert len(folder_label.DESIGN.lay_out(a_folder_label(procedure=name * 2)).pages) == 1
    assert len(folder_label.DESIGN.lay_out(a_folder_label(procedure=name * 20)).pages) > 1


def test_an_address_label_says_what_to_collect_and_what_to_bring_back() -> None:
    page = text_of(address_label.DESIGN.pdf(an_address_label()))[0]
    assert "THU HỘ: 125.000 đồng" in page
    assert "THU LẠI GIẤY TỜ: Giấy chứng nhận cũ (bản chính)" in page
    page = text_of(address_label.DESIGN.pdf(an_address_label(collect=0, withdraw="")))[0]
    assert "KHÔNG THU HỘ" in page
    assert "THU LẠI" not in page


def test_a_manifest_adds_up_its_sums_beside_its_signatures() -> None:
    consignments = a_manifest().consignments * 20
    pages = text_of(manifest.DESIGN.pdf(a_manifest(consignments=consignments, sealed=39)))
    last = letters(pages[len(pages) // 2 - 1])
    for said in ("Cộng", "890.000", "2.660.000", "Tổng số bưu gửi: 40, trong đó đã niêm phong: 39"):
        assert letters(said) in last
    assert letters("NHÂN VIÊN BƯU CHÍNH") in last


def test_a_sum_of_billions_is_never_cut() -> None:
    most = 99_999_999_999
    one = replace(a_manifest().consignments[0], postage=most, collect=most)
    sheets = (
        manifest.DESIGN.lay_out(a_manifest(consignments=(one,))),
        result_list.DESIGN.lay_out(
            a_result_list(results=(replace(a_result_list().results[0], fees=most),))
        ),
    )
    said = [text for sheet in sheets for page in words(sheet) for text in page]
    assert said.count("99.999.999.999") == 5


def test_a_dossier_by_post_is_filed_when_both_sides_sign() -> None:
    pages = text_of(postal_filing.DESIGN.pdf(a_post_record()))
    assert len(pages) == 2
    assert letters("Thời điểm nộp hồ sơ: 09 giờ 05 phút, ngày 26 tháng 11 năm 2026") in letters(
        pages[0]
    )


def test_before_there_is_a_code_a_postal_paper_carries_none() -> None:
    slip = a_consignment_slip(code="", tracking_code="", postage=0, collect=0)
    page = text_of(consignment_slip.DESIGN.pdf(slip))[0]
    assert "Mã hồ sơ" not in page
    assert "Mã bưu gửi" not in page
    assert "Giá cước: không" in page
    assert scanned(picture(consignment_slip.DESIGN.pdf(slip))) == {}
