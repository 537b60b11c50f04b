"""One field for every scan at an open manifest: a result is packed, a label finds its envelope.

A label is never guessed: after a refusal the page says no more whose turn it is, so that a wrong
label ends up on no envelope.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor
from onestop.cases.models import Case
from onestop.cases.rules.codes import normal_code, parse_code
from onestop.errors import N_, NotFound, Refused, Stale
from onestop.post.models import Consignment, Filing, Manifest
from onestop.post.operations import packing
from onestop.post.queries import answers
from onestop.post.queries.manifests import called
from onestop.post.rules.consignment import (
    ConsignmentState,
    Direction,
    normal_label,
    require_open,
)


class Outcome(StrEnum):
    """What a scan has done."""

    PACKED = "packed"
    CHOSEN = "chosen"
    """It lies on the manifest already: its label comes next."""
    LABELLED = "labelled"


@dataclass(frozen=True)
class Scanned:
    """A consignment, and what a scan has done with it."""

    consignment: Consignment
    outcome: Outcome


@dataclass(frozen=True)
class Turn:
    """Whose label comes next, as the page said it."""

    consignment_id: int
    had: str = ""
    """The item code that it had then; another is replaced only by whoever saw it."""


def scan(
    session: Session,
    manifest_id: int,
    text: str,
    *,
    turn: Turn | None,
    by: Actor,
    at: datetime,
) -> Scanned:
    """Does what was scanned: the code of a case, the item code of an answered dossier, or a label.

    `turn` says whose label comes next; None where nobody knows. Raises NotFound, Stale where
    somebody else has scanned a label for it meanwhile, and Refused for a sealed manifest, a label
    without a turn, and as packing and labelling do.
    """
    manifest = packing.locked_manifest(session, manifest_id, by=by)
    if manifest.direction != Direction.OUTGOING:
        raise NotFound(N_("There is no such manifest here."))
    require_open(manifest.handed_over_at)
    if parse_code(text) is not None:
        return _result(session, manifest, normal_code(text), by=by, at=at)
    dossier = answers.called(session, by.agency_id, normal_label(text))
    if dossier is not None:
        return _answer(session, manifest, dossier, by=by, at=at)
    if turn is None:
        raise Refused(
            N_("Nobody knows whose label %(text)s is: scan the code of its result first."),
            text=text[:40],
        )
    return _label(session, manifest, turn, text, by=by)


def _result(session: Session, manifest: Manifest, code: str, *, by: Actor, at: datetime) -> Scanned:
    lying = session.scalar(
        select(Consignment)
        .join(Case, Case.id == Consignment.case_id)
        .where(
            Case.code == code,
            Consignment.manifest_id == manifest.id,
            Consignment.state == ConsignmentState.PACKED,
        )
    )
    if lying is not None:
        return Scanned(lying, Outcome.CHOSEN)
    packed = packing.pack(session, code, carrier_id=manifest.carrier_id, by=by, at=at)
    return Scanned(packed, Outcome.PACKED)


def _answer(
    session: Session, manifest: Manifest, dossier: Filing, *, by: Actor, at: datetime
) -> Scanned:
    lying = answers.under_way(session, dossier.guidance_id) if dossier.guidance_id else None
    if lying is not None and lying.manifest_id == manifest.id:
        return Scanned(lying, Outcome.CHOSEN)
    packed = packing.pack_answer(
        session, dossier.consignment_id, carrier_id=manifest.carrier_id, by=by, at=at
    )
    return Scanned(packed, Outcome.PACKED)


def _label(session: Session, manifest: Manifest, turn: Turn, text: str, *, by: Actor) -> Scanned:
    one = session.get(Consignment, turn.consignment_id)
    if one is None or one.manifest_id != manifest.id:
        raise NotFound(N_("There is no such consignment here."))
    packed = one.state == ConsignmentState.PACKED
    if packed and one.item_code and one.item_code == normal_label(text):
        return Scanned(one, Outcome.LABELLED)
    if packed and one.item_code not in ("", turn.had):
        raise Stale(
            N_(
                "%(code)s has the label %(item_code)s meanwhile: scan the code of the result that "
                "you hold, then its label."
            ),
            code=called(one),
            item_code=one.item_code,
        )
    amounts = {"postage": one.postage, "to_collect": one.to_collect}
    labelled = packing.label(session, one.id, item_code=text, **amounts, by=by)
    return Scanned(labelled, Outcome.LABELLED)
