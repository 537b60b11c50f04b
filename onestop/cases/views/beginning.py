"""What the form of an act begins with: the papers are drafted as far as the case itself knows."""

from __future__ import annotations

from datetime import datetime

from onestop.accounts.session import current_actor
from onestop.cases.forms.acts import SettleForm
from onestop.cases.forms.basic import ActForm
from onestop.cases.forms.clock import ApologyForm, SupplementForm
from onestop.cases.models import Case
from onestop.cases.queries.proposing import begun_apology
from onestop.cases.queries.whereabouts import (
    issued_supplements,
    proposed_supplement,
    sent_back_supplement,
)
from onestop.db import db
from onestop.procedures import queries as procedures


def begin(form: ActForm, case: Case, *, at: datetime) -> None:
    """Fills in what the case says already, to be looked at and changed."""
    if isinstance(form, SettleForm):
        propose_result(form, case)
    elif isinstance(form, ApologyForm):
        begin_apology(form, case, at=at)
    elif isinstance(form, SupplementForm):
        begin_supplement(form, case)


def begin_apology(form: ApologyForm, case: Case, *, at: datetime) -> None:
    """A draft of form 04: as it was sent back or prepared, else as the case itself tells it.

    The paper is Vietnamese, and so is what it begins with.
    """
    begun = begun_apology(db.session(), case, at=at)
    if begun is not None:
        form.circumstances.data, form.reason.data = begun.circumstances, begun.reason
        form.new_due.data = f"{begun.new_due_on:%d/%m/%Y}"


def ask_why_again(form: SupplementForm, case: Case) -> None:
    """Only a second request asks why, and only whoever writes it first."""
    if proposed_supplement(case) is not None or not issued_supplements(case):
        del form.override_reason


def begin_supplement(form: SupplementForm, case: Case) -> None:
    """The counter begins with what the unit proposed, the unit with what was sent back to it."""
    proposal = proposed_supplement(case) or sent_back_supplement(case)
    if proposal is not None:
        form.requirements.data = "\n".join(proposal.requirements)
        form.reason.data = proposal.reason


def propose_result(form: SettleForm, case: Case) -> None:
    """The first result that the procedure knows, signed by whoever settles."""
    version = procedures.version(db.session(), case.version_id)
    form.name.data = version.results[0] if version.results else ""
    form.signer.data = current_actor().full_name
