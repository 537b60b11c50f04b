"""Loading, exporting and comparing the catalogue, on the command line and in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from onestop.accounts.models import Unit
from onestop.db import db, transaction
from onestop.procedures import queries
from onestop.procedures.models import ProcedureVersion
from onestop.procedures.operations import publishing
from onestop.procedures.reading import BadProcedureFile
from onestop.procedures.stored import canonical, newest
from onestop.procedures.writing import write
from tests.accounts.makers import an_agency
from tests.cases.makers import CODE, PROCEDURE, a_case, a_small_office
from tests.conftest import Say
from tests.procedures.test_files import WHOLE

LATER = replace(PROCEDURE, valid_from_on=date(2026, 12, 1), decision="200/QĐ-BTP")


@pytest.fixture
def office(app):
    return a_small_office()


def load(office, *contents):
    with transaction() as session:
        return [each.how for each in publishing.load(session, office.agency_id, contents)]


def versions() -> int:
    return db.session().scalar(select(func.count(ProcedureVersion.id)))


def test_a_version_comes_back_from_the_database_as_it_was_written(app):
    there = a_small_office(WHOLE)
    assert newest(db.session(), there.agency_id) == {CODE: canonical(WHOLE)}


def test_loading_tells_new_changed_and_unchanged(office):
    other = replace(PROCEDURE, code="1.000656", name="Đăng ký khai tử")
    assert load(office, PROCEDURE, other) == ["unchanged", "new"]
    assert load(office, LATER, other) == ["changed", "unchanged"]
    assert versions() == 3


def test_a_changed_version_holds_from_its_day_and_a_case_keeps_its_own(office):
    code = a_case(office).code
    load(office, LATER)
    days = {date(2026, 11, 30): "163/QĐ-BTP", date(2026, 12, 1): "200/QĐ-BTP"}
    for day, decision in days.items():
        assert queries.in_force(db.session(), office.agency_id, CODE, day=day).decision == decision
    kept = queries.version(db.session(), office.version.id)
    assert kept.decision == "163/QĐ-BTP"
    assert code


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (replace(LATER, valid_from_on=PROCEDURE.valid_from_on), "needs a later day"),
        (
            replace(LATER, steps=(*LATER.steps[:1], replace(LATER.steps[1], unit="moon"),
                                  *LATER.steps[2:])),
            "steps[2].unit: There is no unit moon.",
        ),
    ],
)  # fmt: skip
def test_one_bad_content_keeps_all_from_being_loaded(office, content, says):
    fine = replace(PROCEDURE, code="1.000656")
    with pytest.raises(BadProcedureFile) as caught:
        load(office, fine, content)
    assert says in str(caught.value)
    assert versions() == 1


def test_a_unit_of_another_agency_is_named_after_it(office):
    elsewhere = a_small_office_elsewhere()
    steps = (*PROCEDURE.steps[:2], replace(PROCEDURE.steps[2], unit="H29.99/culture"),
             *PROCEDURE.steps[3:])  # fmt: skip
    load(office, replace(LATER, steps=steps))
    found = queries.in_force(db.session(), office.agency_id, CODE, day=date(2026, 12, 1))
    assert found.steps[2].unit_id == elsewhere
    assert newest(db.session(), office.agency_id)[CODE].steps[2].unit == "H29.99/culture"


def a_small_office_elsewhere() -> int:
    agency_id = an_agency("H29.99")
    wanted = select(Unit.id).where(Unit.agency_id == agency_id, Unit.key == "culture")
    return db.session().scalars(wanted).one()


def test_a_retired_procedure_is_offered_up_to_its_last_day(office, say: Say):
    answer = say("procedures", "retire", CODE, "--last-day", "2026-11-20")
    assert answer.exit_code == 0
    assert CODE not in say("procedures", "list").output
    assert say("procedures", "retire", CODE, "--last-day", "2026-11-20").exit_code == 1


def test_export_and_import_and_diff_and_check(office, say: Say, tmp_path: Path):
    assert "1 procedures written" in say("procedures", "export", str(tmp_path)).output
    file = tmp_path / f"{CODE}.toml"
    assert file.read_text() == write(PROCEDURE)
    assert "0 new, 0 changed, 1 unchanged" in say("procedures", "import", str(tmp_path)).output
    file.write_text(write(LATER))
    assert "~ decision: 163/QĐ-BTP → 200/QĐ-BTP" in say("procedures", "diff", str(file)).output
    dry = say("procedures", "import", str(file), "--dry-run").output
    assert "1 changed" in dry
    assert "dry run" in dry
    assert versions() == 1
    assert "1 changed" in say("procedures", "import", str(file), "--agency", "H29.30.12").output
    assert versions() == 2
    assert "1 procedures, 0 with faults" in say("procedures", "check").output


def test_a_bad_file_changes_nothing_and_is_told(office, say: Say, tmp_path: Path):
    (tmp_path / "bad.toml").write_text(write(LATER).replace('unit = "culture"', 'unit = "moon"'))
    for command in ("import", "check"):
        answer = say("procedures", command, str(tmp_path))
        assert answer.exit_code == 1
        assert "There is no unit moon" in answer.output
    (tmp_path / "bad.toml").write_text("code = 1")
    assert "line 1, code" in say("procedures", "diff", str(tmp_path)).output
    assert versions() == 1
    assert say("procedures", "export", str(tmp_path), "--agency", "H1").exit_code == 2
