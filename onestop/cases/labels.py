"""What the words of the hall are called on the page."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _

from onestop.cases.models import Opinion, StepState
from onestop.cases.rules.apology import ApologyGate, ApologyState
from onestop.cases.rules.assignment import AssignmentRule
from onestop.cases.rules.guidance import GuidanceKind
from onestop.cases.rules.lifecycle import Act, CaseStatus
from onestop.cases.rules.paper import PaperKind
from onestop.cases.rules.payment import LineState, PaymentMethod, ReversalKind
from onestop.cases.rules.promise import AmendmentPolicy
from onestop.cases.rules.reception import ApplicantKind, ReturnMethod
from onestop.cases.rules.reminders import Recipient, Threshold
from onestop.cases.rules.stuck import StuckKind
from onestop.cases.rules.supplement import SupplementState
from onestop.cases.rules.timing import Verdict
from onestop.cases.rules.trays import Tray
from onestop.cases.rules.urgency import Urgency

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
        Act.PROPOSE_SUPPLEMENT: _("Propose a supplement"),
        Act.REQUEST_SUPPLEMENT: _("Request a supplement"),
        Act.SEND_BACK_SUPPLEMENT: _("Send the proposal back"),
        Act.RECEIVE_SUPPLEMENT: _("Supplement received"),
        Act.LAPSE: _("Closed: supplement not brought"),
        Act.NOTIFY_DUTY: _("Notify of a financial duty"),
        Act.RECEIVE_DUTY: _("Financial duty met"),
        Act.STOP: _("Stop handling"),
        Act.RESUME: _("Resume handling"),
        Act.WITHDRAW: _("Withdraw or stop at the applicant's wish"),
        Act.DRAFT_APOLOGY: _("Draft an apology"),
        Act.SIGN_APOLOGY: _("Sign the apology"),
        Act.SEND_BACK_APOLOGY: _("Send the draft back"),
        Act.RE_APPOINT: _("Re-appoint the day"),
        Act.HAND_OUT: _("Hand out the result"),
        Act.PACK: _("Packed for the post"),
        Act.UNPACK: _("Taken off the manifest"),
        Act.POST: _("Handed to the post"),
        Act.ATTEMPT: _("Delivery attempted"),
        Act.DELIVER: _("Delivered by the post"),
        Act.COME_BACK: _("Came back from the post"),
        Act.DENY_DELIVERY: _("Not delivered after all"),
        Act.LOSE: _("Lost by the post"),
        Act.TURN_UP: _("Turned up again"),
        Act.RESTORE: _("Restore the lost result"),
        Act.REDIRECT: _("Change how the result is returned"),
        Act.REOPEN: _("Reopen for an error of the office"),
        Act.CONTRIBUTE: _("Answer as coordinating unit"),
        Act.CONSULT: _("Ask for opinions"),
        Act.GIVE_OPINION: _("Give the opinion asked for"),
        Act.COLLECT_FEES: _("Collect fees"),
        Act.CANCEL_PAYMENT: _("Cancel the receipt"),
        Act.REFUND_PAYMENT: _("Give the money back"),
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
    GuidanceKind: {
        GuidanceKind.SUPPLEMENT: _("Guide to complete the dossier"),
        GuidanceKind.REFUSAL: _("Refuse to receive"),
    },
    PaperKind: {
        PaperKind.RECEIPT: _("Receipt"),
        PaperKind.SITTING_RECEIPT: _("Receipt of several cases"),
        PaperKind.SUPPLEMENT_REQUEST: _("Supplement request"),
        PaperKind.REFUSAL: _("Refusal"),
        PaperKind.APOLOGY: _("Apology"),
        PaperKind.STOP_NOTICE: _("Stop notice"),
        PaperKind.HANDOVER_LIST: _("Hand-over list"),
        PaperKind.RESULT_LIST: _("Result hand-over list"),
        PaperKind.RESULT_SLIP: _("Result slip"),
        PaperKind.CONTROL_SHEET: _("Control sheet"),
        PaperKind.FOLDER_LABEL: _("Folder label"),
        PaperKind.RATING_SLIP: _("Rating slip"),
        PaperKind.FEE_RECEIPT: _("Fee receipt"),
        PaperKind.MANIFEST: _("Manifest"),
        PaperKind.CONSIGNMENT_SLIP: _("Consignment slip"),
        PaperKind.ADDRESS_LABEL: _("Address label"),
        PaperKind.POST_RECORD: _("Hand-over record with the postman"),
    },
    PaymentMethod: {
        PaymentMethod.CASH: _("Cash"),
        PaymentMethod.TRANSFER: _("Bank transfer"),
        PaymentMethod.ONLINE: _("Paid online"),
        PaymentMethod.POST: _("Through the post"),
    },
    ReversalKind: {
        ReversalKind.CANCELLATION: _("Receipt cancelled"),
        ReversalKind.REFUND: _("Money given back"),
    },
    LineState: {
        LineState.OWED: _("owed"),
        LineState.PAID: _("paid"),
        LineState.EXEMPT: _("exempt"),
        LineState.REFUNDED: _("given back"),
        LineState.NOT_COUNTED: _("nothing to count"),
    },
    SupplementState: {
        SupplementState.PROPOSED: _("waits at the counter"),
        SupplementState.ISSUED: _("waits for the applicant"),
        SupplementState.RECEIVED: _("brought"),
        SupplementState.LAPSED: _("not brought in time"),
        SupplementState.CALLED_OFF: _("called off"),
        SupplementState.SENT_BACK: _("sent back to the unit"),
    },
    ApologyState: {
        ApologyState.PREPARED: _("prepared, to be checked and sent"),
        ApologyState.DRAFTED: _("waits for the signature"),
        ApologyState.SIGNED: _("signed, waits at the counter"),
        ApologyState.APPLIED: _("the applicant was told"),
        ApologyState.CALLED_OFF: _("called off"),
        ApologyState.SENT_BACK: _("sent back to the unit"),
    },
    ApologyGate: {
        ApologyGate.OFF: _("passes, and nothing is said"),
        ApologyGate.WARN: _("passes with a warning, and the journal tells of it"),
        ApologyGate.REQUIRE: _("is held back until the apology is signed"),
    },
    Tray: {
        Tray.TO_ACCEPT: _("To accept"),
        Tray.AT_WORK: _("At work"),
        Tray.MINE: _("Mine"),
        Tray.COORDINATING: _("Coordinating"),
        Tray.CONSULTED: _("Opinions asked of us"),
        Tray.TO_ISSUE: _("To sign or issue"),
        Tray.GIVEN: _("Given, not yet accepted"),
        Tray.WAITING: _("Waiting for the applicant"),
        Tray.TO_HAND_OUT: _("To hand out"),
    },
    StuckKind: {
        StuckKind.NOT_HANDED_OVER: _("Received and not handed over"),
        StuckKind.NOT_ACCEPTED: _("Handed over and not accepted"),
        StuckKind.UNTOUCHED: _("Untouched for longer than usual"),
        StuckKind.SUPPLEMENT_NOT_ISSUED: _("Supplement proposed and not asked for yet"),
        StuckKind.APOLOGY_NOT_SIGNED: _("Apology drafted and not signed"),
        StuckKind.APOLOGY_NOT_TOLD: _("Apology signed and the applicant not told"),
        StuckKind.PAPERS_BROUGHT: _("Papers perhaps brought, supplement not recorded"),
        StuckKind.SUPPLEMENT_UNANSWERED: _("Supplement not brought for long"),
        StuckKind.DUTY_UNANSWERED: _("Financial duty without an answer"),
        StuckKind.NOT_RESUMED: _("Stopped and not resumed for long"),
        StuckKind.WITH_POST: _("Sent by post and not heard of in time"),
        StuckKind.CAME_BACK: _("Came back from the post"),
        StuckKind.LOST: _("Lost by the post, not restored yet"),
        StuckKind.NOT_RETURNED: _("Result ready and not handed out"),
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
    Threshold: {
        Threshold.HALF: _("When half of the time has gone by"),
        Threshold.BEFORE: _("Working days before the promised day"),
        Threshold.ON_DAY: _("On the promised day"),
        Threshold.AFTER: _("Working days after the promised day"),
        Threshold.EACH_DAY_AFTER: _("On each working day after it"),
    },
    Recipient: {
        Recipient.ASSIGNEE: _("Official"),
        Recipient.UNIT_LEADERS: _("Leaders of the unit"),
        Recipient.AGENCY_LEADERS: _("Leaders of the agency"),
    },
}

SIGNS: dict[str, str] = {
    Urgency.LATE: "▲",
    Urgency.TODAY: "◆",
    Urgency.SOON: "●",
    Urgency.FINE: "○",
    "stands": "‖",
}
"""A sign beside each word of urgency, so that colour alone tells nothing."""
