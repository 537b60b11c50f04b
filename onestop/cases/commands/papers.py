"""Commands about papers: `onestop papers`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask_babel import force_locale

from onestop.cases.queries.papers import pictures
from onestop.cases.queries.proof import Proof, proven
from onestop.cases.rules.codes import read_link
from onestop.db import db
from onestop.printing.press import stored_paper
from onestop.printing.reading import Leaf, Unreadable, differences, read
from onestop.web.commands import in_office
from onestop.web.filters import label

GENUINE, ALTERED, UNREADABLE, BY_EYE, VOID = range(5)
"""How `verify` ends: as issued; forged or altered; no paper of ours; a picture, to be compared; as
issued, and void since.
"""
_GRAVITY = (GENUINE, BY_EYE, UNREADABLE, VOID, ALTERED)


@click.group()
def papers() -> None:
    """The papers that were issued."""


@papers.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@in_office
def verify(file: Path) -> None:
    """Compares a PDF with the papers as issued.

    Ends with 0 genuine, 1 not, 2 unreadable, 3 to be compared by eye, 4 void since it was issued.
    """
    try:
        pages = read(file.read_bytes())
    except Unreadable as fault:
        click.echo(f"{file.name} cannot be read: {fault}.", err=True)
        sys.exit(UNREADABLE)
    found = list(_papers(pages))
    if not found:
        click.echo("No page carries a QR of our look-up; nothing can be said of this file.")
        sys.exit(UNREADABLE)
    sys.exit(max((_judged(proof, own) for proof, own in found), key=_GRAVITY.index))


def _papers(pages: tuple[Leaf, ...]) -> Iterator[tuple[Proof | None, list[Leaf]]]:
    """The papers of a file, each with its pages: one begins where another QR stands."""
    link, own = "", list[Leaf]()
    for page in pages:
        if page.link and page.link != link:
            if link:
                yield _proven(link), own
            link, own = page.link, []
        own.append(page)
    if link:
        yield _proven(link), own


def _proven(link: str) -> Proof | None:
    named = read_link(link)
    return proven(db.session(), *named) if named else None


def _judged(proof: Proof | None, pages: list[Leaf]) -> int:
    """Tells what a paper is, and whether its pages are those that were issued."""
    if proof is None:
        click.echo(f"{pages[0].link}\n  FORGED: no paper of ours carries this signature.")
        return ALTERED
    with force_locale("vi"):
        called = f"{label(proof.kind)} {proof.number}, {proof.office}"
    click.echo(f"{called}, {_by_the_clock(proof.issued_at)}")
    if proof.voided_at:
        click.echo(f"  VOID since {_by_the_clock(proof.voided_at)}: it counts for nothing.")
    if not any(page.words for page in pages):
        click.echo("  The signature is genuine, the file is a picture: compare it by eye with")
        click.echo(f"  {' '.join(_issued(proof, pages)[0].words)}")
        return BY_EYE
    changed = list(_changed(_issued(proof, pages), pages))
    for difference in changed:
        click.echo(f"  ALTERED: {difference}")
    if changed:
        return ALTERED
    click.echo("  GENUINE: as it was issued, page by page.")
    return VOID if proof.voided_at else GENUINE


def _by_the_clock(moment: datetime) -> str:
    return f"{moment.astimezone(current_app.config['SETTINGS'].time_zone):%H:%M %d/%m/%Y}"


def _issued(proof: Proof, pages: list[Leaf]) -> tuple[Leaf, ...]:
    """The pages of the paper as it was issued, in the printing that these say they are."""
    paper = proof.paper
    reprint = pages[0].reprint
    design, values = stored_paper(paper.kind, paper.layout, paper.printed, reprint=reprint)
    return read(design.pdf(values, pictures(db.session(), [values.office.logo])))


def _changed(issued: tuple[Leaf, ...], pages: list[Leaf]) -> Iterator[str]:
    if len(issued) != len(pages):
        yield f"it was issued on {len(issued)} pages, here are {len(pages)}"
    for number, (own, page) in enumerate(zip(issued, pages, strict=False), start=1):
        for difference in differences(own, page):
            yield f"page {number}: {difference}"
