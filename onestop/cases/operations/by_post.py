"""What happens to a case while its result goes by post (P2; T3).

The postal desk does each of these with a consignment of its own, in the same transaction.
`by` is None where the carrier reported it by itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.cases.models import Case
from onestop.cases.operations import journal, telling
from onestop.cases.operations.access import take
from onestop.cases.operations.passing import reopen_step
from onestop.cases.queries.whereabouts import present_step
from onestop.cases.rules import results
from onestop.cases.rules.lifecycle import Act, CaseStatus, Holding
from onestop.errors import N_, Refused
from onestop.notices.rules import NoticeEvent
from onestop.procedures import queries as procedures


def pack(
    session: Session, code: str, *, by: Actor, at: datetime, carrier: str, item_code: str
) -> Case:
    """The result is put on the open manifest of a carrier; nobody can hand it out meanwhile.

    Raises Refused where the procedure requires presence, or the result goes back another way.
    """
    case = take(session, code, Act.PACK, seen=None, by=by)
    version = procedures.version(session, case.version_id)
    results.require_postal(
        case.return_method, case.return_address, presence_required=version.presence_required
    )
    case.holding = Holding.PACKED
    journal.write(session, case, Act.PACK, by=by, at=at, carrier=carrier, item_code=item_code)
    return case


def unpack(session: Session, code: str, *, by: Actor, at: datetime) -> Case:
    """The result is taken off the manifest before it was handed over."""
    case = take(session, code, Act.UNPACK, seen=None, by=by)
    case.holding = Holding.HELD
    journal.write(session, case, Act.UNPACK, by=by, at=at)
    return case


def post(
    session: Session,
    code: str,
    *,
    by: Actor,
    at: datetime,
    until_at: datetime,
    carrier: str,
    item_code: str,
    manifest: str,
) -> Case:
    """The postman has taken the result.

    The post is to be heard of again by `until_at` (P3); the applicant is told (T2).
    """
    case = take(session, code, Act.POST, seen=None, by=by)
    case.holding, case.item_code = Holding.WITH_POST, item_code
    case.post_since_at, case.post_by_at = at, until_at
    told = {"carrier": carrier, "item_code": item_code}
    journal.write(session, case, Act.POST, by=by, at=at, manifest=manifest, **told)
    telling.applicant(session, case, NoticeEvent.POSTED, at=at, **told)
    return case


def attempt(
    session: Session,
    code: str,
    *,
    by: Actor | None,
    at: datetime,
    attempted_at: datetime,
    until_at: datetime,
    invitation: int = 0,
) -> Case:
    """The postman could not deliver: which invitation he left, or that it was refused (P2)."""
    case = take(session, code, Act.ATTEMPT, seen=None, by=by)
    case.post_by_at = until_at
    told: dict[str, Any] = {"invitation": str(invitation)} if invitation else {"refused": True}
    _told(session, case, Act.ATTEMPT, by=by, at=at, happened_at=attempted_at, **told)
    return case


def deny_delivery(
    session: Session,
    code: str,
    *,
    seen: int | None,
    by: Actor,
    at: datetime,
    since_at: datetime,
    until_at: datetime,
    reason: str,
) -> Case:
    """The result was said to be delivered by mistake: it is with the post, as it was before.

    Who got it was noted in error, and is noted anew with the next news.
    """
    case = take(session, code, Act.DENY_DELIVERY, seen=seen, by=by)
    step = present_step(case)
    if step is None:
        raise LookupError(f"{code} never came back to the counter")
    case.status, case.closed_at = CaseStatus.SETTLED, None
    reopen_step(case, step)
    case.holding = Holding.WITH_POST
    case.post_since_at, case.post_by_at = since_at, until_at
    told = {"item_code": case.item_code, "reopened": [step.position, step.round]}
    journal.write(session, case, Act.DENY_DELIVERY, by=by, at=at, **told, reason=reason)
    return case


def come_back(
    session: Session, code: str, *, by: Actor | None, at: datetime, returned_at: datetime
) -> Case:
    """The undelivered result is back at the counter, among those that nobody has claimed (P2)."""
    case = take(session, code, Act.COME_BACK, seen=None, by=by)
    case.holding = Holding.HELD
    case.post_since_at, case.post_by_at = returned_at, None
    _told(session, case, Act.COME_BACK, by=by, at=at, happened_at=returned_at)
    return case


def lose(session: Session, code: str, *, by: Actor | None, at: datetime, lost_at: datetime) -> Case:
    """The post has lost the result: it is recorded, and the applicant hears an apology (T3)."""
    case = take(session, code, Act.LOSE, seen=None, by=by)
    case.holding = Holding.LOST
    case.post_since_at, case.post_by_at = lost_at, None
    _told(session, case, Act.LOSE, by=by, at=at, happened_at=lost_at)
    event = NoticeEvent.LOST_BY_POST
    telling.applicant(session, case, event, at=at, item_code=case.item_code)
    return case


def turn_up(
    session: Session,
    code: str,
    *,
    by: Actor | None,
    at: datetime,
    until_at: datetime,
) -> Case:
    """A result that was thought to be lost is with the post after all, not yet restored."""
    case = take(session, code, Act.TURN_UP, seen=None, by=by)
    case.holding = Holding.WITH_POST
    case.post_since_at, case.post_by_at = at, until_at
    _told(session, case, Act.TURN_UP, by=by, at=at, happened_at=at)
    return case


def restore(
    session: Session, code: str, *, seen: int | None, by: Actor, at: datetime, reason: str
) -> Case:
    """A duplicate of the lost result lies at the counter, at the office's cost (T3).

    It goes by post anew, or is fetched. Raises Refused without a reason.
    """
    if not reason:
        raise Refused(N_("Say how the lost result was restored."))
    case = take(session, code, Act.RESTORE, seen=seen, by=by)
    case.holding, case.post_since_at = Holding.HELD, None
    journal.write(session, case, Act.RESTORE, by=by, at=at, reason=reason)
    return case


def _told(
    session: Session,
    case: Case,
    act: Act,
    *,
    by: Actor | None,
    at: datetime,
    happened_at: datetime,
    **told: Any,
) -> None:
    told["item_code"] = case.item_code
    journal.write_of_past(session, case, act, by=by, at=at, happened_at=happened_at, details=told)
