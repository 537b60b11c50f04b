"""The first page of everybody: what the day holds, by the posts that one has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from typing import Any

from flask import render_template, url_for
from flask_babel import lazy_gettext as _

from onestop import clock
from onestop.accounts.rules import Actor, Permission, Role
from onestop.accounts.session import current_actor
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import WorkingCalendar, add_working_days
from onestop.calendars.wording import day_in_words
from onestop.cases.queries import outlook, stuck, trays
from onestop.cases.queries import today as found
from onestop.cases.queries.leading import answered_for
from onestop.cases.queries.today import Figure
from onestop.cases.rules.trays import Tray
from onestop.cases.views.blueprint import blueprint
from onestop.cases.views.outlook import USUALLY, within_days
from onestop.db import db
from onestop.jobs import queries as jobs
from onestop.jobs.rules import SILENCE
from onestop.procedures.drafts import drafts
from onestop.web.access import requires
from onestop.web.filters import local
from onestop.web.language import chosen

WORDS: Mapping[Enum, Any] = {
    Tray.TO_ACCEPT: _("to accept"),
    Tray.AT_WORK: _("at work here"),
    Tray.TO_HAND_OUT: _("results to hand out"),
    Tray.WAITING: _("wait for applicants"),
    Tray.TO_ISSUE: _("papers to sign or issue"),
    Tray.GIVEN: _("given and not yet accepted"),
    Tray.MINE: _("mine altogether"),
    Tray.COORDINATING: _("coordinating steps"),
    Tray.CONSULTED: _("opinions asked of us"),
    Figure.MINE_LATE: _("mine, late"),
    Figure.MINE_TODAY: _("mine, due today"),
    Figure.MINE_NEW: _("mine, new since the last working day"),
    Figure.TO_ASSIGN: _("to assign"),
    Figure.TO_SIGN: _("to sign"),
    Figure.TO_SEND: _("results to send by post"),
}
"""What each number counts."""

SHOWN: Mapping[Role, tuple[Enum, ...]] = {
    Role.CLERK: (
        *(Tray.TO_ISSUE, Tray.AT_WORK, Tray.TO_HAND_OUT, Tray.TO_ACCEPT, Tray.GIVEN),
        *(Tray.WAITING, Tray.CONSULTED, Tray.COORDINATING),
    ),
    Role.OFFICIAL: (
        *(Figure.MINE_LATE, Figure.MINE_TODAY, Figure.MINE_NEW, Tray.MINE),
        *(Tray.TO_ACCEPT, Tray.CONSULTED, Tray.COORDINATING),
    ),
    Role.UNIT_LEADER: (
        *(Figure.TO_ASSIGN, Tray.TO_ACCEPT, Figure.MINE_LATE, Figure.MINE_TODAY, Tray.MINE),
        *(Tray.CONSULTED, Tray.COORDINATING),
    ),
    Role.AGENCY_LEADER: (Tray.TO_ISSUE, Figure.TO_SIGN, Tray.TO_ACCEPT, Tray.CONSULTED),
    Role.POSTAL_DESK: (Figure.TO_SEND,),
    Role.ADMINISTRATOR: (),
}
"""Which numbers a role looks at first; somebody with several roles sees each of them once."""

LISTED: Mapping[Enum, Tray | None] = {
    **{part: part for part in Tray},
    Figure.MINE_LATE: Tray.MINE,
    Figure.MINE_TODAY: Tray.MINE,
    Figure.MINE_NEW: Tray.MINE,
    Figure.TO_ASSIGN: Tray.AT_WORK,
    Figure.TO_SIGN: Tray.AT_WORK,
    Figure.TO_SEND: None,
}
"""The tray in which the counted cases lie."""


@dataclass(frozen=True)
class Line:
    """A number of the day, what it counts, and where its cases are listed."""

    many: int
    words: str
    address: str | None
    late: bool


@blueprint.get("/today")
@requires(Permission.SEE_UNIT_CASES)
def today() -> str:
    """What waits for the person today."""
    actor, now = current_actor(), clock.now()
    counts = _counts(actor, now)
    return render_template(
        "cases/today.html",
        day=day_in_words(local(now).date(), chosen()),
        sections=_sections(actor, counts),
        leading=_leading(actor, now) if actor.may(Permission.ASSIGN_CASES) else None,
        running=_running(actor, now) if actor.may(Permission.SEE_SCHEDULER) else None,
    )


def _counts(actor: Actor, now: datetime) -> dict[Enum, int]:
    """Every number at once: the trays in one statement, the rest in another."""
    if not any(SHOWN[post.role] for post in actor.posts):
        return {}
    tomorrow = datetime.combine(local(now).date() + timedelta(days=1), time(), local(now).tzinfo)
    figures = found.figures(
        db.session(),
        actor,
        at=now,
        day_ends_at=tomorrow,
        new_since_at=_last_working_day(calendar_of(db.session(), actor.agency_id), now),
    )
    counted = trays.tray_counts(db.session(), actor)
    return {each: many for part in (counted, figures) for each, many in part.items()}


def _last_working_day(calendar: WorkingCalendar, now: datetime) -> datetime:
    """The beginning of the working day before today."""
    return calendar.at(add_working_days(calendar, calendar.local(now).date(), -1), time())


def _sections(actor: Actor, counts: Mapping[Enum, int]) -> dict[Role, list[Line]]:
    """The numbers that are not nought, by role, each number once."""
    told: set[Enum] = set()
    sections = {}
    for role in Role:
        if SHOWN[role] and any(post.role is role for post in actor.posts):
            new = [each for each in SHOWN[role] if each not in told]
            told.update(new)
            sections[role] = [_line(each, counts[each]) for each in new if counts[each]]
    return sections


def _line(counted: Enum, many: int) -> Line:
    tray = LISTED[counted]
    elsewhere = url_for("post.show") if counted is Figure.TO_SEND else None
    address = url_for("cases.tray", part=tray.value) if tray else elsewhere
    return Line(many, str(WORDS[counted]), address, counted is Figure.MINE_LATE)


def _leading(actor: Actor, now: datetime) -> dict[str, Any]:
    """What a leader answers for: late and soon by unit and official, and how much is stuck."""
    calendar, scope = calendar_of(db.session(), actor.agency_id), answered_for(db.session(), actor)
    until = within_days(calendar, now, USUALLY)
    groups, _more = outlook.groups(db.session(), scope, at=now, until=until)
    stuck_now = stuck.stuck_counts(db.session(), scope, calendar, at=now)
    return {
        "within": USUALLY,
        "groups": groups,
        "stuck": {kind: many for kind, many in stuck_now.items() if many},
    }


def _running(actor: Actor, now: datetime) -> dict[str, Any]:
    """What an administrator watches: the scheduler's last beat, its failures, the drafts."""
    beat = jobs.last_beat(db.session())
    return {
        "beaten_at": beat.finished_at if beat else None,
        "alive": beat is not None and now - beat.finished_at < SILENCE,
        "failed": jobs.failed_last(db.session()),
        "drafts": len(drafts(db.session(), actor.agency_id)),
    }
