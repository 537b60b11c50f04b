"""Commands about cases: `onestop cases`."""

from __future__ import annotations

import sys

import click
from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from onestop.cases.models import Case
from onestop.cases.operations import apology
from onestop.cases.queries import invariants, one_case
from onestop.cases.rules.apology import ApologyGate
from onestop.cases.rules.codes import normal_code
from onestop.cases.story import sentences
from onestop.db import db, transaction
from onestop.errors import SaidNo
from onestop.web.commands import in_office


@click.group()
def cases() -> None:
    """The cases."""


@cases.command()
@click.argument("code")
@in_office
def show(code: str) -> None:
    """Tells the story of a case, without personal data."""
    case = db.session().scalar(
        select(Case)
        .where(Case.code == normal_code(code))
        .options(joinedload(Case.procedure), joinedload(Case.unit))
    )
    if case is None:
        raise click.ClickException(f"There is no case {code}.")
    zone = current_app.config["SETTINGS"].time_zone
    click.echo(f"{case.code}  {case.procedure.name}")
    unit = case.unit.name if case.unit else "–"
    click.echo(f"{case.status} · {unit} · due {case.due_at.astimezone(zone):%H:%M %d/%m/%Y}")
    with force_locale("vi"):
        for entry in one_case.journal(db.session(), case.id):
            moment = f"{entry.happened_at.astimezone(zone):%d/%m/%Y %H:%M}"
            click.echo(f"{moment}  {' '.join(sentences(entry))}")


@cases.command()
@click.argument("identifier")
@click.argument("gate", type=click.Choice([each.value for each in ApologyGate]))
@in_office
def apology_gate(identifier: str, gate: str) -> None:
    """Sets what happens to a late case that goes to signature without an apology."""
    try:
        with transaction() as session:
            apology.set_gate(session, identifier, ApologyGate(gate))
    except SaidNo as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{identifier}: {gate}.")


@cases.command()
@in_office
def check() -> None:
    """Checks the rules that must always hold; exit 1 with the offending codes."""
    breaches = list(invariants.check(db.session()))
    for breach in breaches:
        click.echo(f"rule {breach.rule}: {breach.code}: {breach.sentence}")
    if breaches:
        sys.exit(1)
    click.echo("Every rule holds.")
