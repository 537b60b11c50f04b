"""A manifest is sealed and handed to the postman, in one act for everything on it (P2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.cases.operations import by_post
from onestop.cases.operations.numbers import next_numbers
from onestop.errors import N_, Refused, Stale
from onestop.post.models import Consignment, Manifest
from onestop.post.operations import papers
from onestop.post.operations.packing import distance_of, locked_manifest
from onestop.post.queries.manifests import as_packed, called, proposed_for
from onestop.post.rules import transit
from onestop.post.rules.consignment import ConsignmentState, require_complete, require_open
from onestop.post.rules.packing import STOPS, failed
from onestop.post.rules.proposing import require_current

MANIFESTS = "manifest"
"""The series of numbers, without a gap in each year of an agency."""


def hand_over(
    session: Session,
    manifest_id: int,
    *,
    seen: int,
    postman: str,
    seal: str,
    by: Actor,
    at: datetime,
) -> Manifest:
    """The postman takes everything on the manifest: each case is with the post from now on.

    The manifest is issued on paper with it. All or nothing. Raises Stale where somebody changed
    the manifest after it was seen, and Refused where it was handed over already, lacks an item
    code, has an address to which nothing can be sent, or would collect what was paid meanwhile.
    """
    manifest = locked_manifest(session, manifest_id, by=by)
    require_open(manifest.handed_over_at)
    if manifest.version != seen:
        raise Stale(N_("Somebody has changed the manifest meanwhile; compare it and seal again."))
    if not postman:
        raise Refused(N_("Enter the name of the postman who takes it."))
    packed = _packed(session, manifest.id)
    require_complete([each.item_code for each in packed])
    _require_sendable(session, packed)
    day = calendar_of(session, by.agency_id).local(at).date()
    (number,) = next_numbers(session, by.agency_id, ((MANIFESTS, f"{day:%Y}"),))
    manifest.number, manifest.period, manifest.day_on = number, f"{day:%Y}", day
    manifest.handed_over_at, manifest.handed_over_by_id = at, by.official_id
    manifest.postman, manifest.seal = postman, seal
    manifest.version += 1
    agency = session.get_one(Agency, by.agency_id)
    for each in packed:
        _post(session, each, agency, manifest, by=by, at=at)
    session.flush()
    papers.issue_manifest(session, manifest.id, by=by)
    return manifest


def days_of(consignment: Consignment, agency: Agency) -> int:
    """The transit limit of a consignment, by the places between which it goes (P3)."""
    return transit.DAYS[distance_of(consignment, agency)]


def _post(
    session: Session,
    consignment: Consignment,
    agency: Agency,
    manifest: Manifest,
    *,
    by: Actor,
    at: datetime,
) -> None:
    calendar = calendar_of(session, agency.id)
    until_at = transit.there_by(calendar, at, days_of(consignment, agency))
    consignment.state, consignment.posted_at = ConsignmentState.POSTED, at
    consignment.due_at = until_at
    session.flush()
    if consignment.case is None:
        return
    by_post.post(
        session,
        consignment.case.code,
        by=by,
        at=at,
        until_at=until_at,
        carrier=manifest.carrier.name,
        item_code=consignment.item_code,
        manifest=f"{manifest.number}/{manifest.period}",
    )


def _packed(session: Session, manifest_id: int) -> Sequence[Consignment]:
    """What lies on the manifest, locked in the order of the cases, as every hand-over does."""
    return session.scalars(
        select(Consignment)
        .where(Consignment.manifest_id == manifest_id, Consignment.state == ConsignmentState.PACKED)
        .options(joinedload(Consignment.case))
        .order_by(Consignment.id)
        .with_for_update(of=Consignment)
        .execution_options(populate_existing=True)
    ).all()


def _require_sendable(session: Session, packed: Sequence[Consignment]) -> None:
    """Lets items go whose address is complete and whose amount is looked at; raises Refused."""
    proposals = proposed_for(session, packed)
    for each in packed:
        now = proposals[each.id]
        if STOPS & set(failed(as_packed(each, now.fees))):
            raise Refused(
                N_(
                    "The address of case %(code)s is not complete: take it off the manifest, and "
                    "call the applicant."
                ),
                code=called(each),
            )
        require_current(each.to_collect, each.proposed, now, code=called(each))
        each.proposed = now.to_collect
