"""The rules that must hold of every case at every moment, checked over the live database.

The numbers are those of the list that the office keeps: 1 codes, 2 and 3 apologies, 4 to 6
supplements, 7 hand-overs, 8 papers, 10 journal, 11 payments. Cases are read in portions, each
with a fixed number of statements.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from onestop.cases.models import (
    Apology,
    Case,
    CaseStep,
    DueChange,
    Handover,
    IssuedPaper,
    JournalEntry,
    NumberSeries,
    Payment,
    StepState,
    SupplementRequest,
)
from onestop.cases.queries import payment, sitting
from onestop.cases.queries.promises import (
    Reckoner,
    apologised,
    handed_over,
    promised,
    reckoned_anew,
    supplemented,
)
from onestop.cases.queries.replay import breaks_in_chain, told_visits
from onestop.cases.rules.codes import parse_code
from onestop.cases.rules.lifecycle import ABOUT_MONEY, CaseStatus

PORTION = 500


@dataclass(frozen=True)
class Breach:
    """A rule that does not hold: which, for which case, and what is wrong."""

    rule: int
    code: str
    sentence: str


@dataclass(frozen=True)
class _Portion:
    """Some cases with everything that belongs to them, by the case's identifier."""

    cases: Sequence[Case]
    entries: dict[int, list[JournalEntry]]
    promises: dict[int, list[DueChange]]
    steps: dict[int, list[CaseStep]]
    handovers: dict[int, list[Handover]]
    supplements: dict[int, list[SupplementRequest]]
    apologies: dict[int, list[Apology]]
    payments: dict[int, list[Payment]]
    receipts: frozenset[int]
    papers: frozenset[tuple[int, str]]
    """The numbers of the other papers, by case."""


def check(session: Session) -> Iterator[Breach]:
    """Every breach of every rule that exists so far, in the order of the cases.

    Reads the rows as they are now, whatever the session remembers of them.
    """
    session.expunge_all()
    yield from _codes(session)
    yield from (Breach(8, code, sentence) for code, sentence in sitting.broken(session))
    yield from (Breach(11, period, sentence) for period, sentence in payment.broken_series(session))
    last, reckoner = 0, Reckoner(session)
    while cases := session.scalars(
        select(Case).where(Case.id > last).order_by(Case.id).limit(PORTION)
    ).all():
        portion = _load(session, cases)
        for case in cases:
            for rule, sentence in _of_one(case, portion, reckoner):
                yield Breach(rule, case.code, sentence)
        last = cases[-1].id
        session.expunge_all()


def _of_one(case: Case, portion: _Portion, reckoner: Reckoner) -> Iterator[tuple[int, str]]:
    entries, promises = portion.entries[case.id], portion.promises[case.id]
    for sentence in breaks_in_chain(case, entries):
        yield 10, sentence
    yield from promised(case, promises, entries)
    yield from apologised(portion.apologies[case.id], promises, reckoner.zone_of(case))
    supplements, steps = portion.supplements[case.id], portion.steps[case.id]
    yield from supplemented(case, supplements, entries, reckoner)
    yield from reckoned_anew(case, promises, entries, reckoner)
    yield from _steps(case, steps, entries)
    by_id = {step.id: step for step in steps}
    legs = [(leg, by_id[leg.from_step_id]) for leg in portion.handovers[case.id]]
    yield from handed_over(case, legs, supplements, entries, reckoner)
    for sentence in payment.unsound(portion.payments[case.id], _told_of_money(entries)):
        yield 11, sentence
    if case.sitting_id is None and case.id not in portion.receipts:
        yield 8, "the receipt is not stored"
    told = {entry.details["paper"] for entry in entries if "paper" in entry.details}
    for paper in sorted(told):
        if (case.id, paper) not in portion.papers:
            yield 8, f"the paper {paper} that the journal tells of is not stored"


def _told_of_money(entries: Sequence[JournalEntry]) -> Counter[tuple[str, str]]:
    return Counter(
        (entry.act, entry.details.get("paper") or entry.details.get("receipt", ""))
        for entry in entries
        if entry.act in ABOUT_MONEY
    )


def _codes(session: Session) -> Iterator[Breach]:
    """Rule 1: no gap in a day's sequence, and the counter stands at its end."""
    given: dict[tuple[int, str], list[int]] = defaultdict(list)
    for agency_id, code in session.execute(select(Case.agency_id, Case.code)).yield_per(5000):
        parts = parse_code(code)
        if parts is None:
            yield Breach(1, code, "this is no case code")
        else:
            given[agency_id, parts.day].append(int(parts.number))
    counters = {
        (agency_id, period): last
        for agency_id, period, last in session.execute(
            select(NumberSeries.agency_id, NumberSeries.period, NumberSeries.last).where(
                NumberSeries.series == "case"
            )
        )
    }
    for agency_id, day in sorted(given.keys() | counters.keys()):
        numbers = sorted(given[agency_id, day])
        if numbers != list(range(1, counters.get((agency_id, day), 0) + 1)):
            yield Breach(1, day, "the numbers of the day have a gap or do not end as counted")


def _steps(
    case: Case, steps: Sequence[CaseStep], entries: Sequence[JournalEntry]
) -> Iterator[tuple[int, str]]:
    """Rule 10: the journal tells of every finished step, and of none that is not."""
    finished = {
        (step.position, step.round): step
        for step in steps
        if step.state in (StepState.DONE, StepState.SENT_BACK)
    }
    told = told_visits(entries)
    if told.keys() != finished.keys() or any(
        told[place] != _visit(step) for place, step in finished.items() if place in told
    ):
        yield 10, "the finished steps are not those that the journal tells of"
    under_way = [step for step in steps if step.state in (StepState.OPEN, StepState.OFFERED)]
    open_steps = [step for step in under_way if not step.branch]
    if case.closed_at is not None and under_way:
        yield 10, "the case is closed, but a step of it is under way"
    expected = 0 if case.closed_at is not None else 1
    if len(open_steps) != expected:
        yield 10, "the case does not lie in exactly one step"
    if case.status == CaseStatus.SETTLED and case.settled_at is None:
        yield 10, "the case is settled, but not since when"


def _visit(step: CaseStep) -> dict[str, Any]:
    moments = {
        name: value.isoformat() if (value := getattr(step, name)) else None
        for name in ("received_at", "due_at", "done_at")
    }
    return {
        "position": step.position,
        "round": step.round,
        **moments,
        "verdict": step.verdict,
    }


def _load(session: Session, cases: Sequence[Case]) -> _Portion:
    ids = [case.id for case in cases]

    def by_case(model: Any, *order: Any, whole: Sequence[Any] = ()) -> dict[int, list[Any]]:
        grouped: dict[int, list[Any]] = defaultdict(list)
        rows = select(model).where(model.case_id.in_(ids)).order_by(*order).options(*whole)
        for row in session.scalars(rows):
            grouped[row.case_id].append(row)
        return grouped

    receipts = session.scalars(
        select(IssuedPaper.case_id).where(
            IssuedPaper.case_id.in_(ids), IssuedPaper.kind == "receipt"
        )
    )
    papers = session.execute(
        select(IssuedPaper.case_id, IssuedPaper.printed).where(
            IssuedPaper.case_id.in_(ids), IssuedPaper.kind != "receipt"
        )
    )
    return _Portion(
        cases=cases,
        entries=by_case(JournalEntry, JournalEntry.number),
        promises=by_case(DueChange, DueChange.number),
        steps=by_case(CaseStep, CaseStep.position, CaseStep.round),
        handovers=by_case(Handover, Handover.id),
        supplements=by_case(SupplementRequest, SupplementRequest.id),
        apologies=by_case(Apology, Apology.id),
        payments=by_case(
            Payment,
            Payment.id,
            whole=(selectinload(Payment.lines), joinedload(Payment.reversal)),
        ),
        receipts=frozenset(filter(None, receipts)),
        papers=frozenset((case_id, printed["number"]) for case_id, printed in papers),
    )
