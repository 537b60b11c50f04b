"""Procedures as files: read with every fault by line, written so that they read back the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from config import ROOT
from onestop.procedures.files import (
    ComponentFile,
    FeeFile,
    StepFile,
    SupplementFile,
    TermFile,
    VariantFile,
)
from onestop.procedures.reading import BadProcedureFile, load_catalogue, read
from onestop.procedures.writing import write
from tests.cases.makers import PROCEDURE, ROUTE

WHOLE = replace(
    PROCEDURE,
    variants=(VariantFile("hard", 'Trường hợp "khó"'),),
    terms=(TermFile("3 working days"), TermFile("5 working days", "online", "hard")),
    components=(ComponentFile("Tờ khai\tmẫu", 1, 2, False, True, "nếu có", "hard", "Mẫu 01"),),
    fees=(FeeFile("Lệ phí", "charge", 8000, "online", "giảm", "Hộ nghèo"),),
    supplement=SupplementFile("resume", "5 working days", "30 calendar days"),
    presence_required=True,
    cut_off="15:00",
    steps=(
        *ROUTE[:3],
        StepFile("Ý kiến thuế", "process", "culture", "official", "4 working hours",
                 branch="tax", beside=3, joins=5),
        *ROUTE[3:],
    ),
)  # fmt: skip


def faults_of(text: str) -> str:
    with pytest.raises(BadProcedureFile) as caught:
        read(text, "a.toml")
    return str(caught.value)


def test_what_is_written_reads_back_the_same():
    assert read(write(WHOLE), "a.toml") == WHOLE
    assert write(read(write(WHOLE), "a.toml")) == write(WHOLE)


def test_the_sample_catalogue_has_no_fault_and_writes_back():
    for content in load_catalogue(ROOT / "onestop" / "sample" / "catalogue"):
        assert content.faults() == ()
        assert read(write(content), content.code) == content


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('role = "unit_leader"', 'role = "boss"', "line 48, steps[2].role: “boss” is none of"),
        ('level = "commune"', "", "a.toml: level: This is missing"),
        ('level = "commune"', "level = 1", "line 4, level: “1” is not of the kind str"),
        ("originals = 1", "originals = true", "components[1].originals: “True” is no whole number"),
        ("originals = 1", "originals = -1", "components[1].originals: -1 is not between"),
        ("originals = 1", "orginals = 1", "components[1].orginals: There is no such key"),
        ("2025-07-01", "2025-07-01T10:00:00", "valid_from_on: “2025-07-01 10:00:00” is no day"),
        ("3 working days", "3 fortnights", "terms[1].term: “3 fortnights” is no allotted time"),
        (
            'code = "1.001193"',
            f'code = "{"1" * 21}"',
            "line 1, code: This is longer than 20 letters",
        ),
        ('code = "1.001193"', 'code = " "', "line 1, code: This is empty"),
        ('"Giấy khai sinh",', "1,", "results: This is a list of texts"),
        ('kind = "return"', 'kind = "check"', "steps: The route has no end"),
        ("ends_settlement = true", "", "steps.ends_settlement: No step ends the settlement"),
        ('name = "Đăng', "name = Đăng", "a.toml: Invalid value"),
    ],
)
def test_a_bad_file_names_line_and_field(old, new, says):
    text = write(PROCEDURE)
    assert old in text
    assert says in faults_of(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("terms = 3", "terms: This is not a list of tables"),
        ("steps = [1]", "steps: This is not a list of tables"),
        ("supplement = 1", "supplement: This is not a table"),
        ('[[variants]]\nkey="a"\nname="b"\n[[variants]]\nkey="a"\nname="c"', "stands twice"),
        ('[[terms]]\nterm="same day"\nvariant="x"', "terms[1].variant: There is no variant x"),
        (
            'presence_required = true\n[[terms]]\nterm="same day"\nchannel="post"',
            "terms[1].channel: Who must come in person",
        ),
        ('cut_off = "25:00"', "line 1, cut_off: “25:00” is no hour"),
    ],
)
def test_tables_of_the_wrong_shape_are_told(text, says):
    assert says in faults_of(text)


def test_every_bad_file_of_a_folder_is_told_at_once(tmp_path: Path):
    (tmp_path / "a.toml").write_text("code = 1")
    (tmp_path / "b.toml").write_bytes(b"\xff")
    (tmp_path / "c.toml").write_text(write(PROCEDURE))
    (tmp_path / "d.toml").write_text(write(PROCEDURE))
    with pytest.raises(BadProcedureFile) as caught:
        load_catalogue(tmp_path)
    told = str(caught.value)
    assert all(each in told for each in ("a.toml: line 1, code", "b.toml: ", "d.toml: code:"))


@pytest.mark.parametrize("there", [True, False])
def test_an_empty_or_missing_folder_is_told(tmp_path: Path, *, there: bool):
    with pytest.raises(BadProcedureFile, match="there is no"):
        load_catalogue(tmp_path if there else tmp_path / "gone")
