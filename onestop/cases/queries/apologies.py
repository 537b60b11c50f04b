"""Apologies whose new day an amendment of the calendar takes away, before it was promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import and_, false, or_, select
from sqlalchemy.orm import Session

from onestop.calendars import queries as calendars
from onestop.cases.models import Apology, Case
from onestop.cases.rules.apology import ON_ITS_WAY, ApologyState
from onestop.cases.rules.promise import CalendarChange

SHOWN = 100


@dataclass(frozen=True)
class Spoilt:
    """An apology on its way that names a day which becomes a day off; it is to be drafted anew."""

    code: str
    new_due_at: datetime
    state: ApologyState


def spoilt(session: Session, agency_id: int, change: CalendarChange) -> Sequence[Spoilt]:
    """The apologies for an agency's cases that could no longer be promised (C11), soonest first."""
    after = calendars.amended(session, agency_id, change.entered, change.withdrawn)
    lost = [day for day in change.days if not after.works_on(day)]
    on_those_days = (
        and_(
            Apology.new_due_at >= after.at(day, time()),
            Apology.new_due_at < after.at(day + timedelta(days=1), time()),
        )
        for day in lost
    )
    found = session.execute(
        select(Case.code, Apology.new_due_at, Apology.state)
        .join(Case, Case.id == Apology.case_id)
        .where(
            Case.agency_id == agency_id,
            Apology.state.in_(sorted(ON_ITS_WAY)),
            or_(false(), *on_those_days),
        )
        .order_by(Apology.new_due_at, Apology.id)
        .limit(SHOWN)
    )
    return [Spoilt(code, new_due_at, ApologyState(state)) for code, new_due_at, state in found]
