"""The picture of a route, and the dry run on the procedure's page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onestop.accounts.rules import Role
from onestop.calendars.rules import Term
from onestop.procedures.drawing import draw
from onestop.procedures.files import StepFile, VariantFile
from onestop.procedures.rules import Step, StepKind
from tests.accounts.makers import sign_in
from tests.cases.makers import CODE, MONDAY, PROCEDURE, ROUTE, a_small_office

HOURS = Term.parse("4 working hours")
UNITS = {1: "Bộ phận Một cửa", 2: "Phòng Văn hoá – Xã hội và nhiều lĩnh vực khác nữa", 3: "Thuế"}


def a_step(position, unit_id, **more):
    return Step(position, f"Bước {position}", StepKind.PROCESS, unit_id, Role.OFFICIAL, HOURS,
                ends_settlement=False, **more)  # fmt: skip


ROUTE_DRAWN = (
    a_step(1, 1),
    a_step(2, 2),
    a_step(3, 2, branch="t", beside=2, joins=6),
    a_step(4, 3, branch="t", beside=2, joins=6),
    a_step(5, 2),
    a_step(6, 1),
)


def test_no_box_lies_on_another_and_every_line_leads_onwards():
    drawn = draw(ROUTE_DRAWN, UNITS, {})
    places = [(box.x, box.y) for box in drawn.boxes]
    assert len(set(places)) == len(places) == 6
    for passage in drawn.passages:
        points = [tuple(map(int, each.split(","))) for each in passage.points.split()]
        assert points[0][0] < points[-1][0]
    assert sum(each.coordinating for each in drawn.passages) == 3
    assert all(box.x + box.width <= drawn.width for box in drawn.boxes)
    assert all(box.y + box.height <= drawn.height for box in drawn.boxes)


def test_each_unit_has_one_lane_with_its_name_in_two_lines_at_most():
    drawn = draw(ROUTE_DRAWN, UNITS, {})
    assert [lane.lines for lane in drawn.lanes][0] == ("Bộ phận Một cửa",)
    assert len(drawn.lanes) == 3
    assert all(len(lane.lines) <= 2 for lane in drawn.lanes)
    assert drawn.lanes[1].lines[1].endswith("…")


def test_an_empty_route_is_an_empty_picture():
    assert draw((), UNITS, {}).boxes == ()


@pytest.fixture
def page(app, clock, client):
    clock.set(MONDAY)
    branch = StepFile("Thuế <b>", "process", "leaders", "agency_leader", "9 working days",
                      branch="tax", beside=3, joins=5)  # fmt: skip
    content = replace(
        PROCEDURE,
        steps=(*ROUTE[:3], branch, *ROUTE[3:]),
        variants=(VariantFile("easy", "Dễ"), VariantFile("hard", "Khó")),
    )
    a_small_office(content)
    sign_in(client, "lan")
    return client.page


def test_the_page_draws_the_way_with_its_sum(page):
    text = page(f"/procedures/{CODE}")
    assert "tổng cộng 88 giờ làm việc" in text.text
    assert "Thuế <b>" in text.text


def test_a_dry_run_tells_each_moment_and_keeps_bad_input(page):
    path = f"/procedures/{CODE}?received=15:20+20/11/2026&variant=hard"
    told = page(path)
    assert "15:20 20/11/2026" in [each.get("value") for each in told.all("input")]
    assert "17:00 26/11/2026" in told.text
    assert "Hãy ghi thời điểm" in page(f"/procedures/{CODE}?received=mai").text
    assert "Hãy ghi thời điểm" in page(f"/procedures/{CODE}?received=15:20+20/11/2999").text
