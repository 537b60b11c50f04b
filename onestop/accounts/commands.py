"""Commands about people: `onestop accounts`."""

from __future__ import annotations

import click
from flask import current_app
from sqlalchemy import select

from onestop import clock
from onestop.accounts import operations
from onestop.accounts.models import Agency
from onestop.accounts.rules import Role
from onestop.db import db, transaction
from onestop.errors import SaidNo
from onestop.web.commands import in_office


@click.group()
def accounts() -> None:
    """The people who work here."""


@accounts.command()
@click.option("--username", prompt=True)
@click.option("--name", "full_name", prompt="Full name")
@click.option("--unit", prompt="Key of the unit")
@click.option("--role", type=click.Choice([role.value for role in Role]), prompt=True)
@click.option("--title", default="", prompt="Title")
@click.option("--agency", "identifier", default="", help="Needed where there are several.")
@click.password_option()
@in_office
def add(
    username: str,
    full_name: str,
    unit: str,
    role: str,
    title: str,
    identifier: str,
    password: str,
) -> None:
    """Takes somebody on."""
    found = db.session().scalars(select(Agency).order_by(Agency.id)).all()
    fitting = [agency for agency in found if identifier in ("", agency.identifier)]
    if len(fitting) != 1:
        known = ", ".join(agency.identifier for agency in found) or "none"
        raise click.ClickException(f"Name one agency with --agency. There are: {known}.")
    agency_id = fitting[0].id
    zone = current_app.config["SETTINGS"].time_zone
    try:
        with transaction() as session:
            operations.add_official(
                session,
                agency_id=agency_id,
                username=username,
                full_name=full_name,
                title=title,
                password_hash=operations.hash_password(password),
                posts=((unit, Role(role)),),
                from_on=clock.now().astimezone(zone).date(),
            )
    except SaidNo as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{full_name} can sign in as {username}.")


@accounts.command()
@click.argument("username")
@click.argument("address", default="")
@in_office
def email(username: str, address: str) -> None:
    """Sets where somebody's notices go besides the bell; without an address: nowhere."""
    try:
        with transaction() as session:
            name = operations.set_email(session, username, address).full_name
    except SaidNo as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{name} is written to." if address else f"{name} hears the bell alone.")
