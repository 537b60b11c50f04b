"""Results and forms are put on the open manifest of a carrier, and taken off again (P1, P2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, joinedload

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.cases import addresses
from onestop.cases.models import Case, Result
from onestop.cases.operations import by_post
from onestop.cases.queries.payment import fees_of
from onestop.cases.rules.codes import normal_code
from onestop.cases.rules.payment import OwedLine
from onestop.errors import N_, NotFound, Refused
from onestop.post.models import Carrier, Consignment, Manifest
from onestop.post.operations import answers
from onestop.post.queries import carriers as found_carriers
from onestop.post.queries.manifests import MOST, proposed_for
from onestop.post.rules.consignment import (
    ConsignmentState,
    Direction,
    require_label,
    require_open,
)
from onestop.post.rules.packing import RECEIPT
from onestop.post.rules.proposing import Tariff, proposed
from onestop.post.rules.transit import Distance, distance


def pack(
    session: Session,
    code: str,
    *,
    carrier_id: int,
    by: Actor,
    at: datetime,
    item_code: str = "",
) -> Consignment:
    """Puts the result of a case on the open manifest of a carrier, with what the label will say.

    Its postage is that of the carrier's tariff, and what is owed is proposed to be collected.
    Raises NotFound, or Refused with what stands in the way: it is on a manifest already, it is not
    to go by post, or the item code belongs to another consignment.
    """
    manifest = _with_room(session, carrier_id, by=by, at=at)
    item_code = require_label(item_code) if item_code else ""
    if item_code:
        _require_free(session, carrier_id, item_code)
    carrier = manifest.carrier.name
    case = by_post.pack(
        session, normal_code(code), by=by, at=at, carrier=carrier, item_code=item_code or "–"
    )
    packed = _consignment(session, case, manifest, item_code, by=by, at=at)
    return _packed(session, packed, manifest, fees_of(session, case).owed)


def pack_answer(
    session: Session, dossier_id: int, *, carrier_id: int, by: Actor, at: datetime
) -> Consignment:
    """Puts the form 02 or 03 that answers a dossier on the open manifest of a carrier.

    Raises NotPermitted, NotFound, and Refused where no such paper waits.
    """
    manifest = _with_room(session, carrier_id, by=by, at=at)
    packed = answers.consign(session, dossier_id, manifest, by=by, at=at)
    return _packed(session, packed, manifest, None)


def remove(session: Session, consignment_id: int, *, by: Actor, at: datetime) -> Consignment:
    """Takes a result off its open manifest, which is back at the counter; or another paper."""
    packed = packed_one(session, consignment_id, by=by)
    packed.state, packed.ended_at, packed.item_code = ConsignmentState.REMOVED, at, ""
    if packed.guidance_id is not None:
        answers.unconsign(session, packed.guidance_id, at=at)
    else:
        by_post.unpack(session, _case_of(packed).code, by=by, at=at)
    session.flush()
    return packed


def label(
    session: Session,
    consignment_id: int,
    *,
    item_code: str,
    postage: int,
    to_collect: int,
    by: Actor,
) -> Consignment:
    """Notes the item code of a packed consignment's label, its postage and what is collected.

    Raises NotFound or Refused.
    """
    packed = packed_one(session, consignment_id, by=by)
    return put_label(session, packed, item_code, postage=postage, to_collect=to_collect)


def put_label(
    session: Session, packed: Consignment, item_code: str, *, postage: int, to_collect: int
) -> Consignment:
    """Notes this of a packed consignment that is locked; raises Refused for a wrong item code.

    An amount that was left as proposed follows the postage and the fees.
    """
    item_code = require_label(item_code) if item_code else ""
    if item_code and item_code != packed.item_code:
        _require_free(session, packed.carrier_id, item_code)
    packed.item_code, packed.postage = item_code, postage
    as_proposed = to_collect == packed.to_collect == packed.proposed
    packed.proposed = proposed_for(session, [packed])[packed.id].to_collect
    packed.to_collect = packed.proposed if as_proposed else to_collect
    session.flush()
    return packed


def packed_one(session: Session, consignment_id: int, *, by: Actor) -> Consignment:
    """A consignment of an open manifest, locked with it; raises NotFound or Refused."""
    found = session.scalar(
        select(Consignment)
        .where(Consignment.id == consignment_id, Consignment.agency_id == by.agency_id)
        .options(joinedload(Consignment.case))
    )
    if found is None or found.manifest_id is None:
        raise NotFound(N_("There is no such consignment here."))
    manifest = locked_manifest(session, found.manifest_id, by=by)
    require_open(manifest.handed_over_at)
    session.refresh(found, with_for_update={"of": Consignment})
    if found.state != ConsignmentState.PACKED:
        raise Refused(N_("Somebody has taken this consignment off the manifest already."))
    manifest.version += 1
    return found


def locked_manifest(session: Session, manifest_id: int, *, by: Actor) -> Manifest:
    """A manifest of the agency, locked until the transaction ends; raises NotFound."""
    found = session.scalar(
        select(Manifest)
        .where(Manifest.id == manifest_id, Manifest.agency_id == by.agency_id)
        .with_for_update(of=Manifest)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(N_("There is no such manifest here."))
    return found


def used_carrier(session: Session, carrier_id: int, *, by: Actor) -> Carrier:
    """A carrier that the agency still uses; raises NotFound or Refused."""
    carrier = found_carriers.carrier(session, by.agency_id, carrier_id)
    if not carrier.active:
        raise Refused(N_("%(carrier)s is not used any more; choose another."), carrier=carrier.name)
    return carrier


def open_manifest(
    session: Session, carrier: Carrier, direction: Direction, *, by: Actor, at: datetime
) -> Manifest:
    """The open manifest of a carrier, locked; opened where there is none, by one clerk only."""
    day = calendar_of(session, by.agency_id).local(at).date()
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    opened = {
        "agency_id": by.agency_id,
        "carrier_id": carrier.id,
        "direction": str(direction),
        "day_on": day,
        "opened_at": at,
        "opened_by_id": by.official_id,
        "postman": "",
        "seal": "",
        "version": 1,
    }
    session.execute(dialect.insert(Manifest).values(opened).on_conflict_do_nothing())
    return session.scalars(
        select(Manifest)
        .where(
            Manifest.carrier_id == carrier.id,
            Manifest.direction == direction,
            Manifest.handed_over_at.is_(None),
        )
        .with_for_update(of=Manifest)
        .execution_options(populate_existing=True)
    ).one()


def _with_room(session: Session, carrier_id: int, *, by: Actor, at: datetime) -> Manifest:
    """The open manifest of a carrier that is still used, with room for one more."""
    carrier = used_carrier(session, carrier_id, by=by)
    manifest = open_manifest(session, carrier, Direction.OUTGOING, by=by, at=at)
    if _many(session, manifest.id) >= MOST:
        raise Refused(N_("The manifest is full; seal it and hand it over first."))
    return manifest


def _packed(
    session: Session, one: Consignment, manifest: Manifest, owed: Sequence[OwedLine] | None
) -> Consignment:
    """A consignment with its postage, and with what its receiver is to pay: nothing for a form.

    What the office sends of its own accord it pays for itself.
    """
    agency, carrier = session.get_one(Agency, one.agency_id), manifest.carrier
    tariff = Tariff(carrier.postage_in_ward, carrier.postage_in_province, carrier.postage_elsewhere)
    one.postage = tariff.postage(distance_of(one, agency))
    one.proposed = proposed(owed, one.postage).to_collect if owed is not None else 0
    one.to_collect = one.proposed
    session.add(one)
    manifest.version += 1
    session.flush()
    return one


def distance_of(one: Consignment, agency: Agency) -> Distance:
    """How far a consignment goes from the office."""
    place = addresses.locate(one.receiver_address)
    return distance(
        from_province=agency.province_code,
        from_ward=agency.ward_code,
        to_province=place.province.code if place.province else "",
        to_ward=place.ward.code if place.ward else "",
    )


def _consignment(
    session: Session, case: Case, manifest: Manifest, item_code: str, *, by: Actor, at: datetime
) -> Consignment:
    """The consignment with the values that its label and its slip will say."""
    agency = session.get_one(Agency, case.agency_id)
    result = session.scalars(select(Result).where(Result.case_id == case.id)).one()
    before = session.scalar(
        select(func.count()).where(
            Consignment.case_id == case.id, Consignment.direction == Direction.OUTGOING
        )
    )
    return Consignment(
        agency_id=case.agency_id,
        carrier_id=manifest.carrier_id,
        manifest_id=manifest.id,
        case_id=case.id,
        case=case,
        direction=Direction.OUTGOING,
        state=ConsignmentState.PACKED,
        item_code=item_code,
        order_number=f"{case.code}/{(before or 0) + 1}",
        sender_name=agency.one_stop_name,
        sender_address=agency.address,
        sender_phone=agency.phone,
        receiver_name=case.submitter_name or case.applicant.name,
        receiver_address=case.return_address,
        receiver_phone=case.submitter_phone or case.applicant.phone,
        receiver_identity=case.submitter_identity or case.applicant.identity_number,
        contents=f"{result.name}, số {result.number} ngày {result.signed_on:%d/%m/%Y}",
        to_withdraw=[f"{RECEIPT} {case.code}"],
        packed_at=at,
        packed_by_id=by.official_id,
    )


def _require_free(session: Session, carrier_id: int, item_code: str) -> None:
    taken = session.scalar(
        select(Consignment.id).where(
            Consignment.carrier_id == carrier_id, Consignment.item_code == item_code
        )
    )
    if taken is not None:
        raise Refused(
            N_("Item code %(item_code)s belongs to another consignment; scan the right label."),
            item_code=item_code,
        )


def _many(session: Session, manifest_id: int) -> int:
    return (
        session.scalar(
            select(func.count()).where(
                Consignment.manifest_id == manifest_id,
                Consignment.state == ConsignmentState.PACKED,
            )
        )
        or 0
    )


def _case_of(consignment: Consignment) -> Case:
    if consignment.case is None:
        raise LookupError(f"consignment {consignment.id} belongs to no case")
    return consignment.case
