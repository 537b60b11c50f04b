"""Control sheets, labels and rating slips on wish, the list of results, and the register."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select, update

from onestop.accounts.models import Agency, Unit
from onestop.accounts.rules import Actor
from onestop.cases.models import (
    Case,
    CaseStep,
    Handover,
    IssuedPaper,
    PaperPrinting,
    RegisterPrinting,
)
from onestop.cases.operations import (
    ending,
    finishing,
    guidance,
    on_wish,
    registration,
    routing,
    waiting,
)
from onestop.cases.operations.lists import list_given
from onestop.cases.operations.registration import Filed
from onestop.cases.queries import papers, register
from onestop.cases.queries.proof import proven
from onestop.cases.queries.register import Wanted
from onestop.cases.rules.codes import read_link
from onestop.cases.rules.endings import Wish
from onestop.cases.rules.guidance import GuidanceEntry, GuidanceKind
from onestop.cases.rules.paper import ON_WISH, PaperKind
from onestop.cases.rules.reception import ReturnMethod
from onestop.cases.rules.register import register_numbers, volume_of
from onestop.cases.rules.results import ResultEntry
from onestop.db import db, transaction
from onestop.errors import NotFound, Refused
from onestop.printing.register import RegisterRow
from tests.accounts.makers import an_agency, sign_in
from tests.cases.makers import (
    MONDAY,
    ZONE,
    a_case,
    a_sitting,
    a_small_office,
    an_application,
    another_procedure,
    granted,
    the_actor,
)
from tests.printing.reading import letters, text_of

HOUR = timedelta(hours=1)


@pytest.fixture
def office(app, clock):
    clock.set(MONDAY)
    return a_small_office()


def wished(code: str, kind: PaperKind, by, at=MONDAY) -> IssuedPaper:
    with transaction() as session:
        return on_wish.issue_on_wish(session, code, kind, by=by, at=at)


def handed_over(office, code: str) -> None:
    with transaction() as session:
        finishing.complete(session, code, seen=None, by=office.clerk, at=MONDAY + HOUR)
    with transaction() as session:
        routing.accept(session, code, seen=None, by=office.leader, at=MONDAY + 2 * HOUR)


def test_a_control_sheet_tells_every_hand_over_and_who_kept_the_time(office) -> None:
    code = a_case(office).code
    handed_over(office, code)
    sheet = wished(code, PaperKind.CONTROL_SHEET, office.clerk, MONDAY + 3 * HOUR)
    assert sheet.printed["number"] == "1/PKS-TTPVHCC"
    leg, *to_come = sheet.printed["legs"]
    assert route_of(to_come) == ROUTE[1:]
    assert (leg["from_unit"], leg["to_unit"]) == ("Bộ phận Một cửa", "Phòng Văn hoá - Xã hội")
    assert (leg["giver"], leg["receiver"]) == (office.clerk.full_name, office.leader.full_name)
    assert leg["outcome"] in ("early", "on_time")
    assert leg["at"] == "2026-11-16T11:00:00+07:00"


COUNTER, CULTURE, LEADERS = "Bộ phận Một cửa", "Phòng Văn hoá - Xã hội", "Lãnh đạo UBND"
ROUTE = [(COUNTER, CULTURE), (CULTURE, LEADERS), (LEADERS, COUNTER)]


def route_of(legs: list[dict[str, str | None]]) -> list[tuple[str | None, str | None]]:
    """The units of hand-overs that nobody has made yet."""
    assert {(leg["at"], leg["giver"], leg["receiver"], leg["outcome"]) for leg in legs} <= {
        (None, "", "", "")
    }
    return [(leg["from_unit"], leg["to_unit"]) for leg in legs]


def test_a_control_sheet_leaves_room_for_every_hand_over_of_the_route(office) -> None:
    code = a_case(office).code
    sheet = wished(code, PaperKind.CONTROL_SHEET, office.clerk)
    assert route_of(sheet.printed["legs"]) == ROUTE


def test_a_sheet_names_no_unit_that_the_dossier_may_pass_by(office) -> None:
    code = a_case(office).code
    with transaction() as session:
        session.execute(update(CaseStep).where(CaseStep.name == "Lãnh đạo ký").values(finding="x"))
    sheet = wished(code, PaperKind.CONTROL_SHEET, office.clerk)
    assert route_of(sheet.printed["legs"]) == [ROUTE[0], (CULTURE, ""), ("", COUNTER)]


def test_a_sheet_is_issued_anew_only_when_something_has_changed(office) -> None:
    code = a_case(office).code
    first = wished(code, PaperKind.CONTROL_SHEET, office.clerk).id
    assert wished(code, PaperKind.CONTROL_SHEET, office.clerk, MONDAY + HOUR).id == first
    handed_over(office, code)
    assert wished(code, PaperKind.CONTROL_SHEET, office.clerk, MONDAY + 3 * HOUR).id != first


def test_the_sheet_that_travels_leads_to_the_case_without_the_applicants_secret(office) -> None:
    code = a_case(office).code
    sheet = wished(code, PaperKind.CONTROL_SHEET, office.clerk)
    secret = db.session().scalar(select(Case.secret))
    assert secret not in json.dumps(sheet.printed)
    link, _, sealed = sheet.printed["look_up_link"].partition("#")
    assert link.endswith(f"/cases/{code}")
    assert read_link(sheet.printed["look_up_link"]) == (code, sealed)
    assert proven(db.session(), code, sealed).paper.id == sheet.id


def test_a_sheet_whose_link_held_the_secret_is_issued_anew(office) -> None:
    code = a_case(office).code
    first = wished(code, PaperKind.CONTROL_SHEET, office.clerk)
    leaking = first.printed | {"look_up_link": f"https://x.vn/look-up/{code}/SECRET/SEAL"}
    with transaction() as session:
        session.execute(
            update(IssuedPaper).where(IssuedPaper.id == first.id).values(printed=leaking)
        )
    assert wished(code, PaperKind.CONTROL_SHEET, office.clerk).id != first.id


@pytest.mark.parametrize("kind", [PaperKind.CONTROL_SHEET, PaperKind.RATING_SLIP])
def test_two_who_ask_at_once_get_the_same_paper(database, office, kind) -> None:
    code, start = a_case(office).code, Barrier(2, timeout=60)

    def ask(by: Actor) -> int:
        with database.app_context():
            start.wait(30)
            rates = kind is PaperKind.RATING_SLIP
            return (rated(office, by=by) if rates else wished(code, kind, by)).id

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(ask, (office.clerk, office.second_clerk))
    assert one == other


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ({"return_method": ReturnMethod.COUNTER}, "Bộ phận Một cửa"),
        (
            {"return_method": ReturnMethod.POST, "return_address": "3 Hàm Nghi"},
            "Qua dịch vụ bưu chính, địa chỉ: 3 Hàm Nghi",
        ),
    ],
)
def test_a_control_sheet_says_where_the_result_goes(office, method, said) -> None:
    code = a_case(office, **method).code
    sheet = wished(code, PaperKind.CONTROL_SHEET, office.clerk)
    agency = db.session().get_one(Agency, office.agency_id)
    assert sheet.printed["return_at"] in (said, agency.one_stop_name)
    assert (method["return_method"] == ReturnMethod.POST) == (sheet.printed["return_at"] == said)
    assert sheet.printed["lead_agency"] == agency.name


def test_a_control_sheet_names_the_agency_that_settles(office) -> None:
    code = a_case(office).code
    province = an_agency("H29")
    with transaction() as session:
        unit = session.scalar(select(Unit).where(Unit.agency_id == province).limit(1))
        session.execute(update(CaseStep).where(CaseStep.ends_settlement).values(unit_id=unit.id))
        name = session.get_one(Agency, province).name
    sheet = wished(code, PaperKind.CONTROL_SHEET, office.clerk)
    assert (sheet.printed["lead_agency"], sheet.printed["partner_agencies"]) == (name, [])
    assert rows_of(office)[0].lead_agency == name


def some_guidance(office) -> int:
    """Form 03 for somebody whose application is not received."""
    entry = GuidanceEntry(
        kind=GuidanceKind.REFUSAL,
        version_id=office.version.id,
        applicant_name="Đỗ Văn Quyết",
        identity_number="",
        phone="",
        email="",
        address="",
        requirements=(),
        reason="Không thuộc thẩm quyền",
        typed={},
    )
    with transaction() as session:
        return guidance.guide(session, entry, by=office.clerk, at=MONDAY).id


def rated(office, by=None, at=MONDAY) -> IssuedPaper:
    with transaction() as session:
        code = office.version.code
        return on_wish.issue_rating_slip(session, code, by=by or office.clerk, at=at)


def test_a_rating_slip_tells_of_no_case_and_is_the_same_until_a_name_changes(office) -> None:
    case = a_case(office)
    slip = rated(office)
    assert (slip.case_id, slip.sitting_id) == (None, None)
    said = json.dumps(slip.printed)
    secret = db.session().scalar(select(Case.secret))
    assert [told for told in (case.code, secret, "http") if told in said] == []
    assert rated(office, by=office.official, at=MONDAY + HOUR).id == slip.id
    with transaction() as session:
        session.execute(update(Agency).values(one_stop_name="Trung tâm mới"))
    assert rated(office).id != slip.id


def test_nobody_prints_a_rating_slip_of_another_agencys_procedure(office) -> None:
    stranger = the_actor(an_agency("H29.30.13"), "cuc", office.clerk.posts[0].role, "counter")
    with pytest.raises(NotFound):
        rated(office, by=stranger)


def test_a_rating_slip_goes_out_with_the_receipt_and_with_guidance(client, office) -> None:
    case = a_case(office)
    given = some_guidance(office)
    sign_in(client, "lan")
    print_it = f"/papers/rating/{office.version.code}/print"
    for address in (f"/cases/{case.code}/registered", f"/cases/guidance/{given}"):
        page = client.page(address)
        form = page.form(print_it)
        sent = client.post(print_it, data=page.filled(form))
        slip = text_of(client.get(sent.location).data)[0]
        assert letters("Đăng ký khai sinh") in letters(slip)
        assert case.code not in slip


@pytest.mark.parametrize("kind", ON_WISH)
def test_each_is_printed_from_the_page_of_the_case_and_counted(client, office, kind) -> None:
    code = a_case(office).code
    sign_in(client, "lan")
    page = client.page(f"/cases/{code}")
    form = page.form(f"/papers/of/{code}/{kind}/print")
    for count in (0, 1):
        sent = client.post(form.get("action"), data=page.filled(form))
        assert sent.location.endswith(f"/{count}.pdf")
        assert letters("Đăng ký khai sinh") in letters(text_of(client.get(sent.location).data)[0])
    assert db.session().scalar(select(func.count(PaperPrinting.id))) == 2


def test_a_receipt_is_no_paper_on_wish_and_a_strange_kind_is_unknown(client, office) -> None:
    code = a_case(office).code
    with pytest.raises(Refused):
        wished(code, PaperKind.RECEIPT, office.clerk)
    sign_in(client, "lan")
    page = client.page(f"/cases/{code}")
    fields = page.filled(page.form(f"/papers/of/{code}/{ON_WISH[0]}/print"))
    assert client.post(f"/papers/of/{code}/nothing/print", data=fields).status_code == 404


def test_another_agency_gets_no_paper_about_the_case(office) -> None:
    code = a_case(office).code
    stranger = the_actor(an_agency("H29.30.13"), "cuc", office.clerk.posts[0].role, "counter")
    with pytest.raises(NotFound):
        wished(code, PaperKind.FOLDER_LABEL, stranger)


def test_results_that_come_back_together_are_on_a_list_of_results(office) -> None:
    code = a_case(office).code
    signed(office, code, granted(MONDAY))
    with transaction() as session:
        (listed,) = list_given(session, [code], by=office.chair, at=MONDAY + 8 * HOUR)
        paper = papers.of_list(session, listed)
        assert paper.kind == PaperKind.RESULT_LIST
        assert paper.printed["number"] == "1/BGKQ-TTPVHCC"
        (result,) = paper.printed["results"]
    assert result["code"] == code
    assert result["result"].startswith("Giấy khai sinh, số ")
    assert result["fees"] == sum(fee.amount for fee in office.version.fees)


def signed(office, code: str, result: ResultEntry) -> None:
    """The case on its way back to the counter, with that result."""
    handed_over(office, code)
    steps = (
        (finishing.complete, office.leader, {"next_official_id": office.official.official_id}),
        (finishing.complete, office.official, {}),
        (routing.accept, office.chair, {}),
        (finishing.complete, office.chair, {"result": result}),
    )
    for number, (step, by, more) in enumerate(steps, start=3):
        with transaction() as session:
            step(session, code, seen=None, by=by, at=MONDAY + number * HOUR, **more)


def settled(office, code: str, result: ResultEntry) -> None:
    """The same, confirmed by the counter."""
    signed(office, code, result)
    with transaction() as session:
        routing.accept(session, code, seen=None, by=office.clerk, at=MONDAY + 8 * HOUR)


def rows_of(office, year: int = 2026, **wanted) -> list[RegisterRow]:
    agency = db.session().get_one(Agency, office.agency_id)
    asked = Wanted(year, **wanted)
    return list(register.rows(db.session(), agency, asked, zone=ZONE, methods={}))


def book(office, **wanted) -> list[tuple[int, str]]:
    return [(row.number, row.code) for row in rows_of(office, **wanted)]


def test_the_register_lists_every_case_by_its_number_a_sitting_too(office, monkeypatch) -> None:
    monkeypatch.setattr(register, "PORTION", 2)
    one = a_case(office).code
    together = a_sitting(office, another_procedure(office)).codes
    last = a_case(office).code
    assert book(office) == list(enumerate([one, *together, last], start=1))
    assert [number for number, _ in book(office, field="Cư trú")] == [3]
    assert rows_of(office, 2025) == []


def test_volumes_hold_so_many_cases_each(client, office) -> None:
    with transaction() as session:
        session.execute(update(Agency).values(register_volumes={"2026": 2}))
    codes = [a_case(office).code for _ in range(3)]
    assert book(office, volume=1) == [(1, codes[0]), (2, codes[1])]
    assert book(office, volume=2) == [(3, codes[2])]
    volumes = db.session().scalars(
        select(IssuedPaper.printed).join(Case, Case.id == IssuedPaper.case_id).order_by(Case.id)
    )
    assert [each["register_volume"] for each in volumes] == ["01/2026", "01/2026", "02/2026"]
    sign_in(client, "lan")
    page = client.page("/papers/register")
    assert "Từ năm 2026, mỗi quyển có 2 hồ sơ" in page.text
    fields = page.filled(page.form("register")) | {"year": "2026", "volume": "2"}
    sent = client.post("/papers/register", data=fields)
    said = letters("".join(text_of(client.get(sent.location).data)))
    assert letters("Quyển số: 02/2026") in said
    assert [code for code in codes if letters(code) in said] == codes[2:]


@pytest.mark.parametrize(("number", "volume"), [(1, 1), (500, 1), (501, 2), (1000, 2)])
def test_a_number_falls_into_its_volume(number: int, volume: int) -> None:
    assert volume_of(number, 500) == volume
    first, last = register_numbers(volume, 500)
    assert last is not None
    assert first <= number <= last
    assert (volume_of(number, 0), register_numbers(volume, 0)) == (1, (1, None))


def test_the_register_is_printed_from_its_page_and_each_printing_is_noted(client, office) -> None:
    code = a_case(office).code
    sign_in(client, "lan")
    assert "Sổ chưa được in lần nào" in client.page("/papers/register").text
    page = client.page("/papers/register")
    assert "Hộ tịch" in page.text
    fields = page.filled(page.form("register"))
    sent = client.post("/papers/register", data=fields | {"year": "2026"})
    pdf = client.get(sent.location)
    assert pdf.mimetype == "application/pdf"
    said = letters("".join(text_of(pdf.data)))
    assert [
        text for text in (code, "SỔ THEO DÕI HỒ SƠ", "1/STD-") if letters(text) not in said
    ] == []
    a_case(office)
    assert client.get(sent.location).data == pdf.data, "a reload prints what was printed"
    strange = {"year": "99999", "volume": "x"}
    client.post("/papers/register", data=fields | strange)
    told = client.page("/papers/register").text
    assert [each for each in ("1/STD-", "2/STD-", "Hộ tịch") if each not in told] == []
    noted = db.session().scalars(select(RegisterPrinting).order_by(RegisterPrinting.id)).all()
    assert [(each.number, each.rows) for each in noted] == [(1, 1), (2, 2)]


def test_a_part_of_the_register_without_cases_takes_no_number(client, office) -> None:
    a_case(office)
    sign_in(client, "lan")
    with transaction() as session:
        session.execute(update(Agency).values(register_volumes={"2018": 10}))
    fields = client.page("/papers/register").filled(client.page("/papers/register").form())
    for part in ({"field": "Đất đai"}, {"volume": "7"}, {"year": "2020"}):
        answer = client.post("/papers/register", data=fields | part)
        assert answer.location == "/papers/register"
        assert "chưa có hồ sơ nào" in client.page("/papers/register").text
    assert db.session().scalars(select(RegisterPrinting)).all() == []
    assert client.get("/papers/register/1.pdf").status_code == 404


def test_the_register_runs_by_its_numbers_whenever_the_dossiers_were_filed(
    office, monkeypatch
) -> None:
    monkeypatch.setattr(register, "PORTION", 2)
    codes = [a_case(office).code for _ in range(3)]
    with transaction() as session:
        filed = Filed(MONDAY - timedelta(days=3), "1/BBGN")
        entry = an_application(office)
        late = registration.register(session, entry, by=office.clerk, at=MONDAY, filed=filed)
    assert book(office) == list(enumerate([*codes, late.code], start=1))


def withdrawn(office, code: str) -> None:
    with transaction() as session:
        ending.withdraw(session, code, seen=None, by=office.clerk, at=MONDAY + HOUR, reason="Rút")


def stopped_for_good(office, code: str) -> None:
    with transaction() as session:
        wish = {"reason": "Dừng", "wish": Wish.STOP}
        ending.withdraw(session, code, seen=None, by=office.clerk, at=MONDAY + HOUR, **wish)


def stopped_for_a_while(office, code: str) -> None:
    handed_over(office, code)
    with transaction() as session:
        at = MONDAY + 3 * HOUR
        waiting.stop(session, code, seen=None, by=office.leader, at=at, reason="Chờ toà án")


def under_way(office, code: str) -> None:
    handed_over(office, code)


@pytest.mark.parametrize(
    ("course", "note"),
    [
        (withdrawn, "Rút hồ sơ ngày 16/11/2026"),
        (stopped_for_good, "Dừng giải quyết ngày 16/11/2026"),
        (stopped_for_a_while, "Tạm dừng từ ngày 16/11/2026"),
        (under_way, ""),
    ],
)
def test_the_register_says_why_a_case_has_no_result(office, course, note: str) -> None:
    course(office, a_case(office).code)
    assert [row.note for row in rows_of(office)] == [note]


@pytest.mark.parametrize(
    ("result", "note"),
    [
        (granted(), ""),
        (replace(granted(), granted=False, reason="Sai"), "Từ chối giải quyết ngày 16/11/2026"),
    ],
)
def test_the_register_says_of_a_result_that_it_is_a_refusal(office, result, note: str) -> None:
    settled(office, a_case(office).code, result)
    assert [row.note for row in rows_of(office)] == [note]


def test_a_hand_over_that_was_declined_did_not_reach_who_settles(office) -> None:
    code = a_case(office).code
    handed_over(office, code)
    assert rows_of(office)[0].forwarded_at == MONDAY + HOUR
    with transaction() as session:
        session.execute(update(Handover).values(outcome="declined"))
    assert rows_of(office)[0].forwarded_at is None
