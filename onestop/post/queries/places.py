"""Every result is somewhere, once: checked over the live database, case by case in portions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from onestop.cases.models import Case, HandingOut, JournalEntry
from onestop.cases.queries.invariants import PORTION, Breach
from onestop.cases.rules.lifecycle import Act, CaseStatus, Holding
from onestop.post.models import Consignment
from onestop.post.rules.consignment import ConsignmentState, Direction
from onestop.post.rules.place import Place, denied, place

RULE = 12
_TAKEN_BACK = (Act.REOPEN, Act.DENY_DELIVERY)
_GIVEN = (Act.HAND_OUT, Act.DELIVER, *_TAKEN_BACK)


def check(session: Session) -> Iterator[Breach]:
    """Every result that is nowhere, at two places, or was handed out twice (rule 12)."""
    last = 0
    has_result = Case.status.in_((CaseStatus.SETTLED, CaseStatus.HANDED_OUT))
    was_packed = Case.id.in_(select(Consignment.case_id))
    while rows := session.execute(
        select(Case.id, Case.code, Case.status, Case.holding, Case.post_since_at)
        .where(Case.id > last, or_(has_result, was_packed))
        .order_by(Case.id)
        .limit(PORTION)
    ).all():
        ids = [row.id for row in rows]
        carried, receivers = _carried(session, ids), _receivers(session, ids)
        given = _given(session, ids)
        for row in rows:
            found = place(
                CaseStatus(row.status),
                Holding(row.holding),
                came_back=row.post_since_at is not None,
            )
            said = denied(found, carried[row.id], receivers=receivers.get(row.id, 0))
            yield from (Breach(RULE, row.code, sentence) for sentence in said)
            if _twice(given[row.id]):
                yield Breach(RULE, row.code, "its result was handed out twice")
            if found is None and row.holding in (Holding.PACKED, Holding.WITH_POST, Holding.LOST):
                yield Breach(RULE, row.code, "it has no result, but the post has it")
        last = ids[-1]


def place_of(case: Case) -> Place | None:
    """Where the result of a case is; None where there is none yet."""
    came_back = case.post_since_at is not None
    return place(CaseStatus(case.status), Holding(case.holding), came_back=came_back)


def _twice(given: list[str]) -> bool:
    """Whether a result left the office twice, and was neither taken back nor reopened between."""
    acts = [act not in _TAKEN_BACK for act in given]
    return any(one and two for one, two in zip(acts, acts[1:], strict=False))


def _carried(session: Session, ids: list[int]) -> dict[int, list[ConsignmentState]]:
    grouped: dict[int, list[ConsignmentState]] = defaultdict(list)
    rows = session.execute(
        select(Consignment.case_id, Consignment.state)
        .where(Consignment.case_id.in_(ids), Consignment.direction == Direction.OUTGOING)
        .order_by(Consignment.id)
    )
    for case_id, state in rows:
        grouped[case_id or 0].append(ConsignmentState(state))
    return grouped


def _receivers(session: Session, ids: list[int]) -> dict[int, int]:
    rows = session.execute(
        select(HandingOut.case_id, func.count().label("many"))
        .where(HandingOut.case_id.in_(ids))
        .group_by(HandingOut.case_id)
    )
    return {row.case_id: row.many for row in rows}


def _given(session: Session, ids: list[int]) -> dict[int, list[str]]:
    grouped: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(JournalEntry.case_id, JournalEntry.act)
        .where(JournalEntry.case_id.in_(ids), JournalEntry.act.in_(_GIVEN))
        .order_by(JournalEntry.case_id, JournalEntry.number)
    )
    for case_id, act in rows:
        grouped[case_id].append(act)
    return grouped
