"""The office's command line: `onestop` gathers the rooms' commands and opens the office."""

from __future__ import annotations

import logging
import os
import pkgutil
import sys
from datetime import tzinfo
from importlib import import_module

import click
import flask_migrate
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

import onestop as house
from config import Settings, SettingsMissing
from onestop import clock, create_app, scheduler, serving
from onestop.accounts.commands import accounts
from onestop.accounts.operations import reach_at
from onestop.accounts.rules import MEANING, PERMISSIONS, Permission, Role
from onestop.calendars.commands import calendars
from onestop.cases.commands import cases, papers
from onestop.cases.queries import invariants
from onestop.cases.rules.lifecycle import LIFECYCLE
from onestop.db import db, transaction
from onestop.jobs import queries as job_queries
from onestop.jobs.queries import History
from onestop.jobs.rules import SILENCE
from onestop.notices.commands import notices
from onestop.post.queries import filings, places
from onestop.procedures.commands import procedures
from onestop.sample import demo as sample
from onestop.sample.office import PASSWORD
from onestop.scheduler import JOBS, Job
from onestop.web.commands import in_office


def main() -> None:
    """Runs the command line; settings that are missing are listed, all at once."""
    try:
        onestop()
    except SettingsMissing as missing:
        click.echo(str(missing), err=True)
        sys.exit(2)


def _open() -> Flask:
    return create_app(Settings.from_environ(os.environ))


@click.group(name="onestop")
@click.pass_context
def onestop(context: click.Context) -> None:
    """Onestop, a case tracker for one-stop-shop administrative procedures."""
    context.obj = _open


for _room in (accounts, calendars, cases, notices, papers, procedures):
    onestop.add_command(_room)


@cases.command()
@in_office
def check() -> None:
    """Checks the rules that must always hold; exit 1 with the offending codes."""
    session = db.session()
    breaches = [*invariants.check(session), *places.check(session), *filings.check(session)]
    for breach in breaches:
        click.echo(f"rule {breach.rule}: {breach.code}: {breach.sentence}")
    if breaches:
        sys.exit(1)
    click.echo("Every rule holds.")


@onestop.group("db")
def database() -> None:
    """The database's tables."""


@database.command()
@in_office
def upgrade() -> None:
    """Brings the tables up to date."""
    _quiet()
    if (path := db.engine.url.database) and db.engine.dialect.name == "sqlite":
        os.makedirs(os.path.dirname(path), exist_ok=True)
    flask_migrate.upgrade()
    _lead_to_the_office()
    click.echo("The tables are up to date.")


@database.command()
@click.argument("revision")
@in_office
def downgrade(revision: str) -> None:
    """Takes the tables back to a revision."""
    click.confirm("What the newer tables hold is lost. Go on?", abort=True)
    _quiet()
    flask_migrate.downgrade(revision=revision)


@database.command()
@in_office
def current() -> None:
    """Prints the revision that the tables have."""
    _quiet()
    flask_migrate.current()


def _lead_to_the_office() -> None:
    """What is printed and sent from now on leads to the address that the settings name."""
    with transaction() as session:
        reach_at(session, current_app.config["SETTINGS"].public_url)


def _quiet() -> None:
    logging.getLogger("alembic").setLevel(logging.WARNING)


@onestop.command()
@in_office
def demo() -> None:
    """Loads the sample office into an empty database."""
    if sample.is_loaded():
        click.echo("The office is open already; its data is kept.")
        return
    click.echo("Opening the sample office and living through its past months ...")

    def progress(done: int, total: int) -> None:
        click.echo(f"\r  day {done} of {total}", nl=done == total)

    sample.load(
        public_url=current_app.config["SETTINGS"].public_url, at=clock.now(), progress=progress
    )


@onestop.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True)
def serve(host: str, port: int, workers: int) -> None:
    """Serves the office to browsers."""
    _prepare()
    sys.exit(serving.together([serving.server(host, port, workers)]))


@onestop.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True)
def run(host: str, port: int, workers: int) -> None:
    """Runs web server and scheduler together, until Ctrl-C."""
    _prepare()
    click.echo(f"\nOnestop is open at http://{host}:{port} (Ctrl-C closes it).\n")
    click.echo(f"Sample accounts, all with the password {PASSWORD}:")
    for username, name, post in sample.accounts():
        click.echo(f"  {username:<14} {name}, {post}")
    sys.stdout.flush()
    sys.exit(serving.together([serving.server(host, port, workers), serving.scheduler()]))


@in_office
def _prepare() -> None:
    """Before the office opens: its settings are complete, its tables there, its address known."""
    try:
        _lead_to_the_office()
    except SQLAlchemyError as failed:
        raise click.ClickException(
            "The database does not answer or has no tables yet: run `onestop db upgrade`."
        ) from failed
    db.engine.dispose()


@onestop.group("scheduler")
def scheduling() -> None:
    """What runs by itself."""


@scheduling.command("run")
def run_scheduler() -> None:
    """Runs the jobs until it is told to stop; stands by while another scheduler leads."""
    scheduler.run(_open())


@scheduling.command()
@in_office
def jobs() -> None:
    """Lists the jobs with their last run, the next one and the last failure."""
    at, zone = clock.now(), current_app.config["SETTINGS"].time_zone
    beat = job_queries.last_beat(db.session())
    lives = beat is not None and at - beat.finished_at < SILENCE
    click.echo(f"{beat.process} leads." if beat and lives else "No scheduler leads now.")
    histories = job_queries.histories(db.session(), [job.name for job in JOBS])
    for job in JOBS:
        click.echo(f"{_row(job)}; {_told(job, histories[job.name], zone)}")


def _row(job: Job) -> str:
    words, values = job.trigger.in_words()
    return f"{job.name:<20} {words % values:<18}  {job.purpose}"


def _told(job: Job, history: History, zone: tzinfo) -> str:
    last = history.last
    if last is None:
        return "never ran"
    told = f"last {last.started_at.astimezone(zone):%Y-%m-%d %H:%M:%S}, "
    told += f"{last.milliseconds} ms, {last.rows} rows"
    told += f"; next {job.trigger.next_after(last.started_at, zone).astimezone(zone):%H:%M:%S}"
    if history.failed is not None:
        at = history.failed.started_at.astimezone(zone)
        told += f"; failed {at:%Y-%m-%d %H:%M:%S}: {history.failed.error}"
    return told


@scheduling.command("run-once")
@click.argument("name")
@in_office
def run_once(name: str) -> None:
    """Runs one job now."""
    try:
        done = scheduler.run_once(scheduler.job_named(name))
    except LookupError as unknown:
        raise click.ClickException(str(unknown)) from unknown
    click.echo(f"{name}: {done.rows} rows in {done.milliseconds} ms")


@onestop.command("house")
def show_house() -> None:
    """Prints the floor plan, the lifecycle, the permissions and the jobs."""
    for line in floor_plan():
        click.echo(line)


def floor_plan() -> list[str]:
    """The house in words: rooms, moves, permissions, jobs."""
    lines = ["ROOMS"]
    for found in pkgutil.iter_modules(house.__path__):
        if found.name != "__main__":
            told = (import_module(f"onestop.{found.name}").__doc__ or "").splitlines()[0]
            lines.append(f"  {found.name:<12} {told}")
    lines += ["", "LIFECYCLE (act: from → to; by)"]
    for move in LIFECYCLE.values():
        before = ", ".join(sorted(move.before)) or "nothing"
        lines.append(
            f"  {move.act}: {before} ({move.holding}) → {move.leads_to};"
            f" {move.permission or 'by itself'}"
        )
    lines += ["", "PERMISSIONS"]
    for permission in Permission:
        holders = ", ".join(role for role in Role if permission in PERMISSIONS[role])
        lines.append(f"  {permission:<18} {MEANING[permission]}: {holders}")
    lines += ["", "JOBS"]
    lines += [f"  {_row(job)}" for job in JOBS]
    return lines
