"""Setting when an agency reminds its officials."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor
from onestop.cases.models import ReminderSetting
from onestop.cases.queries.reminders import reminders_of
from onestop.cases.rules.reminders import Reminder, in_order, require_sensible
from onestop.cases.rules.seen import require_seen


def set_reminders(
    session: Session, reminders: Sequence[Reminder], *, seen: str, by: Actor, at: datetime
) -> None:
    """Sets the thresholds of the person's agency; none at all means that nobody is reminded.

    Raises Refused for thresholds that cannot be kept, Stale where they are not what was seen.
    """
    require_sensible(reminders)
    session.get_one(Agency, by.agency_id, with_for_update=True)
    require_seen(seen, reminders_of(session, by.agency_id))
    setting = session.get(ReminderSetting, by.agency_id) or ReminderSetting(agency_id=by.agency_id)
    setting.thresholds = [
        {
            "threshold": str(each.threshold),
            "days": each.days,
            "recipients": [str(one) for one in each.recipients],
        }
        for each in in_order(reminders)
    ]
    setting.changed_at, setting.changed_by_id = at, by.official_id
    session.add(setting)
    session.flush()


def set_usual_reminders(session: Session, *, by: Actor) -> None:
    """Takes back what the agency has set: the usual thresholds hold again."""
    setting = session.get(ReminderSetting, by.agency_id)
    if setting is not None:
        session.delete(setting)
        session.flush()
