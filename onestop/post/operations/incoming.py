"""The postman brings dossiers: each slip is scanned, and both sides sign for all of it (P1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor, Permission
from onestop.calendars.queries import calendar_of
from onestop.cases.operations.issuing import issue
from onestop.cases.operations.numbers import next_numbers
from onestop.cases.operations.papers import office_of
from onestop.cases.rules.paper import PaperKind
from onestop.errors import N_, NotFound, NotPermitted, Refused, Stale
from onestop.post.models import Consignment, Filing, Manifest
from onestop.post.operations.packing import locked_manifest, open_manifest, used_carrier
from onestop.post.queries.manifests import MOST
from onestop.post.rules.consignment import Direction, require_label
from onestop.post.rules.entered import merged
from onestop.post.rules.incoming import DossierState, Listed, read_papers, require_signable
from onestop.printing.furniture import in_dong
from onestop.printing.postal import Party
from onestop.printing.postal_filing import PostalFiling
from onestop.printing.receipt import ReceiptComponent
from onestop.procedures import queries as procedures
from onestop.procedures.models import Procedure

DELIVERIES = "delivery"
"""The series of numbers, without a gap in each year of an agency."""
_LATER = "xác định khi tiếp nhận"


@dataclass(frozen=True)
class Slip:
    """What a consignment slip says: from whom, which papers, and what the postman collected."""

    sender_name: str
    sender_phone: str
    sender_address: str
    contents: str
    collected: int
    procedure_code: str = ""


def arrive(session: Session, carrier_id: int, text: str, *, by: Actor, at: datetime) -> Consignment:
    """Puts a consignment whose slip was scanned on the open delivery of its carrier.

    Raises NotPermitted, NotFound, and Refused for what is no item code, is listed already, came
    in before, or is a result of ours that comes back.
    """
    _require_permitted(by)
    item_code = require_label(text)
    carrier = used_carrier(session, carrier_id, by=by)
    manifest = open_manifest(session, carrier, Direction.INCOMING, by=by, at=at)
    _require_unknown(session, manifest, item_code)
    ever = select(func.count()).where(Consignment.manifest_id == manifest.id)
    count = session.scalar(ever) or 0
    if count >= MOST:
        raise Refused(N_("The delivery is full; sign for it first."))
    agency = session.get_one(Agency, by.agency_id)
    brought = Consignment(
        agency_id=agency.id,
        carrier_id=carrier.id,
        manifest_id=manifest.id,
        direction=Direction.INCOMING,
        state=DossierState.LISTED,
        item_code=item_code,
        order_number=f"{manifest.id}-{count + 1}",
        sender_name="",
        sender_address="",
        sender_phone="",
        receiver_name=agency.one_stop_name,
        receiver_address=agency.address,
        receiver_phone=agency.phone,
        packed_at=at,
        packed_by_id=by.official_id,
    )
    session.add(Filing(agency_id=agency.id, consignment=brought))
    manifest.version += 1
    session.flush()
    return brought


def note(
    session: Session,
    manifest_id: int,
    consignment_id: int,
    typed: Slip,
    *,
    shown: Slip | None = None,
    by: Actor,
    at: datetime,
) -> bool:
    """Notes what the slip of an item says; whether that is something new.

    With what the page had `shown` only the fields count that were typed over. Raises NotFound,
    Stale where somebody else has entered something there meanwhile, and Refused for a signed
    delivery and for an unknown procedure.
    """
    manifest = _open_delivery(session, manifest_id, by=by)
    filing = _listed_one(session, manifest.id, consignment_id)
    held = _said(filing)
    now = merged(shown or held, typed, held, of=filing.consignment.item_code)
    if now == held:
        return False
    day = calendar_of(session, by.agency_id).local(at).date()
    code = now.procedure_code
    filing.procedure = _procedure(session, code, by=by, day=day) if code else None
    one = filing.consignment
    one.sender_name, one.sender_phone = now.sender_name, now.sender_phone
    one.sender_address, one.contents = now.sender_address, now.contents
    one.to_collect = now.collected
    manifest.version += 1
    session.flush()
    return True


def remove(
    session: Session, manifest_id: int, consignment_id: int, *, by: Actor, at: datetime
) -> None:
    """Takes a consignment off a delivery before it is signed for: the postman keeps it."""
    manifest = _open_delivery(session, manifest_id, by=by)
    one = _listed_one(session, manifest.id, consignment_id).consignment
    one.state, one.ended_at, one.item_code = DossierState.REMOVED, at, ""
    manifest.version += 1
    session.flush()


def sign(
    session: Session, manifest_id: int, *, seen: int, postman: str, by: Actor, at: datetime
) -> Manifest:
    """Both sides sign: every dossier of the delivery is filed now, and has its record (QĐ45 7.4).

    All or nothing; afterwards nothing of it changes. Raises Stale where somebody changed the
    delivery after it was seen, and Refused where it was signed already or a slip says too little.
    """
    manifest = _open_delivery(session, manifest_id, by=by)
    if manifest.version != seen:
        raise Stale(N_("Somebody has changed the delivery meanwhile; compare it and sign again."))
    if not postman:
        raise Refused(N_("Enter the name of the postman who brings it."))
    filings = _listed(session, manifest.id)
    require_signable([_as_listed(each.consignment) for each in filings])
    zone = calendar_of(session, by.agency_id).zone
    local = at.astimezone(zone)
    (number,) = next_numbers(session, by.agency_id, ((DELIVERIES, f"{local:%Y}"),))
    manifest.number, manifest.period, manifest.day_on = number, f"{local:%Y}", local.date()
    manifest.handed_over_at, manifest.handed_over_by_id = at, by.official_id
    manifest.postman = postman
    manifest.version += 1
    agency = session.get_one(Agency, by.agency_id)
    for each in filings:
        _file(session, each, agency, manifest, by=by, at=at, zone=zone)
    session.flush()
    return manifest


def _file(
    session: Session,
    filing: Filing,
    agency: Agency,
    manifest: Manifest,
    *,
    by: Actor,
    at: datetime,
    zone: tzinfo,
) -> None:
    one, local = filing.consignment, at.astimezone(zone)

    def paper(number: str) -> PostalFiling:
        return PostalFiling(
            office=office_of(agency, at=local),
            number=number,
            tracking_code=one.item_code,
            code="",
            carrier=manifest.carrier.name,
            postman=manifest.postman,
            sender=Party(one.sender_name, one.sender_address, one.sender_phone),
            procedure=filing.procedure.name if filing.procedure else _LATER,
            papers=tuple(
                ReceiptComponent(each.name, each.originals, each.copies, "")
                for each in read_papers(one.contents)
            ),
            sets=1,
            filed_at=local,
            clerk=by.full_name,
            note=f"tiền thu hộ {in_dong(one.to_collect)} đồng" if one.to_collect else "",
        )

    issued = issue(session, agency, PaperKind.POST_RECORD, paper, case_id=None, by=by, at=local)
    filing.filed_at = at
    filing.record_period, filing.record_number = issued.period, issued.number
    one.state = DossierState.RECEIVED


def _require_permitted(by: Actor) -> None:
    if not by.may(Permission.REGISTER_CASES):
        raise NotPermitted(N_("Your post does not allow you to register applications."))


def _open_delivery(session: Session, manifest_id: int, *, by: Actor) -> Manifest:
    """An open delivery, locked until the transaction ends; raises NotFound or Refused."""
    _require_permitted(by)
    manifest = locked_manifest(session, manifest_id, by=by)
    if manifest.direction != Direction.INCOMING:
        raise NotFound(N_("There is no such delivery here."))
    if manifest.handed_over_at is not None:
        raise Refused(N_("This delivery is signed on both sides; nothing of it changes any more."))
    return manifest


def _listed(session: Session, manifest_id: int, *narrower: ColumnElement[bool]) -> Sequence[Filing]:
    return session.scalars(
        select(Filing)
        .join(Consignment, Consignment.id == Filing.consignment_id)
        .where(Consignment.manifest_id == manifest_id, Consignment.state == DossierState.LISTED)
        .where(*narrower)
        .order_by(Consignment.id)
        .options(joinedload(Filing.consignment), joinedload(Filing.procedure))
        .execution_options(populate_existing=True)
    ).all()


def _listed_one(session: Session, manifest_id: int, consignment_id: int) -> Filing:
    found = _listed(session, manifest_id, Consignment.id == consignment_id)
    if not found:
        raise NotFound(N_("There is no such dossier from the post here."))
    return found[0]


def _said(filing: Filing) -> Slip:
    one = filing.consignment
    return Slip(
        sender_name=one.sender_name,
        sender_phone=one.sender_phone,
        sender_address=one.sender_address,
        contents=one.contents,
        collected=one.to_collect,
        procedure_code=filing.procedure.code if filing.procedure else "",
    )


def _procedure(session: Session, code: str, *, by: Actor, day: date) -> Procedure:
    version = procedures.in_force(session, by.agency_id, code, day=day)
    return session.get_one(Procedure, version.procedure_id)


def _require_unknown(session: Session, manifest: Manifest, item_code: str) -> None:
    known = session.scalar(
        select(Consignment).where(
            Consignment.carrier_id == manifest.carrier_id, Consignment.item_code == item_code
        )
    )
    if known is None:
        return
    if known.direction == Direction.OUTGOING:
        raise Refused(
            N_("Item %(item_code)s is a result of ours: record at “Scan items” that it came back."),
            item_code=item_code,
        )
    if known.manifest_id == manifest.id:
        raise Refused(N_("Item %(item_code)s is on the list already."), item_code=item_code)
    raise Refused(
        N_("Item %(item_code)s came in before; scan the slip of the right item."),
        item_code=item_code,
    )


def _as_listed(one: Consignment) -> Listed:
    return Listed(one.item_code, one.sender_name, one.sender_address, one.contents)
