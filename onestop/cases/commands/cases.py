"""Commands about cases: `onestop cases`."""

from __future__ import annotations

import click
from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from onestop import clock
from onestop.accounts.models import Agency
from onestop.calendars.models import AgencyCalendar
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Case
from onestop.cases.operations import apology
from onestop.cases.queries import one_case
from onestop.cases.queries import stuck as found
from onestop.cases.queries.leading import of_agencies
from onestop.cases.rules.apology import ApologyGate
from onestop.cases.rules.codes import normal_code
from onestop.cases.rules.stuck import TO_DO
from onestop.cases.story import sentences
from onestop.db import db, transaction
from onestop.errors import SaidNo
from onestop.web.commands import in_office
from onestop.web.filters import label


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
@click.option("--agency", "identifier", help="Only this agency, by its identifier.")
@click.option("--most", default=100, show_default=True, help="How many of each kind are told.")
@in_office
def stuck(identifier: str | None, most: int) -> None:
    """Lists the cases that got stuck, by kind, with what to do now; without personal data."""
    agencies = _agencies(identifier)
    if not agencies:
        raise click.ClickException(f"There is no agency {identifier} with a working calendar.")
    with force_locale("vi"):
        for agency in agencies:
            _tell_stuck(agency, most)


def _agencies(identifier: str | None) -> list[Agency]:
    """The agencies that have a calendar, or the one that was asked for."""
    asked = select(Agency).where(Agency.id.in_(select(AgencyCalendar.agency_id)))
    if identifier is not None:
        asked = asked.where(Agency.identifier == identifier)
    return list(db.session().scalars(asked.order_by(Agency.identifier)))


def _tell_stuck(agency: Agency, most: int) -> None:
    calendar, scope = calendar_of(db.session(), agency.id), of_agencies([agency.id])
    piles = found.piles(db.session(), scope, calendar, at=clock.now(), limit=most)
    click.echo(f"{agency.identifier}  {agency.name}")
    if not piles:
        click.echo(f"  {_('No case is stuck.')}")
    for pile in piles:
        click.echo(f"  {label(pile.kind)}: {_(TO_DO[pile.kind])}")
        for row in pile.rows:
            since = f"{calendar.local(row.since_at):%H:%M %d/%m/%Y}"
            click.echo(f"    {row.code}  {since}  {row.unit_name or '–'}")
        if pile.more:
            click.echo(
                f"    {_('and %(many)d more, which lie there for a shorter time', many=pile.more)}"
            )
