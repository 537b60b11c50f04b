"""Setting how an agency tells people, and what it asks before a late case is signed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor
from onestop.cases.operations import apology
from onestop.cases.rules.apology import ApologyGate
from onestop.cases.rules.seen import require_seen
from onestop.notices import queries as notices
from onestop.notices.operations import keeping
from onestop.notices.rules import QuietHours


@dataclass(frozen=True)
class Telling:
    """The name under which an agency writes, when it disturbs nobody, and its gate (L2)."""

    sender_name: str
    quiet: QuietHours
    gate: ApologyGate


def telling_of(session: Session, agency: Agency) -> Telling:
    """What the agency has set."""
    return Telling(
        notices.sender_name(session, agency.id),
        notices.quiet_hours(session, agency.id),
        ApologyGate(agency.apology_gate),
    )


def set_telling(session: Session, telling: Telling, *, seen: str, by: Actor) -> None:
    """Sets it for the person's agency; raises Stale where it is not what the person saw."""
    agency = session.get_one(Agency, by.agency_id, with_for_update=True)
    require_seen(seen, telling_of(session, agency))
    keeping.set_telling(
        session,
        agency.id,
        sender_name=telling.sender_name,
        quiet_from=telling.quiet.from_time,
        quiet_to=telling.quiet.to_time,
    )
    apology.set_gate(session, agency.identifier, telling.gate)
