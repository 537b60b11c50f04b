"""The table of what is told: each event, who hears of it, and by which channels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from onestop.notices.rules.channels import NoticeChannel, NotifyBy


class NoticeEvent(StrEnum):
    """What a notice tells of."""

    RECEIVED = "received"
    DUE_AMENDED = "due_amended"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    SUPPLEMENT_LONGER = "supplement_longer"
    """The last day of a supplement became a day off: it moves on (rule C11)."""
    SUPPLEMENT_ENDS = "supplement_ends"
    """The papers are still awaited, and without them the case soon closes by itself (rule C7)."""
    SUPPLEMENT_CLOSED = "supplement_closed"
    SUPPLEMENT_RECEIVED = "supplement_received"
    DUTY_NOTIFIED = "duty_notified"
    DUTY_MET = "duty_met"
    SUSPENDED = "suspended"
    """Handling is stopped for a while; the clock stands still."""
    RESUMED = "resumed"
    REOPENED = "reopened"
    """The office erred: the case runs anew (rule T3)."""
    APOLOGY = "apology"
    RESULT_READY = "result_ready"
    RESULT_EARLY = "result_early"
    """The result is there before the promised day (rule T2)."""
    UNCLAIMED = "unclaimed"
    POSTED = "posted"
    DELIVERED = "delivered"
    LOST_BY_POST = "lost_by_post"
    REFUSED = "refused"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"

    ASSIGNED = "assigned"
    HANDED_OVER = "handed_over"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    STEP_OVERDUE = "step_overdue"
    HANDOVER_OVERDUE = "handover_overdue"
    OPINION_OVERDUE = "opinion_overdue"
    ESCALATED = "escalated"
    APOLOGY_DUE = "apology_due"
    """A case will soon be late: its apology is prepared, to be checked and sent (rule L1)."""
    APOLOGY_TO_SIGN = "apology_to_sign"
    APOLOGY_TO_TELL = "apology_to_tell"
    """The head has signed: the counter changes the day and tells the applicant (rule L1)."""
    SUPPLEMENT_TO_ISSUE = "supplement_to_issue"
    SUPPLEMENT_SENT_BACK = "supplement_sent_back"
    APOLOGY_SENT_BACK = "apology_sent_back"
    """What somebody drafted is wanted otherwise: by the counter, by the head."""
    BROUGHT = "brought"
    """The applicant has brought what was asked: the unit goes on."""
    PAPERS_UNRECORDED = "papers_unrecorded"
    """The end of a supplement has passed, and its papers may lie at the counter."""
    TO_CORRECT = "to_correct"
    CONSULTATION_ASKED = "consultation_asked"
    STUCK = "stuck"
    POST_LATE = "post_late"
    """The carrier has not reported in time (rules P2, P3)."""


class Audience(StrEnum):
    """Who hears of an event."""

    APPLICANT = "applicant"
    OFFICIAL = "official"


@dataclass(frozen=True)
class Telling:
    """Who hears of an event, and by what; officials hear the bell besides, always."""

    audience: Audience
    by: frozenset[NoticeChannel] = frozenset()


_APPLICANT = Telling(Audience.APPLICANT, frozenset(NoticeChannel))
_BELL = Telling(Audience.OFFICIAL)
_BELL_AND_EMAIL = Telling(Audience.OFFICIAL, frozenset({NoticeChannel.EMAIL}))

TELLING: dict[NoticeEvent, Telling] = {
    NoticeEvent.RECEIVED: _APPLICANT,
    NoticeEvent.DUE_AMENDED: _APPLICANT,
    NoticeEvent.SUPPLEMENT_REQUESTED: _APPLICANT,
    NoticeEvent.SUPPLEMENT_LONGER: _APPLICANT,
    NoticeEvent.SUPPLEMENT_ENDS: _APPLICANT,
    NoticeEvent.SUPPLEMENT_CLOSED: _APPLICANT,
    NoticeEvent.SUPPLEMENT_RECEIVED: _APPLICANT,
    NoticeEvent.DUTY_NOTIFIED: _APPLICANT,
    NoticeEvent.DUTY_MET: _APPLICANT,
    NoticeEvent.SUSPENDED: _APPLICANT,
    NoticeEvent.RESUMED: _APPLICANT,
    NoticeEvent.REOPENED: _APPLICANT,
    NoticeEvent.APOLOGY: _APPLICANT,
    NoticeEvent.RESULT_READY: _APPLICANT,
    NoticeEvent.RESULT_EARLY: _APPLICANT,
    NoticeEvent.UNCLAIMED: _APPLICANT,
    NoticeEvent.POSTED: _APPLICANT,
    NoticeEvent.DELIVERED: _APPLICANT,
    NoticeEvent.LOST_BY_POST: _APPLICANT,
    NoticeEvent.REFUSED: _APPLICANT,
    NoticeEvent.STOPPED: _APPLICANT,
    NoticeEvent.WITHDRAWN: _APPLICANT,
    NoticeEvent.ASSIGNED: _BELL,
    NoticeEvent.HANDED_OVER: _BELL,
    NoticeEvent.DUE_SOON: _BELL_AND_EMAIL,
    NoticeEvent.OVERDUE: _BELL_AND_EMAIL,
    NoticeEvent.STEP_OVERDUE: _BELL,
    NoticeEvent.HANDOVER_OVERDUE: _BELL_AND_EMAIL,
    NoticeEvent.OPINION_OVERDUE: _BELL_AND_EMAIL,
    NoticeEvent.ESCALATED: _BELL_AND_EMAIL,
    NoticeEvent.APOLOGY_DUE: _BELL_AND_EMAIL,
    NoticeEvent.APOLOGY_TO_SIGN: _BELL_AND_EMAIL,
    NoticeEvent.APOLOGY_TO_TELL: _BELL,
    NoticeEvent.SUPPLEMENT_TO_ISSUE: _BELL,
    NoticeEvent.SUPPLEMENT_SENT_BACK: _BELL_AND_EMAIL,
    NoticeEvent.APOLOGY_SENT_BACK: _BELL_AND_EMAIL,
    NoticeEvent.BROUGHT: _BELL,
    NoticeEvent.PAPERS_UNRECORDED: _BELL,
    NoticeEvent.TO_CORRECT: _BELL_AND_EMAIL,
    NoticeEvent.CONSULTATION_ASKED: _BELL_AND_EMAIL,
    NoticeEvent.STUCK: _BELL_AND_EMAIL,
    NoticeEvent.POST_LATE: _BELL,
}


def channels_for(event: NoticeEvent, notify_by: NotifyBy) -> tuple[NoticeChannel, ...]:
    """By what somebody hears of an event who wants to be told in that way.

    The webhook is no wish of a person's: it is added where the installation has one.
    """
    wanted = {NoticeChannel(notify_by)} if notify_by is not NotifyBy.NONE else set()
    return tuple(sorted(wanted & TELLING[event].by))
