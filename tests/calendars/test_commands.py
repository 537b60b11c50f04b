"""`onestop calendars due`: the answer, its reasons, and what is said of bad input."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from onestop import cli
from tests.cases.makers import a_small_office


def say(*words: str) -> Result:
    return CliRunner().invoke(cli.onestop, ("calendars", "due", *words))


def test_a_due_moment_is_told_with_its_reasons():
    answer = say("--received", "2026-04-29 16:00", "--term", "4 working hours")
    assert answer.exit_code == 0
    assert answer.output.startswith("10 giờ 30, thứ Hai ngày 04/05/2026")
    assert "nghỉ: Ngày Quốc tế Lao động" in answer.output


@pytest.mark.parametrize("received", ["2026-04-29 16:00", "2026-04-29T09:00+00:00"])
def test_machines_get_the_moment_with_its_offset_and_the_intervals(received):
    answer = say("--received", received, "--term", "4 working hours", "--json")
    found = json.loads(answer.output)
    assert found["due_at"] == "2026-05-04T10:30:00+07:00"
    assert found["provisional"] is False
    assert sum(each["counted"] for each in found["explanation"]) == 4
    assert found["explanation"][0]["begins"] == "2026-04-29T16:00:00+07:00"


def test_a_year_that_nobody_announced_is_provisional():
    found = json.loads(
        say("--received", "2026-12-30 09:00", "--term", "5 working days", "--json").output
    )
    assert found["provisional"] is True


@pytest.mark.parametrize(
    ("received", "term", "says"),
    [
        ("2026-04-29 16:00", "4 fortnights", "is no allotted time"),
        ("2026-04-29 16:00", "-3 working days", "more than zero"),
        ("yesterday", "3 working days", "is no moment"),
        ("2099-01-01 08:00", "3 working days", "is known from"),
        ("2036-12-30 08:00", "30 working days", "is known from"),
    ],
)
def test_bad_input_gets_one_sentence(received, term, says):
    answer = say("--received", received, "--term", term)
    assert answer.exit_code == 2
    assert says in answer.output
    assert "Traceback" not in answer.output


def test_an_agency_has_its_own_calendar(app: Flask, monkeypatch):
    office = a_small_office()
    monkeypatch.setattr(cli, "_open", lambda: app)
    asked = ("--received", "2026-11-23 09:00", "--term", "1 working day")
    assert "25/11/2026" in say(*asked, "--agency", str(office.agency_id)).output
    unknown = say(*asked, "--agency", "999")
    assert (unknown.exit_code, "no working calendar" in unknown.output) == (2, True)
