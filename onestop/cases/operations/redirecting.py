"""The applicant wants the result another way, or at another address, than said at the counter."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.cases.models import Case, ReturnChange
from onestop.cases.operations import journal
from onestop.cases.operations.access import take
from onestop.cases.rules import results
from onestop.cases.rules.lifecycle import Act
from onestop.cases.rules.reception import ReturnMethod
from onestop.errors import N_, Refused
from onestop.procedures import queries as procedures


def redirect_result(
    session: Session,
    code: str,
    *,
    seen: int | None,
    by: Actor,
    at: datetime,
    method: ReturnMethod,
    address: str,
    reason: str,
) -> Case:
    """The result goes that way from now on; what was said before stays in a row of its own.

    The journal says that it changed, by whom and why, and no address. A result that came back
    from the post can be sent again. Raises Refused without a reason, where nothing changes, and
    where the procedure requires presence.
    """
    if not reason:
        raise Refused(N_("Say who asked for the change, and how."))
    case = take(session, code, Act.REDIRECT, seen=seen, by=by)
    if method is ReturnMethod.POST:
        version = procedures.version(session, case.version_id)
        results.require_postal(method, address, presence_required=version.presence_required)
    if (method, address) == (case.return_method, case.return_address):
        raise Refused(N_("The result goes there already; nothing changed."))
    old_method, old_address = case.return_method, case.return_address
    case.return_method, case.return_address, case.post_since_at = method, address, None
    number = journal.write(
        session,
        case,
        Act.REDIRECT,
        by=by,
        at=at,
        old_method=old_method,
        method=str(method),
        address_changed=address != old_address,
        reason=reason,
    )
    session.add(
        ReturnChange(
            case_id=case.id,
            number=number,
            old_method=old_method,
            old_address=old_address,
            changed_at=at,
            changed_by_id=by.official_id,
        )
    )
    session.flush()
    return case
