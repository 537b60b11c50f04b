"""Every dossier that the post brought is at one place, with its record and its case: checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from onestop.cases.models import Case, IssuedPaper
from onestop.cases.queries.invariants import PORTION, Breach
from onestop.cases.rules.paper import PaperKind
from onestop.post.models import Consignment, Filing, Manifest
from onestop.post.rules.answer import misplaced
from onestop.post.rules.consignment import ConsignmentState, Direction
from onestop.post.rules.incoming import Brought, DossierState, undone

RULE = 13


def check(session: Session) -> Iterator[Breach]:
    """Every dossier from the post that lacks its record, its answer or its case (rule 13).

    The form 02 or 03 for its sender is at one place, as a result is.
    """
    last = 0
    while rows := session.execute(_asked().where(Consignment.id > last).limit(PORTION)).all():
        carried = _carried(session, [row.guidance_id for row in rows if row.guidance_id])
        for row in rows:
            said = [*undone(_brought(row)), *_of_answer(row, carried)]
            yield from (Breach(RULE, row.item_code, sentence) for sentence in said)
        last = rows[-1].id


def _asked() -> Any:
    onward = aliased(Consignment)
    return (
        select(
            Consignment.id,
            Consignment.item_code,
            Consignment.state,
            Consignment.case_id,
            Manifest.handed_over_at,
            Filing.filed_at,
            Filing.guidance_id,
            Filing.answer_waits_at,
            Filing.answer_given_at,
            IssuedPaper.id.label("paper_id"),
            IssuedPaper.case_id.label("paper_case_id"),
            Case.received_at,
            onward.state.label("onward_state"),
            onward.case_id.label("onward_case_id"),
        )
        .join(Manifest, Manifest.id == Consignment.manifest_id)
        .outerjoin(Filing, Filing.consignment_id == Consignment.id)
        .outerjoin(
            IssuedPaper,
            (IssuedPaper.agency_id == Filing.agency_id)
            & (IssuedPaper.kind == PaperKind.POST_RECORD)
            & (IssuedPaper.period == Filing.record_period)
            & (IssuedPaper.number == Filing.record_number),
        )
        .outerjoin(Case, Case.id == Consignment.case_id)
        .outerjoin(onward, onward.id == Filing.joined_to_id)
        .where(Consignment.direction == Direction.INCOMING)
        .order_by(Consignment.id)
    )


def _carried(session: Session, guidance_ids: Sequence[int]) -> dict[int, list[ConsignmentState]]:
    grouped: dict[int, list[ConsignmentState]] = defaultdict(list)
    rows = session.execute(
        select(Consignment.guidance_id, Consignment.state)
        .where(Consignment.guidance_id.in_(guidance_ids))
        .order_by(Consignment.id)
    )
    for guidance_id, state in rows:
        grouped[guidance_id or 0].append(ConsignmentState(state))
    return grouped


def _of_answer(row: Any, carried: Mapping[int, list[ConsignmentState]]) -> Iterator[str]:
    if row.guidance_id is None:
        return iter(())
    return misplaced(
        DossierState(row.state),
        carried.get(row.guidance_id, []),
        waits=row.answer_waits_at is not None,
        given=row.answer_given_at is not None,
    )


def _brought(row: Any) -> Brought:
    return Brought(
        state=DossierState(row.state),
        signed_at=row.handed_over_at,
        filed_at=row.filed_at,
        recorded=row.paper_id is not None,
        answered=row.guidance_id is not None,
        case_id=row.case_id,
        record_case_id=row.paper_case_id,
        received_at=row.received_at,
        onward=DossierState(row.onward_state) if row.onward_state else None,
        onward_case_id=row.onward_case_id,
    )
