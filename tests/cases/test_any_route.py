"""Whatever route works by the rules: random acts never lose the case, and it always ends."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from onestop.accounts.rules import Role
from onestop.cases.queries.invariants import check
from onestop.cases.rules.lifecycle import Act
from onestop.db import db, transaction
from onestop.errors import SaidNo
from onestop.procedures import queries as procedures
from onestop.procedures.files import ProcedureFile, StepFile
from onestop.procedures.operations.publishing import publish
from onestop.procedures.rules import blocking
from tests.accounts.makers import an_agency
from tests.cases import driving
from tests.cases.driving import Choice
from tests.cases.makers import MONDAY, PROCEDURE, a_case, a_small_office, an_actor, the_actor

NUMBERS = count(1)
ROUTES, ACTS = settings.default.max_examples // 20, 20
SLOW_AND_SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
HOURS = "4 working hours"
RECEIVE = StepFile("Tiếp nhận", "reception", "counter", "clerk", HOURS)
SIGN = StepFile("Ký", "sign", "leaders", "agency_leader", HOURS, ends_settlement=True)
RETURN = StepFile("Trả", "return", "counter", "clerk")
DESKS = (("counter", "clerk"), ("culture", "official"), ("culture", "unit_leader"),
         ("leaders", "agency_leader"))  # fmt: skip
FINDING = "Phải xác minh"
RARE = frozenset(
    {Act.WITHDRAW, Act.STOP, Act.REQUEST_SUPPLEMENT, Act.NOTIFY_DUTY, Act.REOPEN, Act.REDIRECT}
)


@st.composite
def steps(draw) -> tuple[StepFile, ...]:
    """Any route of the house: sequences, findings, duties and branches."""
    line = [RECEIVE]
    for number in range(draw(st.integers(1, 4))):
        unit, role = draw(st.sampled_from(DESKS))
        kind = draw(st.sampled_from(("process", "process", "appraise", "duty")))
        if kind == "duty":
            line.append(StepFile(f"Nộp {number}", "duty", "counter", "clerk"))
            continue
        limit = {"allotted": HOURS} if draw(st.booleans()) else {"unlimited": True}
        finding = FINDING if draw(st.booleans()) else ""
        line.append(StepFile(f"Việc {number}", kind, unit, role, finding=finding, **limit))
    beside = draw(st.integers(2, max(2, len(line))))
    side = []
    for number in range(draw(st.integers(0, 2))):
        unit, role = draw(st.sampled_from(DESKS))
        side.append(StepFile(f"Phối hợp {number}", "process", unit, role, HOURS, branch="b"))
    joins = len(line) + len(side) + draw(st.integers(1, 2))
    side = [replace(each, beside=beside, joins=joins) for each in side]
    return (*line, *side, SIGN, RETURN)


def a_case_on(office, route: tuple[StepFile, ...]) -> str:
    """A case of a new procedure with that route; routes that the rules refuse are left out."""
    content: ProcedureFile = replace(PROCEDURE, code=f"T{next(NUMBERS)}", steps=route)
    assume(not blocking(content.faults()))
    with transaction() as session:
        publish(session, office.agency_id, content)
    day = MONDAY.date()
    version = procedures.in_force(db.session(), office.agency_id, content.code, day=day)
    return a_case(replace(office, version=version)).code


@pytest.fixture
def office(app):
    found = a_small_office()
    an_actor(found, "hung", Role.UNIT_LEADER, "counter")
    return found


@pytest.fixture
def elsewhere(office):
    """A clerk in the one-stop unit of another agency, to which cases are forwarded."""
    return the_actor(an_agency("H29.99"), "xuan", Role.CLERK, "counter")


def idle(able: list[Choice]) -> set[tuple[Act, object]]:
    """Handing over and completing are one act under two names."""
    both = {Act.COMPLETE: Act.HAND_OVER, Act.HAND_OVER: Act.COMPLETE}
    return {(both[each.act], each.actor) for each in able if each.act in both}


@pytest.mark.slow
@settings(max_examples=ROUTES, suppress_health_check=SLOW_AND_SHARED)
@given(route=steps(), seed=st.integers(0, 2**32))
def test_random_acts_never_lose_a_case_and_it_ends(office, elsewhere, route, seed):
    actors = (office.clerk, office.leader, office.official, office.chair, elsewhere)
    code, chance, at = a_case_on(office, route), Random(seed), MONDAY
    for _ in range(ACTS):
        case = driving.case_of(office.clerk, code)
        if case.closed_at is not None:
            break
        assert driving.lies_somewhere(actors, case), "the case lies in nobody's tray"
        able = driving.choices(actors, case)
        assert able, "nobody can do anything with the case"
        illegal = Choice(chance.choice(tuple(driving.OPERATIONS)), chance.choice(actors))
        if illegal not in able and (illegal.act, illegal.actor) not in idle(able):
            with pytest.raises(SaidNo):
                driving.act(illegal, case, at=at)
        chosen = chance.choices(able, [1 if each.act in RARE else 5 for each in able])[0]
        at += timedelta(minutes=chance.randint(1, 300))
        findings = (FINDING,) if chance.random() < 0.5 else ()
        with suppress(SaidNo):
            driving.act(chosen, case, at=at, findings=findings)
    driving.travel(actors, office.clerk, code, at=at)
    assert list(check(db.session())) == []
