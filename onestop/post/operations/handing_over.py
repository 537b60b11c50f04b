"""A manifest is sealed and handed to the postman, in one act for everything on it (P2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.cases import addresses
from onestop.cases.models import Case
from onestop.cases.operations import by_post
from onestop.cases.operations.numbers import next_numbers
from onestop.errors import N_, Refused, Stale
from onestop.post.models import Consignment, Manifest
from onestop.post.operations import papers
from onestop.post.operations.packing import locked_manifest
from onestop.post.queries.manifests import as_packed
from onestop.post.rules import transit
from onestop.post.rules.consignment import ConsignmentState, require_complete, require_open
from onestop.post.rules.packing import STOPS, failed

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
    code, or has an address to which nothing can be sent.
    """
    manifest = locked_manifest(session, manifest_id, by=by)
    require_open(manifest.handed_over_at)
    if manifest.version != seen:
        raise Stale(N_("Somebody has changed the manifest meanwhile; compare it and seal again."))
    if not postman:
        raise Refused(N_("Enter the name of the postman who takes it."))
    packed = _packed(session, manifest.id)
    require_complete([each.item_code for each in packed])
    _require_sendable(packed)
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
    place = addresses.locate(consignment.receiver_address)
    far = transit.distance(
        from_province=agency.province_code,
        from_ward=agency.ward_code,
        to_province=place.province.code if place.province else "",
        to_ward=place.ward.code if place.ward else "",
    )
    return transit.DAYS[far]


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
    by_post.post(
        session,
        _code(consignment),
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
        .join(Case, Case.id == Consignment.case_id)
        .where(Consignment.manifest_id == manifest_id, Consignment.state == ConsignmentState.PACKED)
        .options(joinedload(Consignment.case, innerjoin=True))
        .order_by(Consignment.id)
        .with_for_update(of=Consignment)
        .execution_options(populate_existing=True)
    ).all()


def _require_sendable(packed: Sequence[Consignment]) -> None:
    for each in packed:
        if STOPS & set(failed(as_packed(each, each.to_collect))):
            raise Refused(
                N_(
                    "The address of case %(code)s is not complete: take it off the manifest, and "
                    "call the applicant."
                ),
                code=_code(each),
            )


def _code(consignment: Consignment) -> str:
    if consignment.case is None:
        raise LookupError(f"consignment {consignment.id} belongs to no case")
    return consignment.case.code
