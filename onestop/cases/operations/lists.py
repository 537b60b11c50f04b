"""Lists of dossiers handed over together (H3; NĐ61 article 18)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Case, Handover, HandoverList
from onestop.cases.operations.numbers import next_numbers
from onestop.cases.operations.papers import issue_handover_list
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
