"""What each day came to, counted when it has ended: a table that reports read."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, insert, literal, or_, select
from sqlalchemy import case as either
from sqlalchemy.orm import Session

from onestop.calendars.holidays import OFFICE_ZONE
from onestop.cases.models import OF_PAST, Case, DailyFigure, JournalEntry
from onestop.cases.rules.lifecycle import Act, CaseStatus
from onestop.notices.operations.changing import changed
from onestop.procedures.models import Procedure

_DAY = timedelta(days=1)
CAUGHT_UP = 31
"""How many days of downtime are counted afterwards."""


def count_days(session: Session, *, at: datetime) -> int:
    """Counts the day that ended last, and those before it that nobody has counted yet.

    A dossier that the postman brought was received on the day of its record, which may have been
    counted before it was registered: its days are counted anew (C2; E3). Says how many figures
    were written.
    """
    yesterday = at.astimezone(OFFICE_ZONE).date() - _DAY
    counted = session.scalar(select(func.max(DailyFigure.day_on))) or yesterday - _DAY
    wanted = min(counted + _DAY, yesterday, _received_late(session, counted + _DAY))
    first = max(wanted, yesterday - (CAUGHT_UP - 1) * _DAY)
    days = (first + number * _DAY for number in range((yesterday - first).days + 1))
    return sum(count_day(session, day) for day in days)


def _received_late(session: Session, since: date) -> date:
    """The first day of which a reception was entered since that one; that one itself if none."""
    late = select(func.min(JournalEntry.happened_at)).where(
        OF_PAST,
        JournalEntry.entered_at >= datetime.combine(since, time(), OFFICE_ZONE),
        JournalEntry.act == Act.REGISTER,
    )
    received_at = session.scalar(late)
    return received_at.astimezone(OFFICE_ZONE).date() if received_at else since


def count_day(session: Session, day: date) -> int:
    """Counts a day anew, for each agency and field; says how many figures were written.

    Settled early is before the promised day, on time by the promised moment (L4). What was open
    and overdue at the end of a day of long ago is told by the promise that the case has now.
    """
    begins, ends = (datetime.combine(each, time(), OFFICE_ZONE) for each in (day, day + _DAY))
    changed(session, delete(DailyFigure).where(DailyFigure.day_on == day))
    counts = _counts(begins, ends)
    figures = (
        select(
            Case.agency_id,
            literal(day),
            Procedure.field,
            *(func.sum(either((which, 1), else_=0)) for which in counts.values()),
        )
        .join(Procedure, Procedure.id == Case.procedure_id)
        .where(Case.received_at < ends, or_(Case.closed_at.is_(None), Case.closed_at >= begins))
        .group_by(Case.agency_id, Procedure.field)
    )
    columns = ["agency_id", "day_on", "field", *counts]
    return changed(session, insert(DailyFigure).from_select(columns, figures))


def _counts(begins: datetime, ends: datetime) -> dict[str, ColumnElement[bool]]:
    settled = and_(Case.settled_at >= begins, Case.settled_at < ends)
    unsettled = or_(Case.settled_at.is_(None), Case.settled_at >= ends)
    unclosed = or_(Case.closed_at.is_(None), Case.closed_at >= ends)
    is_open = and_(unsettled, unclosed)
    runs = or_(Case.stands_since_at.is_(None), Case.stands_since_at >= ends)
    return {
        "received": and_(Case.received_at >= begins, Case.received_at < ends),
        "settled_early": and_(settled, Case.due_at >= ends),
        "settled_on_time": and_(settled, Case.due_at < ends, Case.settled_at <= Case.due_at),
        "settled_late": and_(settled, Case.settled_at > Case.due_at),
        "handed_out": and_(
            Case.status == CaseStatus.HANDED_OUT, Case.closed_at >= begins, Case.closed_at < ends
        ),
        "open": is_open,
        "overdue": and_(is_open, runs, Case.due_at < ends),
    }
