"""The print centre: what is owed on paper, what was printed lately, and finding a paper."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property
from uuid import uuid4

from flask import Blueprint, render_template, request

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.accounts.session import current_actor
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import WorkingCalendar
from onestop.cases.queries import batches, print_centre
from onestop.cases.queries.print_centre import PaperPage, Span
from onestop.cases.rules.paper import PaperKind
from onestop.cases.rules.printing import EVERY_KIND, LOOKED_BACK, MUST_BE_PRINTED, RECEIPTS
from onestop.db import db
from onestop.web.access import requires
from onestop.web.numbers import number_asked

blueprint = Blueprint("print_centre", __name__, url_prefix="/papers")

OWED, PRINTED, FOUND = "owed", "printed", "found"
_OFFERED = {OWED: MUST_BE_PRINTED, PRINTED: EVERY_KIND, FOUND: MUST_BE_PRINTED}
_NOON = time(12)


@dataclass(frozen=True)
class Choice:
    """The papers that a part of the page is about: of a kind or of every kind, of a day or any day.

    Without a day, what is owed is shown since ever, what was printed of the last days.
    """

    part: str
    calendar: WorkingCalendar
    kind: PaperKind | None
    day: date | None

    @property
    def kinds(self) -> Collection[PaperKind]:
        """The kinds that are shown."""
        return (self.kind,) if self.kind else _OFFERED[self.part]

    @cached_property
    def from_day(self) -> date:
        """The first day that is shown."""
        return self.day or self.calendar.days_from(clock.today(), -LOOKED_BACK)

    @property
    def span(self) -> Span:
        """The time that is shown, to the end of its last day."""
        after = (self.day or clock.today()) + timedelta(days=1)
        return self.calendar.at(self.from_day, time()), self.calendar.at(after, time())

    @property
    def owed_span(self) -> Span | None:
        """The time of which papers are owed: the chosen day, or any."""
        return self.span if self.day else None

    @property
    def morning(self) -> Span:
        """This morning, up to noon."""
        today = clock.today()
        return self.calendar.at(today, time()), self.calendar.at(today, _NOON)


@blueprint.get("/")
@requires(Permission.REGISTER_CASES)
def centre() -> str:
    """What was issued and never printed, or what came out of the printers in the last days."""
    part = PRINTED if request.args.get("part") == PRINTED else OWED
    choice, session, actor = asked_for(part), db.session(), current_actor()
    kinds, after = choice.kinds, number_asked("after")
    if part == PRINTED:
        page = print_centre.printed(session, actor, choice.span, kinds=kinds, after=after)
    else:
        page = print_centre.owed(session, actor, choice.owed_span, kinds=kinds, after=after)
    return _page(choice, page)


@blueprint.post("/")
@requires(Permission.REGISTER_CASES)
def find() -> str:
    """The papers about a case, or of a number; what is typed stands in no address."""
    text = request.form.get("q", "").strip()[:100]
    found = print_centre.find(db.session(), current_actor(), text, day=clock.today())
    return _page(asked_for(FOUND), PaperPage(found, None), text=text)


def asked_for(part: str = OWED) -> Choice:
    """What the page or the form chooses; nonsense chooses nothing."""
    kind = next((each for each in _OFFERED[part] if each == request.values.get("kind")), None)
    try:
        day = date.fromisoformat(request.values.get("day", ""))
    except ValueError:
        day = None
    return Choice(part, calendar_of(db.session(), current_actor().agency_id), kind, day)


def _page(choice: Choice, page: PaperPage, *, text: str = "") -> str:
    session, actor = db.session(), current_actor()
    counts = print_centre.owed_counts(session, actor, choice.owed_span)
    this_morning = print_centre.owed_counts(session, actor, choice.morning)
    return render_template(
        "papers/centre.html",
        part=choice.part,
        choice=choice,
        page=page,
        text=text,
        kinds=_OFFERED[choice.part],
        counts=counts,
        owed=sum(many for kind, many in counts.items() if kind in choice.kinds),
        morning=sum(many for kind, many in this_morning.items() if kind in RECEIPTS),
        submission_key=uuid4().hex,
        together=batches.recent(session, actor),
    )
