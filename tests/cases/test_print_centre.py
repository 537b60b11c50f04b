"""What is owed on paper, what was printed, and many papers as one PDF."""

from __future__ import annotations

import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from uuid import uuid4

import pypdf
import pytest
from sqlalchemy import event, func, select

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor, Role
from onestop.cases.models import Case, HandoverList, IssuedPaper, PaperPrinting, PrintBatch
from onestop.cases.operations import guidance, printing
from onestop.cases.operations.papers import store
from onestop.cases.queries import batches, print_centre
from onestop.cases.queries.papers import one as the_paper
from onestop.cases.rules.guidance import GuidanceEntry, GuidanceKind
from onestop.cases.rules.paper import PaperKind
from onestop.cases.rules.printing import MOST_TOGETHER, MUST_BE_PRINTED, RECEIPTS
from onestop.db import db, transaction
from onestop.errors import NotFound, Refused
from tests.accounts.makers import an_agency
from tests.cases.makers import (
    MONDAY,
    SmallOffice,
    a_case,
    a_sitting,
    a_small_office,
    another_procedure,
    many_receipts,
    the_actor,
)
from tests.printing.papers import a_result_list, an_apology
from tests.printing.reading import text_of

DAY = (MONDAY.replace(hour=0), MONDAY.replace(hour=0) + timedelta(days=1))


@pytest.fixture
def office(app) -> SmallOffice:
    return a_small_office()


def paper_ids() -> list[int]:
    return list(db.session().scalars(select(IssuedPaper.id).order_by(IssuedPaper.id)))


def a_refusal(office: SmallOffice, *, at: datetime = MONDAY) -> None:
    """A refusal at the counter, of no case."""
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
        guidance.guide(session, entry, by=office.clerk, at=at)


def print_these(office: SmallOffice, *ids: int, at: datetime = MONDAY) -> None:
    with transaction() as session:
        printing.print_papers(session, ids, by=office.clerk, at=at)


def owed(office: SmallOffice, **more) -> list[int]:
    page = print_centre.owed(db.session(), office.clerk, DAY, **more)
    return [row.id for row in page.rows]


def batch_of(office: SmallOffice, ids: Sequence[int], **more) -> PrintBatch:
    sent = {"submission_key": uuid4().hex, "by": office.clerk, "at": MONDAY} | more
    with transaction() as session:
        return printing.print_together(session, ids, **sent)


def drawn(batch: PrintBatch) -> tuple[bytes, list[int]]:
    stream = io.BytesIO()
    told = list(batches.drawing(db.session(), batch.papers, MONDAY, stream))
    return stream.getvalue(), told


def test_what_was_issued_and_never_printed_is_owed_kind_by_kind_oldest_first(office) -> None:
    a_refusal(office)
    a_case(office, at=MONDAY + timedelta(hours=1))
    a_case(office)
    refusal, later, earlier = paper_ids()
    assert owed(office) == [earlier, later, refusal]
    print_these(office, later)
    assert owed(office) == [earlier, refusal]
    counts = print_centre.owed_counts(db.session(), office.clerk, DAY)
    assert list(counts.items()) == [(PaperKind.RECEIPT, 1), (PaperKind.REFUSAL, 1)]


def test_owed_papers_are_those_of_the_days_asked_for_and_of_the_kind(office) -> None:
    a_case(office, at=MONDAY - timedelta(days=3))
    a_refusal(office)
    assert owed(office, kinds=RECEIPTS) == []
    assert len(owed(office)) == 1


def test_what_was_never_printed_is_owed_however_long_ago(office) -> None:
    a_refusal(office, at=MONDAY - timedelta(days=300))
    a_case(office)
    receipt, refusal = sorted(paper_ids(), reverse=True)
    page = print_centre.owed(db.session(), office.clerk)
    assert [row.id for row in page.rows] == [receipt, refusal]
    assert print_centre.owed_counts(db.session(), office.clerk, None)[PaperKind.REFUSAL] == 1
    print_these(office, refusal)
    print_these(office, refusal)
    page = print_centre.owed(db.session(), office.clerk)
    assert [row.id for row in page.rows] == [receipt]


def test_a_list_of_results_is_owed_by_the_unit_that_gives_them(office) -> None:
    with transaction() as session:
        session.add(
            HandoverList(
                agency_id=office.agency_id,
                number=1,
                period="2026",
                from_unit_id=office.units["leaders"],
                to_unit_id=office.units["counter"],
                given_at=MONDAY,
                given_by_id=office.chair.official_id,
            )
        )
        agency = session.get_one(Agency, office.agency_id)
        kind, made = PaperKind.RESULT_LIST, a_result_list()
        named = {"number": 1, "period": "2026"}
        store(session, kind, made, agency=agency, **named, by=office.chair, at=MONDAY)
    assert owed(office) == []
    page = print_centre.owed(db.session(), office.chair, DAY)
    assert [row.kind for row in page.rows] == [PaperKind.RESULT_LIST]


def test_an_apology_is_owed_and_seen_where_it_was_issued(office) -> None:
    """The agency that settles signs the apology for a case that another one received (L1)."""
    code = a_case(office).code
    settles = an_agency("H29")
    head = the_actor(settles, "chu", Role.AGENCY_LEADER, "counter")
    clerk = the_actor(settles, "quay", Role.CLERK, "counter")
    with transaction() as session:
        case = session.scalars(select(Case)).one()
        agency = session.get_one(Agency, settles)
        named = {"case_id": case.id, "number": 1, "period": "2026"}
        kind, made = PaperKind.APOLOGY, an_apology(code=code)
        store(session, kind, made, agency=agency, **named, by=head, at=MONDAY)
    (row,) = print_centre.owed(db.session(), clerk).rows
    assert (row.kind, row.code, row.at_home) == (PaperKind.APOLOGY, code, False)
    for who in (head, clerk, office.clerk):
        assert the_paper(db.session(), who, row.id).number == 1
    assert PaperKind.APOLOGY not in owed_kinds(office.clerk)
    with transaction() as session:
        printing.print_papers(session, [row.id], by=head, at=MONDAY)
    assert print_centre.owed(db.session(), clerk).rows == ()
    stranger = the_actor(an_agency("H30"), "xa", Role.CLERK, "counter")
    with pytest.raises(NotFound):
        the_paper(db.session(), stranger, row.id)


def owed_kinds(who: Actor) -> set[PaperKind]:
    return {row.kind for row in print_centre.owed(db.session(), who).rows}


def test_the_page_goes_on_after_its_last_paper(office) -> None:
    for hours in (0, 1, 1, 2):
        a_case(office, at=MONDAY + timedelta(hours=hours))
    a_refusal(office)
    seen: list[int] = []
    after = None
    for _page in range(3):
        page = print_centre.owed(db.session(), office.clerk, DAY, after=after, limit=2)
        seen += [row.id for row in page.rows]
        after = page.after
    assert seen == paper_ids()
    assert after is None


def test_a_row_says_whose_paper_it_is_and_how_it_was_printed(office) -> None:
    found = a_sitting(office, another_procedure(office))
    (paper,) = paper_ids()
    print_these(office, paper)
    print_these(office, paper, at=MONDAY + timedelta(minutes=5))
    page = print_centre.printed(db.session(), office.clerk, DAY, kinds=MUST_BE_PRINTED)
    newest, first = page.rows
    assert (newest.code, newest.whom) == (found.codes[0], "Nguyễn Thị Ánh Nguyệt")
    assert (newest.times, first.times) == (2, 1)
    assert newest.printed_at == MONDAY + timedelta(minutes=5)
    assert newest.printed_by == office.clerk.full_name
    rest = print_centre.printed(
        db.session(), office.clerk, DAY, kinds=MUST_BE_PRINTED, after=newest.place
    )
    assert [row.place for row in rest.rows] == [first.place]


def test_a_paper_is_found_by_the_code_of_its_case_and_by_its_number(office) -> None:
    code = a_case(office).code
    a_refusal(office)
    receipt, refusal = paper_ids()
    print_these(office, receipt)
    print_these(office, receipt)

    def found(text: str) -> list[int]:
        rows = print_centre.find(db.session(), office.clerk, text, day=MONDAY.date())
        return [row.id for row in rows]

    assert found(f" {code.lower()} ") == [receipt]
    assert sorted(found("1")) == [receipt, refusal]
    assert found("1/ptc-ttpvhcc") == [refusal]
    assert found("2") == found("") == found("Nguyệt") == found("9" * 12) == []
    (row,) = print_centre.find(db.session(), office.clerk, code, day=MONDAY.date())
    assert row.times == 2


def test_another_agencys_papers_are_neither_owed_nor_found_nor_printed(office) -> None:
    code = a_case(office).code
    stranger = office.clerk.__class__(
        official_id=office.clerk.official_id,
        agency_id=office.agency_id + 1,
        username="x",
        full_name="x",
        posts=office.clerk.posts,
    )
    assert print_centre.owed(db.session(), stranger, DAY).rows == ()
    assert print_centre.find(db.session(), stranger, code, day=MONDAY.date()) == ()
    assert print_centre.seen_among(db.session(), stranger, paper_ids()) == []
    with pytest.raises(NotFound):
        the_paper(db.session(), stranger, paper_ids()[0])


def test_papers_printed_together_are_one_pdf_with_their_own_counts(office) -> None:
    for _ in range(3):
        a_case(office)
    first, second, third = paper_ids()
    print_these(office, second)
    batch = batch_of(office, [third, second, first, third])
    assert [list(each) for each in batch.papers] == [[third, 0], [second, 1], [first, 0]]
    pdf, told = drawn(batch)
    assert told == [1, 2, 3]
    pages = text_of(pdf)
    assert len(pages) == 6, "two copies of each"
    assert ["Bản in lại lần 1" in page for page in pages[::2]] == [False, True, False]
    assert drawn(batch)[0] == pdf
    assert pypdf.PdfReader(io.BytesIO(pdf)).metadata["/Title"] == "3 giấy tờ in ngày 16/11/2026"


def test_all_that_is_owed_leaves_out_what_somebody_printed_meanwhile(office) -> None:
    a_case(office)
    a_case(office)
    first, second = paper_ids()
    print_these(office, first)
    assert [tuple(each) for each in batch_of(office, [first, second], first_only=True).papers] == [
        (second, 0)
    ]
    with pytest.raises(Refused, match="Nothing is left"):
        batch_of(office, [first, second], first_only=True)


def test_a_form_sent_twice_at_once_prints_once(app, office) -> None:
    many_receipts(office, 30)
    ids, together = paper_ids(), Barrier(2)

    def send(_number: int) -> int:
        with app.app_context():
            db.session().scalar(select(1))
            together.wait()
            batch = batch_of(office, ids, submission_key="k" * 32, first_only=True)
            return batch.id

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(send, range(2))
    assert first == second
    assert db.session().scalar(select(func.count()).select_from(PaperPrinting)) == 30
    (row,) = batches.recent(db.session(), office.clerk)
    assert (row.id, row.many) == (first, 30)
    assert batches.recent(db.session(), office.second_clerk) == []
    with pytest.raises(Refused, match="Nothing is left"):
        batch_of(office, ids, submission_key="other", first_only=True)


def test_a_batch_has_a_limit_and_notes_nothing_beyond_it(office) -> None:
    with pytest.raises(Refused, match="1000 papers"):
        batch_of(office, range(1, MOST_TOGETHER + 2))
    with pytest.raises(Refused, match="Nothing is left"):
        batch_of(office, [])
    assert db.session().scalar(select(func.count()).select_from(PaperPrinting)) == 0


def test_the_papers_of_a_batch_are_read_by_portions(office) -> None:
    batch = batch_of(office, many_receipts(office, 250))
    asked: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        _pdf, told = drawn(batch)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert told[-1] == 250
    assert len([each for each in asked if "issued_paper" in each]) == 4, "the logos, and 3 portions"


def test_a_kept_pdf_stays_and_is_forgotten_after_two_days(office) -> None:
    a_case(office)
    batch_id = batch_of(office, paper_ids()).id
    for pdf in (b"first", b"second"):
        with transaction() as session:
            printing.keep_pdf(session, batch_id, pdf, at=MONDAY)
    assert batches.pdf_of(db.session(), batch_id) == b"first"
    assert batches.one(db.session(), office.clerk, batch_id).size == 5
    with pytest.raises(NotFound):
        batches.one(db.session(), office.second_clerk, batch_id)
    for days, gone in ((2, 0), (3, 1)):
        with transaction() as session:
            assert printing.forget_batches(session, at=MONDAY + timedelta(days=days)) == gone
    with pytest.raises(NotFound, match="kept two days"):
        batches.one(db.session(), office.clerk, batch_id)
    assert db.session().scalar(select(func.count()).select_from(PaperPrinting)) == 1
