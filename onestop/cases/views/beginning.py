"""What the form of an act begins with: the papers are drafted as far as the case itself knows."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from onestop.accounts.session import current_actor
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import Term
from onestop.cases.forms.acts import SettleForm
from onestop.cases.forms.basic import ActForm
from onestop.cases.forms.clock import ApologyForm, SupplementForm
from onestop.cases.models import Case, CaseStep, StepState
from onestop.cases.queries.whereabouts import (
    issued_supplements,
    present_step,
    proposed_supplement,
)
from onestop.cases.rules import apology
from onestop.db import db
from onestop.procedures import queries as procedures
from onestop.procedures.rules import working_hours


def begin(form: ActForm, case: Case, *, at: datetime) -> None:
    """Fills in what the case says already, to be looked at and changed."""
    if isinstance(form, SettleForm):
        propose_result(form, case)
    elif isinstance(form, ApologyForm):
        begin_apology(form, case, at=at)
    elif isinstance(form, SupplementForm):
        begin_supplement(form, case)


def begin_apology(form: ApologyForm, case: Case, *, at: datetime) -> None:
    """A draft of form 04: how far the case has come, and the day that the rest of its way allows.

    The paper is Vietnamese, and so is what it begins with; why it is late is for the unit to say.
    """
    step = present_step(case)
    if step is None:
        return
    calendar = calendar_of(db.session(), case.agency_id)
    since = f" từ {calendar.local(step.received_at):%H:%M %d/%m/%Y}" if step.received_at else ""
    form.circumstances.data = f"Hồ sơ đang ở bước “{step.name}” tại {step.unit.name}{since}."
    left = [Term.parse(each.allotted) for each in _still_to_do(case) if each.allotted]
    hours = sum((working_hours(term) or Decimal(0) for term in left), Decimal(0))
    day = apology.proposed_day(calendar, hours, due_at=case.due_at, at=at)
    form.new_due.data = f"{day:%d/%m/%Y}"


def ask_why_again(form: SupplementForm, case: Case) -> None:
    """Only a second request asks why, and only whoever writes it first."""
    if proposed_supplement(case) is not None or not issued_supplements(case):
        del form.override_reason


def begin_supplement(form: SupplementForm, case: Case) -> None:
    """The counter begins with what the unit proposed."""
    proposal = proposed_supplement(case)
    if proposal is not None:
        form.requirements.data = "\n".join(proposal.requirements)
        form.reason.data = proposal.reason


def propose_result(form: SettleForm, case: Case) -> None:
    """The first result that the procedure knows, signed by whoever settles."""
    version = procedures.version(db.session(), case.version_id)
    form.name.data = version.results[0] if version.results else ""
    form.signer.data = current_actor().full_name


def _still_to_do(case: Case) -> list[CaseStep]:
    """The lead's steps that are under way or planned."""
    states = (StepState.OPEN, StepState.OFFERED, StepState.PLANNED)
    return [each for each in case.steps if not each.branch and each.state in states]
