"""Commands about what is told: `onestop notices`."""

from __future__ import annotations

from datetime import datetime, time

import click
from flask import current_app
from sqlalchemy import select

from onestop import clock
from onestop.accounts.models import Agency
from onestop.db import db, transaction
from onestop.errors import SaidNo
from onestop.notices import outlets, queries
from onestop.notices.operations import keeping
from onestop.notices.rules import DeliveryStatus
from onestop.notices.sending import send_due
from onestop.web.commands import in_office

AGENCY = click.option("--agency", "identifier", default="", help="Needed where there are several.")
_SHOWN = 100


@click.group()
def notices() -> None:
    """What is told to people: the outbox."""


@notices.command("list")
@click.option(
    "--status",
    type=click.Choice([each.value for each in DeliveryStatus]),
    default=DeliveryStatus.DEAD.value,
    show_default=True,
)
@AGENCY
@in_office
def list_(status: str, identifier: str) -> None:
    """Lists the newest deliveries in a state, without addresses."""
    zone = current_app.config["SETTINGS"].time_zone
    found = queries.outbox(
        db.session(), _agency_id(identifier), DeliveryStatus(status), limit=_SHOWN
    )
    for each in found.rows:
        at = f"{each.notice.created_at.astimezone(zone):%d/%m/%Y %H:%M}"
        tried = f"attempts: {each.attempts} {each.fault} {each.answer}".rstrip()
        click.echo(
            f"{each.id:>8}  {at}  {each.channel:<7}  {each.notice.event:<20}  "
            f"{each.notice.told['code']}  {tried}"
        )
    click.echo(f"{len(found.rows)} shown" + (", there are more" if found.after else ""))


@notices.command()
@click.argument("delivery", type=int, required=False)
@click.option("--all", "every", is_flag=True, help="everything that was given up")
@AGENCY
@in_office
def resend(delivery: int | None, every: bool, identifier: str) -> None:
    """Lets a delivery that was given up be sent again, or all of them."""
    if (delivery is None) is not every:
        raise click.UsageError("Name one delivery by its number, or say --all.")
    agency_id = _agency_id(identifier)
    try:
        with transaction() as session:
            many = keeping.resend(session, agency_id, delivery, at=clock.now())
    except SaidNo as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"To be sent again: {many}.")


@notices.command()
@in_office
def send() -> None:
    """Sends what is due now, as the scheduler does."""
    click.echo(f"Sent: {send_due(outlets.current(), now=clock.now)}.")


@notices.command("set")
@click.option("--sender", default="", help="the name that letters carry; else the one-stop unit's")
@click.option("--quiet-from", default="21:00", show_default=True)
@click.option("--quiet-to", default="06:30", show_default=True)
@AGENCY
@in_office
def set_(sender: str, quiet_from: str, quiet_to: str, identifier: str) -> None:
    """Sets an agency's name as a sender and its quiet hours; equal times mean none."""
    hours = _time(quiet_from), _time(quiet_to)
    agency_id = _agency_id(identifier)
    with transaction() as session:
        keeping.set_telling(
            session, agency_id, sender_name=sender, quiet_from=hours[0], quiet_to=hours[1]
        )
    click.echo(f"Nobody is disturbed from {hours[0]:%H:%M} to {hours[1]:%H:%M}.")


def _time(text: str) -> time:
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 (a time has no zone)
    except ValueError as fault:
        raise click.UsageError(f"{text} is not a time; write it as 21:00.") from fault


def _agency_id(identifier: str) -> int:
    found = db.session().scalars(select(Agency).order_by(Agency.id)).all()
    fitting = [agency for agency in found if identifier in ("", agency.identifier)]
    if len(fitting) != 1:
        known = ", ".join(agency.identifier for agency in found) or "none"
        raise click.ClickException(f"Name one agency with --agency. There are: {known}.")
    return fitting[0].id
