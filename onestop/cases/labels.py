"""What the words of the hall are called on the page."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _

from onestop.cases.models import Opinion, StepState
from onestop.cases.queries.trays import Tray
from onestop.cases.rules.assignment import AssignmentRule
from onestop.cases.rules.lifecycle import Act, CaseStatus
from onestop.cases.rules.promise import AmendmentPolicy
from onestop.cases.rules.reception import ApplicantKind, ReturnMethod
from onestop.cases.rules.timing import Verdict

LABELS: dict[type[Enum], Mapping[Any, Any]] = {
    CaseStatus: {
        CaseStatus.SUBMITTED: _("Newly submitted"),
        CaseStatus.RECEIVED: _("Received"),
        CaseStatus.NOT_ACCEPTED: _("Not accepted"),
        CaseStatus.PROCESSING: _("In progress"),
        CaseStatus.SUPPLEMENT: _("Supplement requested"),
        CaseStatus.FINANCIAL_DUTY: _("Financial duty to be met"),
        CaseStatus.WITHDRAWN: _("Withdrawn by the applicant"),
        CaseStatus.STOPPED: _("Handling stopped"),
        CaseStatus.SETTLED: _("Settled"),
        CaseStatus.HANDED_OUT: _("Result handed out"),
    },
    Act: {
        Act.REGISTER: _("Register"),
        Act.HAND_OVER: _("Complete and hand over"),
        Act.ACCEPT: _("Accept"),
        Act.DECLINE: _("Decline"),
        Act.TAKE_BACK: _("Take back"),
        Act.ASSIGN: _("Assign"),
        Act.COMPLETE: _("Complete the step"),
        Act.SEND_BACK: _("Send back"),
        Act.FORWARD: _("Forward to another one-stop unit"),
        Act.REQUEST_SUPPLEMENT: _("Request a supplement"),
        Act.RECEIVE_SUPPLEMENT: _("Supplement received"),
        Act.NOTIFY_DUTY: _("Notify of a financial duty"),
        Act.RECEIVE_DUTY: _("Financial duty met"),
        Act.STOP: _("Stop handling"),
        Act.RESUME: _("Resume handling"),
        Act.WITHDRAW: _("Withdraw"),
        Act.HAND_OUT: _("Hand out the result"),
        Act.CONTRIBUTE: _("Answer as coordinating unit"),
        Act.CONSULT: _("Ask for opinions"),
        Act.GIVE_OPINION: _("Give the opinion asked for"),
        Act.FIND_FOLDER: _("Paper folder confirmed"),
        Act.TRANSFER: _("Competence transferred"),
        Act.AMEND_CALENDAR: _("Calendar amended"),
    },
    AssignmentRule: {
        AssignmentRule.BY_HAND: _("By hand"),
        AssignmentRule.LEAST_LOADED: _("To the least loaded"),
        AssignmentRule.ROUND_ROBIN: _("In turn"),
        AssignmentRule.BY_FIELD: _("By field"),
    },
    AmendmentPolicy: {
        AmendmentPolicy.LATER: _("Only later: what the calendar forces"),
        AmendmentPolicy.DISPLACED: _("Only days that became days off"),
        AmendmentPolicy.RECOMPUTE: _("Everything reckoned anew, earlier too"),
        AmendmentPolicy.KEEP: _("Keep every promise"),
    },
    Verdict: {
        Verdict.EARLY: _("Early"),
        Verdict.ON_TIME: _("On time"),
        Verdict.LATE: _("Late"),
    },
    StepState: {
        StepState.PLANNED: _("Planned"),
        StepState.OFFERED: _("On its way"),
        StepState.OPEN: _("At work"),
        StepState.DONE: _("Done"),
        StepState.SENT_BACK: _("Sent back"),
        StepState.DROPPED: _("Dropped"),
    },
    Opinion: {
        Opinion.AGREES: _("agrees"),
        Opinion.DISAGREES: _("disagrees"),
        Opinion.CALLED_OFF: _("called off"),
    },
    Tray: {
        Tray.TO_ACCEPT: _("To accept"),
        Tray.AT_WORK: _("At work"),
        Tray.MINE: _("Mine"),
        Tray.COORDINATING: _("Coordinating"),
        Tray.CONSULTED: _("Opinions asked of us"),
        Tray.GIVEN: _("Given, not yet accepted"),
        Tray.WAITING: _("Waiting for the applicant"),
        Tray.TO_HAND_OUT: _("To hand out"),
    },
    ApplicantKind: {
        ApplicantKind.PERSON: _("Person"),
        ApplicantKind.ORGANISATION: _("Organisation"),
    },
    ReturnMethod: {
        ReturnMethod.COUNTER: _("Here at the counter"),
        ReturnMethod.POST: _("By post"),
        ReturnMethod.ONLINE: _("Electronically"),
    },
}
