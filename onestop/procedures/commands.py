"""Commands about the catalogue: `onestop procedures`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop import clock
from onestop.accounts.models import Agency
from onestop.accounts.operations import open_unit
from onestop.accounts.queries import units, units_by_key
from onestop.calendars.rules import Term, UnknownTerm
from onestop.db import db, transaction
from onestop.errors import NotFound
from onestop.procedures import epar, queries
from onestop.procedures.files import ProcedureFile
from onestop.procedures.operations import publishing
from onestop.procedures.operations.publishing import Loaded
from onestop.procedures.reading import BadProcedureFile, load_catalogue
from onestop.procedures.rules import blocking
from onestop.procedures.stored import canonical, changed_lines, newest
from onestop.procedures.writing import write
from onestop.web.commands import in_office

PATH = click.Path(path_type=Path)
AGENCY = click.option("--agency", default="", help="identifier or number; not needed if only one")


@click.group()
def procedures() -> None:
    """The catalogue."""


@procedures.command("list")
@in_office
def list_() -> None:
    """Lists the procedures in force today, by agency and field."""
    session = db.session()
    day = _today()
    for agency in session.scalars(select(Agency).order_by(Agency.id)):
        rows = queries.catalogue(session, agency.id, day=day)
        click.echo(f"{agency.identifier} {agency.name}: {len(rows)} procedures")
        for row in rows:
            click.echo(f"  {row.code}  {row.name}  [{row.field}]")


@procedures.command("import")
@click.argument("path", type=PATH)
@AGENCY
@click.option("--dry-run", is_flag=True, help="tell what would happen, change nothing")
@in_office
def import_(path: Path, agency: str, *, dry_run: bool) -> None:
    """Loads a file or a folder of files: all of them, or none."""
    loaded = load_all(_contents(path), the_agency(agency).id, dry_run=dry_run)
    report(loaded, dry_run=dry_run)


@procedures.command("export")
@click.argument("folder", type=PATH)
@AGENCY
@in_office
def export(folder: Path, agency: str) -> None:
    """Writes the newest version of each procedure into a folder, a file for each."""
    found = newest(db.session(), the_agency(agency).id)
    folder.mkdir(parents=True, exist_ok=True)
    for code, content in found.items():
        (folder / f"{code}.toml").write_text(write(content), encoding="utf-8")
    click.echo(f"{len(found)} procedures written to {folder}")


@procedures.command("diff")
@click.argument("path", type=PATH)
@AGENCY
@in_office
def diff(path: Path, agency: str) -> None:
    """Tells what importing a file or folder would change, field by field."""
    there = newest(db.session(), the_agency(agency).id)
    for content in map(canonical, _contents(path)):
        old = there.get(content.code)
        lines = changed_lines(old, content)
        if lines and old is not None:
            click.echo(f"{content.code} {content.name}")
        for line in lines:
            click.echo(f"  {line}" if old is not None else line)


@procedures.command("import-epar")
@click.argument("folder", type=PATH)
@AGENCY
@click.option("--mapping", "mapping_file", type=PATH, help="a file that names units for groups")
@click.option("--valid-from", type=click.DateTime(["%Y-%m-%d"]), help="from when on; else today")
@click.option(
    "--without-limit", default="30 working days", help="promised where e-PAR sets no limit at all"
)
@click.option("--skip-bad", is_flag=True, help="load the others if some files cannot be read")
@click.option("--dry-run", is_flag=True, help="tell what would happen, change nothing")
@in_office
def import_epar(
    folder: Path,
    agency: str,
    mapping_file: Path | None,
    valid_from: datetime | None,
    without_limit: str,
    *,
    skip_bad: bool,
    dry_run: bool,
) -> None:
    """Loads the workflow files of e-PAR in a folder, and tells what is odd in each."""
    there = the_agency(agency)
    options = epar.Options(valid_from.date() if valid_from else _today(), _term(without_limit))
    try:
        mapping = _mapping(db.session(), there.id, mapping_file)
    except epar.BadMapping as bad:
        raise click.ClickException(f"nothing was changed\n{bad}") from bad
    found = epar.read_folder(folder, mapping, options)
    for name, oddities in found.oddities.items():
        for oddity in oddities:
            click.echo(f"{name}: {oddity}")
    for unit in mapping.to_create.values():
        click.echo(f"a new unit {unit.key} “{unit.name}” is opened; appoint its people")
    if not found.contents or (found.bad and not skip_bad):
        said = "; --skip-bad loads the others" if found.contents else ""
        faults = "\n".join(found.bad or (f"{folder}: there is no .xml file in it",))
        raise click.ClickException(f"nothing was changed{said}\n{faults}")
    for fault in found.bad:
        click.echo(f"left out: {fault}", err=True)
    new_units = tuple(mapping.to_create.values())
    loaded = load_all(found.contents, there.id, new_units=new_units, dry_run=dry_run)
    report(loaded, dry_run=dry_run)


@procedures.command("retire")
@click.argument("code")
@click.option("--last-day", type=click.DateTime(["%Y-%m-%d"]), required=True)
@AGENCY
@in_office
def retire(code: str, last_day: datetime, agency: str) -> None:
    """Offers a procedure up to that day and no longer; its cases go on as they were filed."""
    agency_id = the_agency(agency).id
    try:
        with transaction() as session:
            publishing.retire(session, agency_id, code, last_on=last_day.date())
    except NotFound as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(f"{code} is offered up to {last_day:%Y-%m-%d}")


@procedures.command("check")
@click.argument("path", type=PATH, required=False)
@AGENCY
@in_office
def check(path: Path | None, agency: str) -> None:
    """Lists every fault of the files at PATH, or of the catalogue in force; exit 1 if any."""
    session, there = db.session(), the_agency(agency)
    keys = frozenset(units_by_key(session, there.id))
    contents = _contents(path) if path else tuple(newest(session, there.id).values())
    bad = 0
    for content in contents:
        found = content.faults(keys)
        bad += bool(blocking(found))
        for fault in found:
            kind = "warning" if fault.warning else "fault"
            click.echo(f"{content.code}: {kind}: {fault}")
    click.echo(f"{len(contents)} procedures, {bad} with faults")
    if bad:
        raise click.exceptions.Exit(1)


def the_agency(named: str) -> Agency:
    """The agency of that identifier or number, or the only one there is."""
    query = select(Agency).order_by(Agency.id)
    if named:
        by_number = Agency.id == int(named) if named.isdecimal() else Agency.identifier == named
        query = query.where(by_number)
    found = db.session().scalars(query.limit(2)).all()
    if len(found) == 1:
        return found[0]
    if named:
        raise click.UsageError(f"There is no agency {named}.")
    raise click.UsageError("Say which agency: --agency ID.")


def _mapping(session: Session, agency_id: int, path: Path | None) -> epar.Mapping:
    """The units of an agency for the groups of e-PAR, as a mapping file names them."""
    keys = units_by_key(session, agency_id)
    own = units(session, agency_id).values()
    return epar.Mapping(
        kinds={unit.key: unit.kind for unit in own},
        units=frozenset(keys),
        names={unit.key: unit.name for unit in own},
        named=epar.read_mapping(path, frozenset(keys)) if path else {},
    )


def _term(written: str) -> str:
    try:
        return str(Term.parse(written))
    except UnknownTerm as fault:
        raise click.UsageError(str(fault)) from fault


def _today() -> date:
    return clock.now().astimezone(current_app.config["SETTINGS"].time_zone).date()


def load_all(
    contents: Sequence[ProcedureFile],
    agency_id: int,
    *,
    dry_run: bool,
    new_units: Sequence[epar.UnitToCreate] = (),
) -> tuple[Loaded, ...]:
    """Loads contents in one transaction; ends the command with every fault if there is one."""
    try:
        with transaction() as session:
            for unit in new_units:
                open_unit(session, agency_id, key=unit.key, name=unit.name)
            loaded = publishing.load(session, agency_id, contents)
            if dry_run:
                session.rollback()
    except BadProcedureFile as bad:
        raise _said(bad) from bad
    return loaded


def report(loaded: Sequence[Loaded], *, dry_run: bool) -> None:
    """Tells what was new, changed and unchanged, with the warnings."""
    for each in loaded:
        if each.how != "unchanged":
            click.echo(f"{each.how:9}  {each.code}  {each.name}")
        for line in (*(each.differences if each.how == "changed" else ()), *each.warnings):
            click.echo(f"           {line}")
    many = {how: sum(each.how == how for each in loaded) for how in ("new", "changed", "unchanged")}
    click.echo(", ".join(f"{count} {how}" for how, count in many.items()))
    if dry_run:
        click.echo("Nothing was changed: this was a dry run.")


def _contents(path: Path) -> tuple[ProcedureFile, ...]:
    try:
        return load_catalogue(path)
    except BadProcedureFile as bad:
        raise _said(bad) from bad


def _said(bad: BadProcedureFile) -> click.ClickException:
    return click.ClickException("nothing was changed\n" + "\n".join(bad.faults))
