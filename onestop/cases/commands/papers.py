"""Commands about papers: `onestop papers`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask_babel import force_locale

from onestop.cases.queries.proof import Proof
from onestop.cases.queries.returned import Returned, changes, claimed, copies_of, gathered
from onestop.db import db
from onestop.printing.reading import Unreadable, read
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
        found = list(gathered(read(file.read_bytes())))
    except Unreadable as fault:
        click.echo(f"{file.name} cannot be read: {fault}.", err=True)
        sys.exit(UNREADABLE)
    claims = [claimed(db.session(), each) for each in found]
    if not any(claims) and not any(each.head.link for each in found):
        click.echo("No page carries a QR of our look-up, or the number of a paper of ours;")
        click.echo("nothing can be said of this file.")
        sys.exit(UNREADABLE)
    verdicts = [_judged(each, proofs) for each, proofs in zip(found, claims, strict=True)]
    sys.exit(max(verdicts, key=_GRAVITY.index))


def _judged(paper: Returned, proofs: Sequence[Proof]) -> int:
    """Tells what a paper is, and whether its pages are those that were issued."""
    if not proofs:
        _disown(paper)
        return ALTERED
    if any(leaf.scanned for leaf in paper.leaves):
        return max((_left_to_the_eye(paper, each) for each in proofs), key=_GRAVITY.index)
    session = db.session()
    told = [(list(changes(session, proof.paper, paper)), proof) for proof in proofs]
    changed, proof = min(told, key=lambda each: len(each[0]))
    _introduce(proof)
    for difference in changed:
        click.echo(f"  ALTERED: {difference}")
    if changed:
        return ALTERED
    click.echo("  GENUINE: as it was issued, page by page.")
    return VOID if proof.voided_at else GENUINE


def _disown(paper: Returned) -> None:
    if paper.head.link:
        click.echo(f"{paper.head.link}\n  FORGED: no paper of ours carries this signature.")
    else:
        click.echo(f"Page {paper.place}")
        click.echo("  UNPROVEN: it carries no QR, and no paper of ours has its number.")


def _left_to_the_eye(paper: Returned, proof: Proof) -> int:
    _introduce(proof)
    (leaf, *_more), *_copies = copies_of(db.session(), proof.paper, reprint=0)
    signed = "The signature is genuine" if paper.head.link else "It carries no signature"
    click.echo(f"  {signed}, the file is a picture: compare it by eye with")
    click.echo(f"  {' '.join(leaf.words)}")
    return VOID if proof.voided_at else BY_EYE


def _introduce(proof: Proof) -> None:
    with force_locale("vi"):
        called = f"{label(proof.kind)} {proof.number}, {proof.office}"
    click.echo(f"{called}, {_by_the_clock(proof.issued_at)}")
    if proof.voided_at:
        click.echo(f"  VOID since {_by_the_clock(proof.voided_at)}: it counts for nothing.")


def _by_the_clock(moment: datetime) -> str:
    return f"{moment.astimezone(current_app.config['SETTINGS'].time_zone):%H:%M %d/%m/%Y}"
