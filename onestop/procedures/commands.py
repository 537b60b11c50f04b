"""Commands about the catalogue: `onestop procedures`."""

from __future__ import annotations

import click
from flask import current_app
from sqlalchemy import select

from onestop import clock
from onestop.accounts.models import Agency
from onestop.db import db
from onestop.procedures import queries
from onestop.web.commands import in_office


@click.group()
def procedures() -> None:
    """The catalogue."""


@procedures.command("list")
@in_office
def list_() -> None:
    """Lists the procedures in force today, by agency and field."""
    session = db.session()
    day = clock.now().astimezone(current_app.config["SETTINGS"].time_zone).date()
    for agency in session.scalars(select(Agency).order_by(Agency.id)):
        rows = queries.catalogue(session, agency.id, day=day)
        click.echo(f"{agency.identifier} {agency.name}: {len(rows)} procedures")
        for row in rows:
            click.echo(f"  {row.code}  {row.name}  [{row.field}]")
