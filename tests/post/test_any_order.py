"""Whatever the desk does and the carrier says, in any order and repeated: no result gets lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from flask import Flask
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from onestop.cases.models import Case, HandingOut
from onestop.cases.operations import by_post, correcting, redirecting, returning
from onestop.cases.queries import invariants
from onestop.cases.rules.reception import ReturnMethod
from onestop.cases.rules.results import HandingOutEntry
from onestop.db import db, transaction
from onestop.errors import SaidNo
from onestop.post.models import Consignment, TrackingEvent
from onestop.post.operations import denying, packing
from onestop.post.queries import places
from onestop.post.rules.consignment import ConsignmentState, EventKind
from onestop.post.rules.place import Place
from tests.post.makers import ADDRESS, HOUR, TUESDAY, Desk, a_desk, a_result, hand_over, hear

RESULTS = 2
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["pack", "pack", "remove", "hand_over", "hand_over", "hand_out", "redirect", "restore"]
            + ["reopen", "deny", "repeat", *([f"hear {kind}" for kind in EventKind] * 2)]
        ),
        st.integers(0, RESULTS - 1),
        st.integers(0, 5),
    ),
    min_size=6,
    max_size=16,
)
OPPOSED = (
    select(TrackingEvent.kind)
    .join(Consignment, Consignment.id == TrackingEvent.consignment_id)
    .where(Consignment.state == ConsignmentState.POSTED, TrackingEvent.contradicts)
)
"""News that contradicts an end, of an item that has come to none."""
ITEMS = count(100_000_000)


@dataclass
class Play:
    """Some results of an office, and the acts that may befall them."""

    desk: Desk
    codes: list[str]
    at: datetime
    told: list[tuple[EventKind, datetime]] = field(default_factory=list)

    def do(self, name: str, which: int, hours: int) -> None:
        """Does it if it may be done; events happened up to a day ago, and come again."""
        self.at += 7 * HOUR
        code = self.codes[which]
        if name.startswith("hear "):
            self.told.append((EventKind(name.removeprefix("hear ")), self.at - hours * 5 * HOUR))
            self._hear(code, self.told[-1:] * 2)
            return
        acts: dict[str, Callable[[str], object]] = {
            "pack": self._pack,
            "remove": self._remove,
            "hand_over": self._hand_over,
            "hand_out": self._hand_out,
            "redirect": partial(self._act, redirecting.redirect_result, method=ReturnMethod.POST),
            "restore": partial(self._act, by_post.restore),
            "reopen": partial(self._act, correcting.reopen),
            "deny": partial(self._act, denying.deny_delivery),
            "repeat": partial(self._hear, told=self.told),
        }
        self._try(partial(acts[name], code))

    def _try(self, act: Callable[[], object]) -> None:
        with suppress(SaidNo):
            act()

    def _consignments(self, code: str) -> list[int]:
        db.session.rollback()
        found = select(Consignment.id).join(Case, Case.id == Consignment.case_id)
        return list(db.session.scalars(found.where(Case.code == code).order_by(Consignment.id)))

    def _hear(self, code: str, told: list[tuple[EventKind, datetime]]) -> None:
        for number in self._consignments(code):
            for kind, happened in told:
                self._try(partial(hear, self.desk, number, kind, happened, at=self.at))

    def _pack(self, code: str) -> None:
        with transaction() as session:
            packing.pack(
                session,
                code,
                carrier_id=self.desk.carrier_id,
                by=self.desk.postman,
                at=self.at,
                item_code=f"EA{next(ITEMS)}VN",
            )

    def _remove(self, code: str) -> None:
        for number in self._consignments(code)[-1:]:
            with transaction() as session:
                packing.remove(session, number, by=self.desk.postman, at=self.at)

    def _hand_over(self, _code: str) -> None:
        with suppress(NoResultFound):
            hand_over(self.desk, at=self.at)

    def _hand_out(self, code: str) -> None:
        name = db.session.scalars(select(Case).where(Case.code == code)).one().applicant.name
        entry = HandingOutEntry(ReturnMethod.COUNTER, name, "079190012345")
        with transaction() as session:
            returning.hand_out(
                session, code, seen=None, by=self.desk.office.clerk, at=self.at, entry=entry
            )

    def _act(self, operation: Callable[..., object], code: str, **more: object) -> None:
        if operation is redirecting.redirect_result:
            more |= {"address": ADDRESS.replace("12", str(self.at.toordinal() + self.at.hour))}
        with transaction() as session:
            operation(
                session,
                code,
                seen=None,
                by=self.desk.office.clerk
                if operation is redirecting.redirect_result
                else self.desk.office.chair,
                at=self.at,
                reason="theo đề nghị",
                **more,
            )


@given(steps=STEPS)
@example(steps=[("pack", 0, 0), ("hand_over", 0, 0), ("hear delivered", 0, 0), ("pack", 1, 0)])
@example(
    steps=[
        *[("pack", 0, 0), ("hand_over", 0, 0), ("hear delivered", 0, 0), ("deny", 0, 0)],
        *[("hear delivered", 0, 1), ("deny", 0, 0), ("hear returned", 0, 0), ("pack", 0, 0)],
    ]
)
@example(
    steps=[
        *[("pack", 0, 0), ("hand_over", 0, 0), ("hear delivered", 0, 0), ("hear returned", 0, 0)],
        *[("hear undelivered", 0, 5), ("deny", 0, 0), ("repeat", 0, 0), ("pack", 0, 0)],
    ]
)
@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def played(desk: Desk, seen: Counter[Place | None], steps: list[tuple[str, int, int]]) -> None:
    """One story; after each act every result is at exactly one place, and given once at most."""
    results = [a_result(desk.office) for _ in range(RESULTS)]
    play = Play(desk, results, TUESDAY + timedelta(days=5))
    for step in steps:
        play.do(*step)
        db.session.rollback()
        db.session.expire_all()
        assert list(places.check(db.session())) == [], step
        assert db.session.scalars(OPPOSED).all() == [], step
        for case in db.session.scalars(select(Case).where(Case.code.in_(results))):
            found = places.place_of(case)
            assert found is not None or case.status == "processing"
            seen[found] += 1
            given_to = db.session.scalars(
                select(HandingOut.id).where(HandingOut.case_id == case.id)
            ).all()
            assert len(given_to) <= 1
    assert list(invariants.check(db.session())) == []


def test_random_acts_and_news_never_lose_a_result_nor_hand_it_out_twice(app: Flask) -> None:
    seen: Counter[Place | None] = Counter()
    played(a_desk(), seen)
    assert seen[Place.AT_THE_COUNTER]
    assert seen[Place.WITH_THE_POST]
