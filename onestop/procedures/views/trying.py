"""Trying a version out: what a case received at some moment would be promised, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import request
from flask_babel import gettext as _

from onestop import clock
from onestop.calendars import rules as calendars
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import Due
from onestop.calendars.wording import term_in_words
from onestop.db import db
from onestop.procedures import rules


@dataclass(frozen=True)
class DryRun:
    """What a case received at that moment would be promised, step by step."""

    received: str
    variant: str
    variants: tuple[rules.Variant, ...]
    received_at: datetime | None = None
    due: Due | None = None
    planned: tuple[rules.PlannedStep, ...] = ()
    fault: str = ""


def dry_run(version: rules.Version, agency_id: int) -> DryRun:
    """The route as it would run from the moment that was asked, or from this Friday at 15:20."""
    calendar = calendar_of(db.session(), agency_id)
    today, variant = clock.today(), asked_variant(version)
    friday = today + timedelta(days=(4 - today.weekday()) % 7)
    written = request.args.get("received", f"15:20 {friday:%d/%m/%Y}")[:40].strip()
    try:
        moment = datetime.strptime(written, "%H:%M %d/%m/%Y").replace(tzinfo=calendar.zone)
        term = version.term_for(version.channels[0], variant)
        due = calendars.due(calendar, term, moment, cut_off=version.cut_off)
        planned = rules.plan(calendar, version.steps_for(variant), moment)
    except (ValueError, LookupError):
        fault = _("Write the moment as 15:20 27/11/2026, in a year that the calendar knows.")
        return DryRun(written, variant, version.variants, fault=fault)
    return DryRun(written, variant, version.variants, moment, due, planned)


def asked_variant(version: rules.Version) -> str:
    """The variant that was asked for, the first one otherwise; empty where there is none."""
    keys = [each.key for each in version.variants]
    asked = request.args.get("variant", "")
    return asked if asked in keys else next(iter(keys), "")


def time_of(step: rules.Step, language: str) -> str:
    """The time of a step in words."""
    if step.allotted is not None:
        return term_in_words(step.allotted, language)
    if step.kind is rules.StepKind.DUTY:
        return str(_("the clock stands"))
    return "" if step.kind is rules.StepKind.RETURN else str(_("no limit set"))
