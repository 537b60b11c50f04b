"""Lists of dossiers handed over together (H3; NĐ61 article 18)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Case, Handover, HandoverList
from onestop.cases.operations.numbers import next_numbers
from onestop.cases.operations.papers import issue_handover_list, void
from onestop.cases.queries.papers import of_list
from onestop.cases.rules.paper import PaperKind


def list_given(
    session: Session, codes: Sequence[str], *, by: Actor, at: datetime
) -> tuple[HandoverList, ...]:
    """Puts the cases that the person has just given on lists, one for each pair of units.

    A case that is not on its way, or is on a list already, is left out.
    """
    found = session.scalars(
        select(Handover)
        .join(Case, Case.id == Handover.case_id)
        .where(
            Case.code.in_(codes),
            Handover.ended_at.is_(None),
            Handover.list_id.is_(None),
            Handover.given_by_id == by.official_id,
        )
        .order_by(Handover.from_unit_id, Handover.to_unit_id, Handover.id)
    ).all()
    year = f"{at.astimezone(calendar_of(session, by.agency_id).zone):%Y}"
    lists = []
    for (from_unit_id, to_unit_id), given in groupby(
        found, key=lambda each: (each.from_unit_id, each.to_unit_id)
    ):
        (number,) = next_numbers(session, by.agency_id, ((PaperKind.HANDOVER_LIST, year),))
        added = HandoverList(
            agency_id=by.agency_id,
            number=number,
            period=year,
            from_unit_id=from_unit_id,
            to_unit_id=to_unit_id,
            given_at=at,
            given_by_id=by.official_id,
        )
        session.add(added)
        session.flush()
        for each in given:
            each.list_id = added.id
        session.flush()
        issue_handover_list(session, added, by=by, at=at)
        lists.append(added)
    return tuple(lists)


def call_off_list(session: Session, taken_back: Handover, *, at: datetime) -> None:
    """The list of a dossier that was taken back is void once none of its dossiers has left (H3).

    While another one is on its way, or was ever received or declined, it stays as it was issued.
    The list stays locked, so that of two who take back the last dossiers one finds none left.
    """
    if taken_back.list_id is None:
        return
    session.flush()
    locked = select(HandoverList).where(HandoverList.id == taken_back.list_id).with_for_update()
    listed = session.scalars(locked).one()
    left = select(Handover.id).where(
        Handover.list_id == listed.id,
        or_(Handover.outcome.is_(None), Handover.outcome != "taken_back"),
    )
    if session.scalar(left.limit(1)) is None:
        void(of_list(session, listed), at=at)
