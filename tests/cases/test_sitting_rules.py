"""What may be received together, and where a shared paper lies (rules R5, S4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onestop.calendars.rules import Term
from onestop.cases.rules.reception import ReceivedComponent
from onestop.cases.rules.sitting import (
    MOST_TOGETHER,
    asked_once,
    channels_together,
    counted_for_each,
    lying_with,
    require_together,
)
from onestop.errors import Refused
from onestop.procedures.rules import AllottedTerm, Channel, Component, Version
from onestop.procedures.rules.combined import require_members

DAY = Term.parse("1 working day")


def a_paper(number: int, name: str, **changed: object) -> Component:
    paper = Component(number, number, name, 1, 0, required=False, only_shown=False)
    return replace(paper, **changed)


def a_version(*channels: str) -> Version:
    return Version(
        id=1,
        procedure_id=1,
        agency_id=1,
        code="1.001193",
        name="Đăng ký khai sinh",
        field="Hộ tịch",
        decision="",
        results=(),
        presence_required=False,
        cut_off=None,
        supplement_policy="restart",
        supplement_ask_within=DAY,
        supplement_close_after=None,
        variants=(),
        terms=tuple(AllottedTerm(DAY, channel) for channel in channels),
        components=(),
        fees=(),
        steps=(),
    )


BIRTH = [a_paper(1, "Tờ khai"), a_paper(2, "Giấy chứng sinh", copies=1)]
HOME = [a_paper(11, "giấy  chứng sinh", required=True, originals=2), a_paper(12, "Tờ khai cư trú")]


@pytest.mark.parametrize("count", [0, 1, MOST_TOGETHER + 1])
def test_one_receipt_lists_from_two_to_ten_cases(count: int) -> None:
    require_together(2)
    require_together(MOST_TOGETHER)
    with pytest.raises(Refused):
        require_together(count)


def test_only_the_ways_that_all_have_in_common_are_offered() -> None:
    everywhere, counter = a_version(""), a_version("counter")
    assert channels_together([everywhere, counter]) == (Channel.COUNTER,)
    assert channels_together([everywhere]) == (Channel.COUNTER, Channel.ONLINE)
    with pytest.raises(Refused, match="one by one"):
        channels_together([counter, a_version("online")])


def test_a_paper_of_the_same_name_lies_where_it_is_asked_for_first() -> None:
    assert lying_with([BIRTH, HOME]) == {
        (0, 1): (0, 1),
        (0, 2): (0, 2),
        (1, 11): (0, 2),
        (1, 12): (1, 12),
    }


def test_it_is_asked_for_once_as_the_strictest_of_them_asks() -> None:
    first, second = asked_once([BIRTH, HOME])
    assert [paper.name for paper in first] == ["Tờ khai", "Giấy chứng sinh"]
    assert [paper.name for paper in second] == ["Tờ khai cư trú"]
    shared = first[1]
    assert (shared.originals, shared.copies, shared.required) == (2, 1, True)


def test_it_counts_for_each_of_those_who_need_it() -> None:
    received = [{2: ReceivedComponent(1, 1)}, {12: ReceivedComponent(1)}]
    first, second = counted_for_each([BIRTH, HOME], received)
    assert second[11] == first[2] == ReceivedComponent(1, 1)
    assert not first[1].is_there
    assert second[12] == ReceivedComponent(1)


@pytest.mark.parametrize(
    "codes", [(), ("a",), ("a", "a"), ("a", "gone"), tuple("abcdefghijk")], ids=str
)
def test_a_combined_procedure_has_two_to_ten_different_procedures_in_force(codes) -> None:
    require_members(("a", "b"), set("abcdefghijk"))
    with pytest.raises(Refused):
        require_members(codes, set("abcdefghijk"))
