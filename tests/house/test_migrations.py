"""The tables are made by migrations, and are the tables that the models speak of."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DatabaseError

from config import ROOT
from onestop.accounts.models import Agency
from onestop.accounts.rules import Role
from onestop.cases.models import Case, IssuedPaper, SupplementRequest
from onestop.cases.operations import (
    deadlines,
    finishing,
    on_wish,
    printing,
    routing,
    supplement,
    waiting,
)
from onestop.cases.operations.lists import list_given
from onestop.cases.queries.invariants import check
from onestop.cases.rules.paper import PaperKind
from onestop.db import db, transaction
from onestop.post.models import Consignment, Filing
from onestop.post.operations import packing
from onestop.post.queries import filings, places
from onestop.procedures.models import ProcedureDraft
from onestop.procedures.operations import drafts
from tests.cases.makers import (
    CODE,
    MONDAY,
    a_case,
    a_sitting,
    a_small_office,
    an_actor,
    another_procedure,
)
from tests.cases.test_apology import signed
from tests.cases.test_payment import collect, reverse
from tests.cases.test_supplement import TUESDAY, at_the_official
from tests.post.arrivals import a_filed, answer
from tests.post.makers import a_desk, a_posted

FOLDER = str(ROOT / "migrations")
VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))
WIDEST_REVISION = 32


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_the_newest_migration_leaves_the_tables_of_the_models(database: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_the_migrations_go_down_and_up_again(database: Flask) -> None:
    before = tables()
    assert before
    downgrade(directory=FOLDER, revision="base")
    assert tables() == set()
    upgrade(directory=FOLDER)
    assert tables() == before


def test_the_migrations_keep_every_row_of_an_office_at_work(database: Flask) -> None:
    office = a_small_office()
    code = a_case(office).code
    with transaction() as session:
        finishing.complete(session, code, seen=None, by=office.clerk, at=MONDAY)
    before = counted()
    db.session.remove()
    downgrade(directory=FOLDER, revision="0001_first_tables")
    there = tables()
    upgrade(directory=FOLDER)
    after = counted()
    assert {name: after[name] for name in there} == {name: before[name] for name in there}
    assert list(check(db.session())) == []
    with pytest.raises(DatabaseError), transaction() as session:
        session.execute(text("UPDATE journal_entry SET act = 'nothing'"))


def test_requests_that_only_the_journal_told_of_become_rows(database: Flask) -> None:
    office = a_small_office()
    code = a_case(office).code
    asked = {"requirements": ("Bản sao hộ chiếu",), "reason": "Thiếu giấy tờ"}
    with transaction() as session:
        supplement.request_supplement(session, code, seen=None, by=office.clerk, at=MONDAY, **asked)
    db.session.remove()
    downgrade(directory=FOLDER, revision="0008_folders")
    upgrade(directory=FOLDER)
    assert list(check(db.session())) == []
    kept = db.session().scalars(select(SupplementRequest)).one()
    assert (kept.state, kept.requirements, kept.issued_at) == (
        "issued",
        ["Bản sao hộ chiếu"],
        MONDAY,
    )
    with transaction() as session:
        supplement.receive_supplement(session, code, seen=None, by=office.clerk, at=MONDAY)
    assert list(check(db.session())) == []


def test_a_draft_that_was_begun_before_knows_per_what_its_fees_are(database: Flask) -> None:
    office = a_small_office()
    editor = an_actor(office, "quantri", Role.ADMINISTRATOR, "counter")
    tomorrow = MONDAY.date() + timedelta(days=1)
    with transaction() as session:
        drafts.change(session, CODE, by=editor, at=MONDAY, tomorrow=tomorrow)
    content = select(ProcedureDraft.content)
    before = db.session().scalars(content).one()
    assert [fee["per"] for fee in before["fees"]] == [""]
    db.session.remove()
    downgrade(directory=FOLDER, revision="0015_reminders")
    with db.engine.connect() as connection:
        old = connection.scalars(content).one()
    assert all("per" not in fee for fee in old["fees"])
    upgrade(directory=FOLDER)
    assert db.session().scalars(content).one() == before


def test_going_back_leaves_no_apology_without_an_author(database: Flask) -> None:
    office = a_small_office()
    code = a_case(office).code
    with transaction() as session:
        assert deadlines.prepare_apologies(session, at=MONDAY + timedelta(days=3)) == 1
    asked = {"requirements": ("Bản sao hộ chiếu",), "reason": "Thiếu giấy tờ"}
    with transaction() as session:
        finishing.complete(session, code, seen=None, by=office.clerk, at=MONDAY)
        routing.accept(session, code, seen=None, by=office.leader, at=MONDAY)
        supplement.propose_supplement(
            session, code, seen=None, by=office.leader, at=MONDAY, **asked
        )
        supplement.send_back_supplement(
            session, code, seen=None, by=office.clerk, at=MONDAY, reason="rõ hơn"
        )
    db.session.remove()
    downgrade(directory=FOLDER, revision="0015_reminders")
    upgrade(directory=FOLDER)
    kept = db.session().scalars(select(SupplementRequest)).one()
    assert (kept.state, kept.sent_back_reason) == ("called_off", "")
    assert counted()["apology"] == 0
    assert list(check(db.session())) == []


def test_papers_that_went_out_unseen_count_as_given_and_what_was_sealed_is_held_again(
    database: Flask,
) -> None:
    desk = a_desk()
    dossier = a_filed(desk, "RA000000001VN")
    answer(desk, dossier, at=MONDAY + timedelta(days=1))
    with transaction() as session:
        letter = packing.pack_answer(
            session,
            dossier,
            carrier_id=desk.carrier_id,
            by=desk.postman,
            at=MONDAY + timedelta(days=1),
        )
        named = {"item_code": "EA000000002VN", "postage": 0, "to_collect": 0}
        packing.label(session, letter.id, **named, by=desk.postman)
    posted = a_posted(desk, "EA000000001VN")
    db.session.remove()
    downgrade(directory=FOLDER, revision="0023_post_coming_in")
    upgrade(directory=FOLDER)
    session = db.session()
    found = [*check(session), *places.check(session), *filings.check(session)]
    assert (found, session.scalar(select(func.count()).select_from(Consignment))) == ([], 2)
    assert session.get_one(Filing, dossier).answer_given_at == MONDAY + timedelta(days=1)
    db.session.remove()
    with pytest.raises(DatabaseError, match="never changed"), transaction() as writing:
        writing.execute(text(f"UPDATE consignment SET postage = 1 WHERE id = {posted}"))


def counted() -> dict[str, int]:
    with db.engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in db.metadata.tables.items()
        }


def test_papers_and_cases_of_before_are_put_right(database: Flask) -> None:
    """Rating slips lose their case; what was never printed is owed; cases know their register."""
    office = a_small_office()
    code = a_case(office).code
    sitting = a_sitting(office, another_procedure(office)).codes
    with transaction() as session:
        kind = PaperKind.CONTROL_SHEET
        paper = on_wish.issue_on_wish(session, code, kind, by=office.clerk, at=MONDAY)
        printing.print_papers(session, [paper.id], by=office.clerk, at=MONDAY)
        slip = paper.id
    db.session.remove()
    downgrade(directory=FOLDER, revision="0023_post_coming_in")
    with transaction() as session:
        rated = text("UPDATE issued_paper SET kind = 'rating_slip' WHERE id = :id")
        session.execute(rated, {"id": slip})
    upgrade(directory=FOLDER)
    freed = db.session().get_one(IssuedPaper, slip)
    assert (freed.case_id, "look_up_link" in freed.printed, freed.owed) == (None, False, False)
    owed = select(IssuedPaper.kind).where(IssuedPaper.owed).order_by(IssuedPaper.id)
    assert db.session().scalars(owed).all() == ["receipt", "sitting_receipt"]
    stand = select(Case.code, Case.register_year, Case.register_number).order_by(Case.id)
    assert [tuple(row) for row in db.session().execute(stand)] == [
        (each, 2026, number) for number, each in enumerate([code, *sitting], start=1)
    ]


def test_papers_that_were_called_off_before_are_void(database: Flask) -> None:
    """Form 04 that nobody was told of, the receipt of no money, the list of what never left."""
    office = a_small_office()
    code = at_the_official(office)
    kept = a_case(office).code
    signed(office, code, TUESDAY)
    called_off = TUESDAY + timedelta(hours=1)
    why = {"seen": None, "at": called_off, "reason": "Chờ kết luận thanh tra"}
    with transaction() as session:
        waiting.stop(session, code, by=office.official, **why)
    paid, _other = collect(office, code), collect(office, kept)
    reverse(office, code, paid, at=called_off)
    with transaction() as session:
        finishing.complete(session, kept, seen=None, by=office.clerk, at=TUESDAY)
        list_given(session, [kept], by=office.clerk, at=TUESDAY)
        routing.take_back(session, kept, seen=None, by=office.clerk, at=called_off)
    asked = select(IssuedPaper.kind, IssuedPaper.number, IssuedPaper.owed, IssuedPaper.voided_at)
    voidable = IssuedPaper.kind.in_(("apology", "fee_receipt", "handover_list"))
    ordered = asked.where(voidable).order_by(IssuedPaper.id)
    before = [tuple(row) for row in db.session().execute(ordered)]
    assert before == [
        ("apology", 1, False, called_off),
        ("fee_receipt", 1, False, called_off),
        ("fee_receipt", 2, True, None),
        ("handover_list", 1, False, called_off),
    ]
    db.session.remove()
    downgrade(directory=FOLDER, revision="0026_papers_put_right")
    upgrade(directory=FOLDER)
    assert [tuple(row) for row in db.session().execute(ordered)] == before
    assert list(check(db.session())) == []


def test_the_size_of_volumes_holds_from_the_beginning_and_goes_back(database: Flask) -> None:
    a_small_office()
    sizes, size = text("UPDATE agency SET register_volumes = :sizes"), "register_volume_size"
    with transaction() as session:
        session.execute(sizes, {"sizes": '{"2026": 500, "2027": 300}'})
    db.session.remove()
    downgrade(directory=FOLDER, revision="0026_papers_put_right")
    assert db.session().scalar(text(f"SELECT {size} FROM agency")) == 300
    db.session.remove()
    upgrade(directory=FOLDER)
    assert db.session().scalar(select(Agency.register_volumes)) == {"2018": 300}


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [path.name[:4] for path in VERSIONS] == [
        f"{number:04}" for number in range(1, len(VERSIONS) + 1)
    ]


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_is_named_as_its_file_and_stands_alone(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {
        target.id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert named["revision"] == path.stem
    assert len(path.stem) <= WIDEST_REVISION
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules += [
        it.name for node in ast.walk(tree) if isinstance(node, ast.Import) for it in node.names
    ]
    assert not [name for name in modules if name.split(".")[0] in ("onestop", "config")]
