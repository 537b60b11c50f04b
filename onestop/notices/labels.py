"""What the words of the outbox are called on the page."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _

from onestop.notices.rules import DeliveryStatus, Fault, NoticeChannel, NoticeEvent, NotifyBy

LABELS: dict[type[Enum], Mapping[Any, Any]] = {
    NoticeChannel: {
        NoticeChannel.EMAIL: _("E-mail"),
        NoticeChannel.SMS: _("SMS"),
        NoticeChannel.WEBHOOK: _("Webhook"),
    },
    NotifyBy: {
        NotifyBy.SMS: _("SMS"),
        NotifyBy.EMAIL: _("E-mail"),
        NotifyBy.NONE: _("nothing is sent"),
    },
    DeliveryStatus: {
        DeliveryStatus.PENDING: _("Waiting"),
        DeliveryStatus.SENT: _("Sent"),
        DeliveryStatus.DEAD: _("Given up"),
    },
    Fault: {
        Fault.UNREACHABLE: _("the other side could not be reached"),
        Fault.TIMED_OUT: _("the other side did not answer in time"),
        Fault.DECLINED: _("the other side could not take it"),
        Fault.REFUSED: _("the other side refused it for good"),
        Fault.INSECURE: _("the mail server offers no encryption"),
        Fault.NO_ADDRESS: _("there is no address to send it to"),
        Fault.INTERRUPTED: _("every attempt broke off"),
        Fault.TOO_OLD: _("it waited too long to be news"),
        Fault.NOT_KEPT: _("what the other side said could not be kept"),
    },
    NoticeEvent: {
        NoticeEvent.RECEIVED: _("Application received"),
        NoticeEvent.DUE_AMENDED: _("Promised day changed"),
        NoticeEvent.SUPPLEMENT_REQUESTED: _("Supplement requested"),
        NoticeEvent.SUPPLEMENT_LONGER: _("Supplement awaited longer"),
        NoticeEvent.SUPPLEMENT_ENDS: _("Supplement soon closed"),
        NoticeEvent.SUPPLEMENT_CLOSED: _("Closed without the supplement"),
        NoticeEvent.SUPPLEMENT_RECEIVED: _("Supplement received"),
        NoticeEvent.DUTY_NOTIFIED: _("Financial duty"),
        NoticeEvent.DUTY_MET: _("Financial duty met"),
        NoticeEvent.SUSPENDED: _("Handling suspended"),
        NoticeEvent.RESUMED: _("Handling resumed"),
        NoticeEvent.REOPENED: _("Case reopened"),
        NoticeEvent.APOLOGY: _("Apology and new day"),
        NoticeEvent.RESULT_READY: _("Result ready"),
        NoticeEvent.RESULT_EARLY: _("Result ready early"),
        NoticeEvent.UNCLAIMED: _("Result not collected"),
        NoticeEvent.POSTED: _("Result posted"),
        NoticeEvent.DELIVERED: _("Result delivered by post"),
        NoticeEvent.LOST_BY_POST: _("Result lost by the post"),
        NoticeEvent.POST_LATE: _("The carrier is late"),
        NoticeEvent.REFUSED: _("Application refused"),
        NoticeEvent.STOPPED: _("Handling stopped"),
        NoticeEvent.WITHDRAWN: _("Application withdrawn"),
        NoticeEvent.ASSIGNED: _("Case assigned"),
        NoticeEvent.HANDED_OVER: _("Case handed over"),
        NoticeEvent.DUE_SOON: _("Due soon"),
        NoticeEvent.OVERDUE: _("Overdue"),
        NoticeEvent.STEP_OVERDUE: _("Step overdue"),
        NoticeEvent.HANDOVER_OVERDUE: _("Hand-over overdue"),
        NoticeEvent.OPINION_OVERDUE: _("Opinion overdue"),
        NoticeEvent.ESCALATED: _("Brought to the leaders"),
        NoticeEvent.APOLOGY_DUE: _("Apology prepared"),
        NoticeEvent.APOLOGY_TO_SIGN: _("Apology to sign"),
        NoticeEvent.APOLOGY_TO_TELL: _("Apology signed"),
        NoticeEvent.SUPPLEMENT_TO_ISSUE: _("Supplement to issue"),
        NoticeEvent.SUPPLEMENT_SENT_BACK: _("Supplement sent back"),
        NoticeEvent.APOLOGY_SENT_BACK: _("Apology sent back"),
        NoticeEvent.BROUGHT: _("Brought by the applicant"),
        NoticeEvent.PAPERS_UNRECORDED: _("Papers to record"),
        NoticeEvent.TO_CORRECT: _("Case to correct"),
        NoticeEvent.CONSULTATION_ASKED: _("Opinion asked"),
        NoticeEvent.STUCK: _("Stuck case"),
    },
}
