"""What the scheduler did and will do, for the administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

import structlog
from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import format_timedelta
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from onestop import clock
from onestop.accounts.rules import Permission
from onestop.db import db
from onestop.errors import N_, NotFound, Refused
from onestop.jobs import queries
from onestop.jobs.queries import History
from onestop.jobs.rules import SILENCE
from onestop.scheduler.running import run_once
from onestop.scheduler.table import JOBS, Job, job_named
from onestop.web.access import requires

blueprint = Blueprint("scheduler", __name__, url_prefix="/settings/jobs")

log = structlog.get_logger()


@dataclass(frozen=True)
class JobRow:
    """A job with what is known of it."""

    job: Job
    trigger: str
    history: History
    next_at: datetime | None
    """None while it never ran: it does as soon as a scheduler leads."""


@blueprint.get("")
@requires(Permission.SEE_SCHEDULER)
def jobs() -> str:
    """Each job with its last run, the next one and the last failure; and who leads now."""
    at, zone = clock.now(), current_app.config["SETTINGS"].time_zone
    beat = queries.last_beat(db.session())
    histories = queries.histories(db.session(), [job.name for job in JOBS])
    return render_template(
        "settings/jobs.html",
        beat=beat,
        lives=beat is not None and at - beat.finished_at < SILENCE,
        silent_for=format_timedelta(at - beat.finished_at, threshold=2) if beat else "",
        rows=[_row(job, histories[job.name], zone) for job in JOBS],
    )


@blueprint.post("/<name>/run")
@requires(Permission.RUN_JOBS)
def run(name: str) -> Response:
    """Runs one job now; how it went is told on the page. Refuses what only a scheduler runs."""
    try:
        job = job_named(name)
    except LookupError:
        raise NotFound(N_("There is no such job.")) from None
    if not job.by_hand:
        raise Refused(N_("Only a scheduler runs %(job)s: it shows that one lives."), job=name)
    try:
        done = run_once(job)
    except Exception:
        log.exception("job failed", job=name)
        flash(_("%(job)s failed; see its last failure below.", job=name), "danger")
    else:
        told = {"job": name, "rows": done.rows, "time": done.milliseconds}
        flash(_("%(job)s has run: %(rows)s rows in %(time)s ms.", **told))
    return redirect(url_for("scheduler.jobs"), 303)


def _row(job: Job, history: History, zone: tzinfo) -> JobRow:
    words, values = job.trigger.in_words()
    last = history.last
    next_at = job.trigger.next_after(last.started_at, zone) if last else None
    return JobRow(job, str(_(words)) % values, history, next_at)
