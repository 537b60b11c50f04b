"""The tables of a draft: rows come, go and move, and steps keep pointing where they pointed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.procedures.rules.drafting import BLANK, RowAct, after, begun, differing, with_keys

STEPS = [
    {**BLANK["steps"], "name": "one"},
    {**BLANK["steps"], "name": "two"},
    {**BLANK["steps"], "name": "beside", "branch": "b", "beside": 2, "joins": 4},
    {**BLANK["steps"], "name": "four"},
]


def a_draft(**more):
    return {**begun("1.1", "Thủ tục", first_on=date(2026, 12, 1), unit="counter"), **more}


def names(content) -> list[str]:
    return [each["name"] for each in content["steps"]]


def pointing(content) -> dict[str, tuple[str, str]]:
    """What each step of a branch opens with and is awaited by, by name."""
    steps = content["steps"]
    name = {number: each["name"] for number, each in enumerate(steps, start=1)}
    return {
        each["name"]: (name.get(each["beside"], ""), name.get(each["joins"], ""))
        for each in steps
        if each["branch"]
    }


@pytest.mark.parametrize(
    ("act", "number", "left"),
    [
        (RowAct.UP, 2, ["two", "one", "beside", "four"]),
        (RowAct.DOWN, 1, ["two", "one", "beside", "four"]),
        (RowAct.REMOVE, 1, ["two", "beside", "four"]),
        (RowAct.ADD, 0, ["", "one", "two", "beside", "four"]),
        (RowAct.ADD, 4, ["one", "two", "beside", "four", ""]),
    ],
)
def test_a_moved_step_takes_along_what_points_to_it(act, number, left):
    content = after(a_draft(steps=STEPS), act, "steps", number)
    assert names(content) == left
    assert pointing(content) == {"beside": ("two", "four")}


def test_a_removed_step_is_pointed_to_by_nothing():
    content = after(a_draft(steps=STEPS), RowAct.REMOVE, "steps", 4)
    assert pointing(content) == {"beside": ("two", "")}


@pytest.mark.parametrize(
    ("act", "number"),
    [(RowAct.UP, 1), (RowAct.DOWN, 4), (RowAct.REMOVE, 5), (RowAct.REMOVE, 0), (RowAct.ADD, 9)],
)
def test_an_act_on_no_row_changes_nothing(act, number):
    content = a_draft(steps=STEPS)
    assert after(content, act, "steps", number) == content


@given(
    st.lists(
        st.tuples(st.sampled_from([RowAct.ADD, RowAct.UP, RowAct.DOWN]), st.integers(0, 9)),
        max_size=12,
    )
)
def test_however_steps_are_moved_a_branch_opens_and_joins_at_the_same_steps(acts):
    content = a_draft(steps=STEPS)
    for act, number in acts:
        content = after(content, act, "steps", number)
    assert pointing(content)["beside"] == ("two", "four")
    assert sorted(filter(None, names(content))) == ["beside", "four", "one", "two"]


def test_variants_get_keys_from_their_names_and_keep_them():
    rows = [{"key": "", "name": "Phải xác minh"}, {"key": "", "name": "phải  xác minh!"},
            {"key": "old", "name": "Tên mới"}, {"key": "", "name": ""}]  # fmt: skip
    keyed = with_keys(a_draft(variants=rows))["variants"]
    assert [each["key"] for each in keyed] == ["phai-xac-minh", "phai-xac-minh-2", "old", ""]
    assert with_keys({"variants": keyed})["variants"] == keyed


def test_two_drafts_differ_in_what_they_say_differently():
    content = a_draft()
    assert differing(content, a_draft()) == ()
    assert differing(content, {**content, "name": "Khác", "fees": [1]}) == ("name", "fees")
