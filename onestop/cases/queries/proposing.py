"""What an apology says as far as the case itself knows: for the job and for whoever drafts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import Term, WorkingCalendar
from onestop.cases.models import Case, CaseStep, StepState
from onestop.cases.queries.whereabouts import prepared_apology, present_step, sent_back_apology
from onestop.cases.rules import apology
from onestop.procedures.rules import working_hours


@dataclass(frozen=True)
class ProposedApology:
    """How far the case has come, why it is late, and the day that the rest of its way allows."""

    circumstances: str
    reason: str
    new_due_on: date


def proposed_apology(
    case: Case, calendar: WorkingCalendar, *, at: datetime
) -> ProposedApology | None:
    """Form 04 reckoned from the case as it stands at `at`; None for one that is in no step."""
    step = present_step(case)
    if step is None:
        return None
    left = [Term.parse(each.allotted) for each in _still_to_do(case) if each.allotted]
    hours = sum((working_hours(term) or Decimal(0) for term in left), Decimal(0))
    since = calendar.local(step.received_at) if step.received_at else None
    return ProposedApology(
        apology.circumstances(step.name, step.unit.name, since),
        apology.reason(step.name),
        apology.proposed_day(calendar, hours, due_at=case.due_at, at=at),
    )


def begun_apology(session: Session, case: Case, *, at: datetime) -> ProposedApology | None:
    """What a draft begins with: the one sent back, the one prepared, else reckoned anew.

    One prepared before the case went on, or for another day, says what is no longer so; its new
    day may have become a day off.
    """
    calendar = calendar_of(session, case.agency_id)
    reckoned = proposed_apology(case, calendar, at=at)
    begun = sent_back_apology(case) or prepared_apology(case)
    step = present_step(case)
    if begun is None or reckoned is None or step is None or begun.old_due_at != case.due_at:
        return reckoned
    if step.received_at is not None and step.received_at > begun.drafted_at:
        return reckoned
    day = calendar.local(begun.new_due_at).date()
    new_due_on = max(day, reckoned.new_due_on) if calendar.works_on(day) else reckoned.new_due_on
    return ProposedApology(begun.circumstances, begun.reason, new_due_on)


def _still_to_do(case: Case) -> list[CaseStep]:
    """The lead's steps that are under way or planned."""
    states = (StepState.OPEN, StepState.OFFERED, StepState.PLANNED)
    return [each for each in case.steps if not each.branch and each.state in states]
