"""A case moved by an amendment of the calendar, as the rows that it writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from onestop.accounts.rules import Actor
from onestop.calendars import wording
from onestop.cases.operations import journal
from onestop.cases.queries.amendment import Affected
from onestop.cases.rules.lifecycle import Act
from onestop.cases.rules.promise import AmendmentPolicy
from onestop.cases.rules.sealing import standing_of

LONGEST_REASON = 500


@dataclass(frozen=True)
class Amendment:
    """An amendment under way."""

    id: int
    number: int
    policy: AmendmentPolicy
    reason: str
    by: Actor
    at: datetime
    words: dict[tuple[int, datetime, datetime, str], str] = field(default_factory=dict)


def journal_row(amendment: Amendment, each: Affected) -> dict[str, Any]:
    """The line that tells of the amendment, sealed to the line before it."""
    due_at = each.by_policy[amendment.policy]
    return journal.line(
        Act.AMEND_CALENDAR,
        number=each.case["version"] + 1,
        by=amendment.by,
        at=amendment.at,
        details={
            "due_at": due_at,
            "old_due_at": each.case["due_at"],
            "reason": amendment.reason,
            "amendment": amendment.number,
            "supplement_until_at": each.closes_at if each.closes_later else None,
        },
        standing=standing_of({**each.case, "due_at": due_at}),
        previous=each.case["journal_hash"],
    )


def touched_row(amendment: Amendment, each: Affected, line: dict[str, Any]) -> dict[str, Any]:
    """What changes of any case in it: its next moment, version and journal."""
    act_by_at, policy = each.case["act_by_at"], amendment.policy
    if each.case["step_due_at"] is not None and act_by_at == each.case["step_due_at"]:
        act_by_at = each.step_by_policy[policy]
    elif act_by_at == each.case["due_at"]:
        act_by_at = each.by_policy[policy]
    return {
        "of_case": each.case["id"],
        "new_act_by_at": act_by_at,
        "new_version": line["number"],
        "new_journal_hash": line["hash"],
    }


def promised_row(amendment: Amendment, each: Affected, line: dict[str, Any]) -> dict[str, Any]:
    """What changes of a case whose promise moves."""
    due_at = each.by_policy[amendment.policy]
    overdue_since_at = each.case["overdue_since_at"]
    return touched_row(amendment, each, line) | {
        "new_due_at": due_at,
        "new_due_reason_vi": _reason(amendment, each, due_at, "vi"),
        "new_due_reason_en": _reason(amendment, each, due_at, "en"),
        "new_overdue_since_at": None if due_at > amendment.at else overdue_since_at,
    }


def _reason(amendment: Amendment, each: Affected, due_at: datetime, language: str) -> str:
    """Why the case is due then; the cases of one day and term share the words."""
    key = (id(each.due), each.case["due_at"], due_at, language)
    if key not in amendment.words:
        amendment.words[key] = _words(amendment, each, due_at, language)
    return amendment.words[key]


def _words(amendment: Amendment, each: Affected, due_at: datetime, language: str) -> str:
    """The term of the case, and that the calendar changed under it."""
    zone = each.due.calendar.zone
    old = f"{each.case['due_at'].astimezone(zone):%d/%m/%Y}"
    words = wording.due_in_words(each.due, language) if each.due.at == due_at else ""
    if language == "vi":
        changed = f"ngày hẹn cũ {old} được đổi vì lịch làm việc thay đổi: {amendment.reason}"
    else:
        changed = f"promised for {old} before; the calendar was amended: {amendment.reason}"
    return "; ".join(filter(None, (words, changed)))[:LONGEST_REASON]


def event_row(amendment: Amendment, each: Affected, line: dict[str, Any]) -> dict[str, Any]:
    """The typed event that moves the promise (rule C10)."""
    return {
        "case_id": each.case["id"],
        "number": line["number"],
        "kind": str(Act.AMEND_CALENDAR),
        "changed_at": amendment.at,
        "old_due_at": each.case["due_at"],
        "new_due_at": each.by_policy[amendment.policy],
        "reason": amendment.reason,
        "official_id": amendment.by.official_id,
        "amendment_id": amendment.id,
    }


def notice_row(amendment: Amendment, each: Affected) -> dict[str, Any]:
    """What the applicant is told of a promise that moved, without a name."""
    moments = {
        "old_due_at": each.case["due_at"],
        "due_at": each.by_policy[amendment.policy],
    }
    return _told_row(amendment, each, "case", moments)


def closing_notice_row(amendment: Amendment, each: Affected) -> dict[str, Any]:
    """What the applicant is told of a supplement that is awaited longer, without a name."""
    moments = {"old_close_by_at": each.case["close_by_at"], "close_by_at": each.closes_at}
    return _told_row(amendment, each, "supplement", moments)


def _told_row(
    amendment: Amendment, each: Affected, what: str, moments: Mapping[str, Any]
) -> dict[str, Any]:
    zone = each.due.calendar.zone
    local = {name: moment.astimezone(zone).isoformat() for name, moment in moments.items()}
    return {
        "case_id": each.case["id"],
        "event_key": f"amendment-{amendment.id}-{what}-{each.case['id']}",
        "told": {"code": each.case["code"], **local, "reason": amendment.reason},
        "notify_by": each.case["notify_by"],
    }
