"""Procedures out of e-PAR: each trap of its files, and the real ones where they are at hand."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from onestop.accounts.models import Unit
from onestop.db import db
from onestop.procedures.epar import BadWorkflow, Mapping, Options, convert, read_workflow
from onestop.procedures.stored import newest
from tests.cases.makers import a_small_office
from tests.conftest import Say

KINDS = {"counter": "counter", "leaders": "leaders", "land": "department"}
OPTIONS = Options(date(2026, 11, 24))
REAL = os.environ.get("ONESTOP_EPAR_FILES", "")


def process(*steps: str, **attributes: str) -> str:
    head = {"code": "A1", "name": "Cấp phép", "totaltime": "5", "fee": ""} | attributes
    told = " ".join(f'{name}="{value}"' for name, value in head.items() if value != "-")
    inside = "".join(steps)
    return f"<process {told}>{inside}</process>"


def step(group: str, *tasks: str, time: str = "1") -> str:
    return f'<step group="{group}" name="Bước" time="{time}" order="1">{"".join(tasks)}</step>'


def task(code: str, following: str, time: str = "1", **flags: str) -> str:
    told = " ".join(f'{name}="{value}"' for name, value in flags.items())
    return f'<task code="{code}" name="Việc {code}" time="{time}" next="{following}" {told}/>'


RECEIVE = step("BP_MOT_CUA", task("NHAN", "KY"))
SIGN = step("LANH_DAO_DON_VI", task("KY", "TRA", biz_done="true"), time="4")
RETURN = step("BP_MOT_CUA", task("TRA", "NULL", "0"), time="0")


def converted(text: str | bytes, **units: str):
    content = text if isinstance(text, bytes) else text.encode()
    mapping = Mapping(KINDS, frozenset(KINDS), named=units)
    found = convert(read_workflow(content, "B2"), mapping, OPTIONS)
    assert [each for each in found.content.faults(None) if not each.warning] == []
    return found.content, " | ".join(found.oddities), mapping


def route(content) -> list[tuple[str, str, str]]:
    return [(each.kind, each.unit, each.allotted) for each in content.steps]


def test_a_plain_workflow_has_nothing_odd():
    content, odd, _ = converted(process(RECEIVE, SIGN, RETURN, fee="50.000").replace(
        'time="1" next="TRA"', 'time="4" next="TRA"'))  # fmt: skip
    assert odd == ""
    assert route(content) == [
        ("reception", "counter", "1 working day"),
        ("sign", "leaders", "4 working days"),
        ("return", "counter", ""),
    ]
    assert [each.ends_settlement for each in content.steps] == [False, True, False]
    assert (content.terms[0].term, content.fees[0].amount) == ("5 working days", 50000)


@pytest.mark.parametrize(
    ("fee", "amount"),
    [("50000", 50000), ("50.000", 50000), ("1,500,000", 1500000), ("", None), ("-", None),
     ("0", None), ("50.000 đồng", 50000), ("free", None), ("1.5", None)],
)  # fmt: skip
def test_fees_are_read_as_they_were_written(fee, amount):
    content, odd, _ = converted(process(RECEIVE, SIGN, RETURN, fee=fee))
    assert [each.amount for each in content.fees] == ([amount] if amount else [])
    assert ("is no sum" in odd) == (fee in ("free", "1.5"))


@pytest.mark.parametrize(
    ("total", "term", "says"),
    [("0.5", "0.5 working days", "both are kept"), ("-1", "2 working days", "sets no limit"),
     ("-", "2 working days", "gives no total"), ("x", "2 working days", "which is none"),
     ("0,5", "0.5 working days", "both are kept"), ("1e999", "2 working days", "which is none"),
     ("NaN", "2 working days", "which is none")],
)  # fmt: skip
def test_total_times(total, term, says):
    content, odd, _ = converted(process(RECEIVE, SIGN, RETURN, totaltime=total))
    assert content.terms[0].term == term
    assert says in odd


def test_a_process_without_any_time_promises_what_stands_in_for_it():
    text = process(RECEIVE, SIGN, RETURN, totaltime="-1").replace('time="1"', 'time="-1"')
    content, _, _ = converted(text.replace('time="4"', 'time="-1"'))
    assert content.terms[0].term == "30 working days"
    assert [each.unlimited for each in content.steps] == [True, True, False]


def test_a_step_gives_its_time_to_a_task_that_has_none():
    content, odd, _ = converted(process(RECEIVE, SIGN.replace('time="1"', 'time="0"'), RETURN))
    assert content.steps[1].allotted == "4 working days"
    assert "task KY gets the 4 days of its step" in odd


def test_a_task_longer_than_its_step_is_told_and_kept():
    content, odd, _ = converted(process(RECEIVE.replace('time="1" next', 'time="2" next'), SIGN,
                                        RETURN))  # fmt: skip
    assert content.steps[0].allotted == "2 working days"
    assert "step 1 has 1 days, its tasks take 2" in odd


def test_pause_and_unpause_become_a_duty_in_which_the_clock_stands():
    duty = step(
        "BP_MOT_CUA", task("BAO", "BIEN_LAI", pause="true"), task("BIEN_LAI", "KY", unpause="true")
    )
    content, odd, _ = converted(process(RECEIVE.replace("KY", "BAO"), duty, SIGN, RETURN))
    assert [each.kind for each in content.steps] == [
        "reception", "process", "duty", "sign", "return",
    ]  # fmt: skip
    assert "pause" not in odd


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        ({"pause": "true"}, "begins a pause that none ends"),
        ({"unpause": "true"}, "ends a pause that none begins"),
        ({"pause": "true", "unpause": "true"}, ""),
    ],
)
def test_a_pause_that_does_not_match_is_told(flags, says):
    middle = step("BP_MOT_CUA", task("GIUA", "KY", **flags))
    _, odd, _ = converted(process(RECEIVE.replace("KY", "GIUA"), middle, SIGN, RETURN))
    assert says in odd


@pytest.mark.parametrize(
    ("following", "says"),
    [("GONE", "leads to GONE, which is not there"), ("NHAN", "leads back to NHAN"),
     ("", "names no next one"), ("TRA,NHAN", "has several next ones")],
)  # fmt: skip
def test_a_broken_chain_goes_on_in_document_order(following, says):
    sign = SIGN.replace('next="TRA"', f'next="{following}"')
    content, odd, _ = converted(process(RECEIVE, sign, RETURN))
    assert says in odd
    assert [each.kind for each in content.steps] == ["reception", "sign", "return"]


def test_tasks_that_are_never_reached_are_left_out_and_told():
    lost = step("BP_MOT_CUA", task("LAC", "TRA"))
    content, odd, _ = converted(process(RECEIVE, lost, SIGN, RETURN))
    assert len(content.steps) == 3
    assert "task LAC is never reached" in odd


def test_the_chain_decides_where_the_document_has_another_order():
    content, _, _ = converted(process(RECEIVE, RETURN, SIGN))
    assert [each.kind for each in content.steps] == ["reception", "sign", "return"]


def test_a_code_that_stands_twice_is_told():
    _, odd, _ = converted(process(RECEIVE, SIGN, SIGN, RETURN))
    assert "task KY stands twice" in odd


@pytest.mark.parametrize(
    ("marks", "settles", "says"),
    [
        (("", "", ""), 1, "no task ends the settlement"),
        (("true", "true", ""), 1, "several tasks end the settlement"),
        (("", "", "true"), 1, "ends before the return"),
        (("true", "", ""), 0, ""),
    ],
)
def test_one_step_before_the_return_ends_the_settlement(marks, settles, says):
    text = process(
        step("BP_MOT_CUA", task("NHAN", "KY", biz_done=marks[0])),
        step("LANH_DAO_DON_VI", task("KY", "TRA", biz_done=marks[1])),
        step("BP_MOT_CUA", task("TRA", "NULL", biz_done=marks[2])),
    )
    content, odd, _ = converted(text)
    assert [n for n, each in enumerate(content.steps) if each.ends_settlement] == [settles]
    assert says in odd


def test_a_way_that_neither_begins_nor_ends_at_the_counter_gets_both():
    content, odd, _ = converted(process(SIGN.replace("TRA", "NULL")))
    assert [each.kind for each in content.steps] == ["reception", "sign", "return"]
    assert "a reception is put before it" in odd
    assert "a return is put after it" in odd


def test_a_single_task_becomes_a_route_that_works():
    content, _, _ = converted(process(step("BP_MOT_CUA", task("MOT", "NULL"))))
    assert [each.kind for each in content.steps] == ["reception", "return"]


def test_groups_go_to_units_by_the_mapping_the_usual_names_or_a_new_unit():
    office = step("VAN_PHONG_DANG_KY_QSD_DAT", task("DAT", "YTE"))
    health = step("PHONG_Y_TE", task("YTE", "KY"))
    text = process(RECEIVE.replace("KY", "DAT"), office, health, SIGN, RETURN)
    content, _, mapping = converted(text)
    assert [each.unit for each in content.steps[1:3]] == ["land", "phong-y-te"]
    assert list(mapping.to_create) == ["phong-y-te"]
    content, _, mapping = converted(text, PHONG_Y_TE="land")
    assert content.steps[2].unit == "land"
    assert not mapping.to_create


def test_names_missing_or_cut_and_unknown_tags_are_told():
    text = process("<note/>", RECEIVE, SIGN, RETURN, code="-", name="-")
    content, odd, _ = converted(text)
    assert (content.code, content.name) == ("B2", "B2")
    assert "<note> is not known" in odd
    long = process(RECEIVE, SIGN, RETURN, code="X" * 30, name="Y" * 600)
    content, odd, _ = converted(long)
    assert (len(content.code), len(content.name)) == (20, 500)
    assert "too long" in odd


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
def test_encodings_and_line_ends(encoding):
    text = "<?xml version='1.0'?>\r\n" + process(RECEIVE, "\r\n", SIGN, RETURN)
    content, _, _ = converted(text.encode(encoding))
    assert content.name == "Cấp phép"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no readable XML"),
        ("<process", "no readable XML"),
        ("<form/>", "it holds <form>"),
        (process(), "has no task"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><process name="&b;"/>', "no readable XML"),
        ("\x00\x01", "no readable XML"),
    ],
)
def test_what_is_no_workflow_is_refused_with_a_sentence(text, says):
    with pytest.raises(BadWorkflow, match=says):
        read_workflow(text.encode(), "x")


def test_a_folder_is_loaded_all_or_nothing(app, say: Say, tmp_path: Path):
    office = a_small_office()
    (tmp_path / "A1_workflow.xml").write_text(process(RECEIVE, SIGN, RETURN, fee="x"))
    (tmp_path / "A2_workflow.xml").write_text("<process>")
    (tmp_path / "A3_workflow.xml").write_text(process(RECEIVE, SIGN, RETURN))
    (tmp_path / "other.xml").write_text("<other/>")
    answer = say("procedures", "import-epar", str(tmp_path))
    assert answer.exit_code == 1
    assert "A2_workflow.xml: is no readable XML" in answer.output
    assert "A3_workflow.xml: the code A1 stands in A1_workflow.xml, too" in answer.output
    assert list(newest(db.session(), office.agency_id)) == ["1.001193"]
    answer = say("procedures", "import-epar", str(tmp_path), "--skip-bad")
    assert answer.exit_code == 0
    assert "A1_workflow.xml: the fee x is no sum" in answer.output
    assert "1 new" in answer.output
    assert set(newest(db.session(), office.agency_id)) == {"1.001193", "A1"}


def test_a_mapping_file_names_units_and_new_ones_are_opened(app, say: Say, tmp_path: Path):
    a_small_office()
    health = step("PHONG_Y_TE", task("YTE", "KY"))
    tax = step("BP_THUE", task("THUE", "YTE"))
    text = process(RECEIVE.replace("KY", "THUE"), tax, health, SIGN, RETURN)
    (tmp_path / "A1_workflow.xml").write_text(text)
    mapping = tmp_path / "units.toml"
    mapping.write_text('[units]\nBP_THUE = "moon"')
    refused = say("procedures", "import-epar", str(tmp_path), "--mapping", str(mapping))
    assert "there is no unit moon" in refused.output
    mapping.write_text('[units]\nBP_THUE = "culture"')
    answer = say("procedures", "import-epar", str(tmp_path), "--mapping", str(mapping))
    assert "a new unit phong-y-te" in answer.output
    assert "phong-y-te" in set(db.session().scalars(select(Unit.key)))


@pytest.mark.skipif(not REAL, reason="ONESTOP_EPAR_FILES names no folder of real workflows")
def test_the_real_files_load_and_load_again_unchanged(app, say: Say):
    a_small_office()
    many = len(list(Path(REAL).glob("*_workflow.xml")))
    assert f"{many} new" in say("procedures", "import-epar", REAL).output
    assert f"{many} unchanged" in say("procedures", "import-epar", REAL).output
