"""Commands about working time: `onestop calendars`."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import click

from onestop.calendars import rules
from onestop.calendars.holidays import standard_calendar
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import CalendarError, Due, Interval, Term, WorkingCalendar
from onestop.calendars.telling import told
from onestop.calendars.wording import due_in_words, moment_in_words
from onestop.db import db
from onestop.errors import NotFound


@click.group()
def calendars() -> None:
    """Working time and due days."""


@calendars.command("due")
@click.option("--received", required=True, help='"2026-04-29 16:00", office time or with offset')
@click.option("--term", "written", required=True, help='"3 working days", "4 working hours" …')
@click.option("--agency", type=int, help="an agency's own calendar; otherwise as announced")
@click.option("--json", "as_json", is_flag=True, help="for machines")
def due(received: str, written: str, agency: int | None, as_json: bool) -> None:
    """Tells when something is due, and why, interval by interval."""
    try:
        term = Term.parse(written)
        calendar = _calendar(agency)
        found = rules.due(calendar, term, _moment(received, calendar))
        lines = told(found, "vi")
    except (CalendarError, NotFound) as fault:
        raise click.UsageError(str(fault)) from fault
    if as_json:
        click.echo(json.dumps(_plain(found), ensure_ascii=False, indent=1))
        return
    click.echo(f"{moment_in_words(found.at, 'vi')} ({due_in_words(found, 'vi')})")
    for line in lines:
        click.echo(f"  {line.when}: {line.what}{f' – {line.counted}' if line.counted else ''}")


def _calendar(agency: int | None) -> WorkingCalendar:
    if agency is None:
        return standard_calendar()
    open_office = click.get_current_context().find_root().obj
    with open_office().app_context():
        return calendar_of(db.session(), agency)


def _moment(text: str, calendar: WorkingCalendar) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as fault:
        raise CalendarError(
            f"“{text}” is no moment. Write, for example, “2026-04-29 16:00”."
        ) from fault
    return moment if moment.tzinfo else moment.replace(tzinfo=calendar.zone)


def _plain(found: Due) -> dict[str, Any]:
    return {
        "due_at": found.at.isoformat(),
        "provisional": found.provisional,
        "explanation": [_interval(each) for each in found.intervals],
    }


def _interval(each: Interval) -> dict[str, Any]:
    return {
        "kind": str(each.kind),
        "begins": each.begins.isoformat(),
        "ends": each.ends.isoformat(),
        "name": each.name,
        "counted": float(each.counted),
    }
