"""The papers of the postal desk: the manifest, and the labels and slips of its consignments.

Each keeps the values with which it was issued; nothing that changes later changes it (P2, P4).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Case, Guidance, IssuedPaper
from onestop.cases.operations.issuing import issue
from onestop.cases.operations.on_wish import says_the_same
from onestop.cases.operations.papers import office_of, store
from onestop.cases.queries.papers import numbered
from onestop.cases.rules.paper import PaperKind
from onestop.errors import N_, NotFound, Refused
from onestop.post.models import Consignment, Manifest, PostalPaper
from onestop.post.operations.packing import locked_manifest
from onestop.post.queries import papers as found
from onestop.post.queries.manifests import MOST, called
from onestop.post.rules.consignment import ConsignmentState
from onestop.printing.address_label import AddressLabel
from onestop.printing.consignment_slip import ConsignmentSlip
from onestop.printing.furniture import Office, Paper
from onestop.printing.manifest import ListedConsignment
from onestop.printing.manifest import Manifest as ManifestPaper
from onestop.printing.postal import Party
from onestop.printing.receipt import ReceiptComponent
from onestop.printing.values import to_json

_NUMBER = "{number}/BKBG-{suffix}"
_TAKEN_BACK = "Thu lại giấy hẹn"
_SERVICE = "Chuyển trả kết quả giải quyết thủ tục hành chính"
_ANSWER_SERVICE = "Chuyển phát giấy tờ giải quyết thủ tục hành chính"


def issue_manifest(session: Session, manifest_id: int, *, by: Actor) -> IssuedPaper:
    """The manifest as it was handed over, under its own number; issued once and for all.

    Raises NotFound, or Refused for one that is still open.
    """
    manifest = locked_manifest(session, manifest_id, by=by)
    given_at = _handed_over_at(manifest)
    issued = found.of_manifest(session, manifest.id)
    if issued is not None:
        return issued
    agency = session.get_one(Agency, manifest.agency_id)
    local = given_at.astimezone(calendar_of(session, agency.id).zone)
    kind, period, number = PaperKind.MANIFEST, manifest.period or "", manifest.number or 0
    written = _NUMBER.format(number=number, suffix=agency.paper_suffix)
    paper = _manifest(session, manifest, office_of(agency, at=local), written, local)
    store(
        session,
        kind,
        paper,
        agency=agency,
        number=number,
        period=period,
        by=by,
        at=given_at,
    )
    stored = numbered(session, agency.id, kind, period, number)
    session.add(PostalPaper(paper_id=stored.id, manifest_id=manifest.id))
    session.flush()
    return stored


def issue_labels(
    session: Session, manifest_id: int, *, by: Actor, at: datetime
) -> tuple[IssuedPaper, ...]:
    """The label of each consignment of a manifest, in the order in which they were packed.

    A label is issued anew only where it says something else by now. Raises NotFound, or Refused
    for a manifest on which nothing lies.
    """
    manifest = locked_manifest(session, manifest_id, by=by)
    lying = _lying(session, manifest.id)
    if not lying:
        raise Refused(N_("Nothing is on this manifest; add a result first."))
    return _labels(session, lying, by=by, at=at)


def issue_label(session: Session, consignment_id: int, *, by: Actor, at: datetime) -> IssuedPaper:
    """The label of one consignment; raises NotFound, or Refused for one taken off its manifest."""
    (label,) = _labels(session, [_one(session, consignment_id, by=by)], by=by, at=at)
    return label


def issue_slip(session: Session, consignment_id: int, *, by: Actor, at: datetime) -> IssuedPaper:
    """The slip of a consignment that the postman has taken; issued once and for all (P1, P2).

    Raises NotFound, or Refused before the hand-over.
    """
    one = _one(session, consignment_id, by=by)
    kind = PaperKind.CONSIGNMENT_SLIP
    issued = found.newest(session, [one.id], kind).get(one.id)
    if issued is not None:
        return issued
    manifest = session.get_one(Manifest, one.manifest_id)
    agency = session.get_one(Agency, one.agency_id)
    zone = calendar_of(session, agency.id).zone
    sent_at, local = _handed_over_at(manifest).astimezone(zone), at.astimezone(zone)
    return _issued(
        session,
        agency,
        kind,
        one,
        lambda number: _slip(one, manifest, office_of(agency, at=local), number, sent_at),
        by=by,
        at=local,
    )


def _labels(
    session: Session, lying: Sequence[Consignment], *, by: Actor, at: datetime
) -> tuple[IssuedPaper, ...]:
    agency = session.get_one(Agency, by.agency_id)
    local = at.astimezone(calendar_of(session, agency.id).zone)
    kind, office = PaperKind.ADDRESS_LABEL, office_of(agency, at=local)
    known = found.newest(session, [each.id for each in lying], kind)
    labels = []
    for one in lying:
        paper, last = _label(one, office), known.get(one.id)
        if last is None or not _stays(one, last, paper):
            last = _issued(session, agency, kind, one, _as_it_is(paper), by=by, at=local)
        labels.append(last)
    return tuple(labels)


def _stays(one: Consignment, last: IssuedPaper, paper: AddressLabel) -> bool:
    """Whether a label is still right; of what has left the office, it stays what it was."""
    left = one.state != ConsignmentState.PACKED
    return left or says_the_same(last.printed, to_json(paper))


def _as_it_is(paper: Paper) -> Callable[[str], Paper]:
    return lambda _number: paper


def _issued(
    session: Session,
    agency: Agency,
    kind: PaperKind,
    one: Consignment,
    draw: Callable[[str], Paper],
    *,
    by: Actor,
    at: datetime,
) -> IssuedPaper:
    given = issue(session, agency, kind, draw, case_id=one.case_id, by=by, at=at)
    paper = numbered(session, agency.id, kind, given.period, given.number)
    session.add(PostalPaper(paper_id=paper.id, consignment_id=one.id))
    session.flush()
    return paper


def _label(one: Consignment, office: Office) -> AddressLabel:
    return AddressLabel(
        office=office,
        tracking_code=one.item_code,
        sender=Party(one.sender_name, one.sender_address, one.sender_phone),
        receiver=Party(one.receiver_name, one.receiver_address, one.receiver_phone),
        collect=one.to_collect,
        withdraw="; ".join(one.to_withdraw),
    )


def _slip(
    one: Consignment, manifest: Manifest, office: Office, number: str, sent_at: datetime
) -> ConsignmentSlip:
    given_by = manifest.handed_over_by
    return ConsignmentSlip(
        office=office,
        number=number,
        tracking_code=one.item_code,
        code=called(one),
        carrier=manifest.carrier.name,
        service=_SERVICE if one.case else _ANSWER_SERVICE,
        sender=Party(one.sender_name, one.sender_address, one.sender_phone),
        receiver=Party(one.receiver_name, one.receiver_address, one.receiver_phone),
        procedure=_procedure(one),
        papers=(ReceiptComponent(one.contents, 1, 0),),
        postage=one.postage,
        collect=one.to_collect,
        sent_at=sent_at,
        handed_in_by=given_by.full_name if given_by else "",
        postman=manifest.postman,
    )


def _manifest(
    session: Session, manifest: Manifest, office: Office, number: str, taken_at: datetime
) -> ManifestPaper:
    lying = _lying(session, manifest.id)
    given_by = manifest.handed_over_by
    return ManifestPaper(
        office=office,
        number=number,
        carrier=manifest.carrier.name,
        taken_at=taken_at,
        consignments=tuple(map(_listed, lying)),
        sealed=len(lying),
        given_by=given_by.full_name if given_by else "",
        postman=manifest.postman,
    )


def _listed(one: Consignment) -> ListedConsignment:
    return ListedConsignment(
        tracking_code=one.item_code,
        code=called(one),
        receiver=one.receiver_name,
        address=one.receiver_address,
        phone=one.receiver_phone,
        postage=one.postage,
        collect=one.to_collect,
        note=_TAKEN_BACK if one.to_withdraw else "",
    )


def _procedure(one: Consignment) -> str:
    about = one.case or one.guidance
    return about.procedure.name if about else ""


def _lying(session: Session, manifest_id: int) -> Sequence[Consignment]:
    """What lies or lay on the manifest, in the order in which it was packed."""
    return session.scalars(
        select(Consignment)
        .where(
            Consignment.manifest_id == manifest_id, Consignment.state != ConsignmentState.REMOVED
        )
        .options(joinedload(Consignment.case))
        .order_by(Consignment.id)
        .limit(MOST)
    ).all()


def _one(session: Session, consignment_id: int, *, by: Actor) -> Consignment:
    """A consignment of the agency, locked; raises NotFound, or Refused for one taken off."""
    one = session.scalar(
        select(Consignment)
        .where(Consignment.id == consignment_id, Consignment.agency_id == by.agency_id)
        .options(
            joinedload(Consignment.case).joinedload(Case.procedure),
            joinedload(Consignment.guidance).joinedload(Guidance.procedure),
        )
        .with_for_update(of=Consignment)
        .execution_options(populate_existing=True)
    )
    if one is None:
        raise NotFound(N_("There is no such consignment here."))
    if one.state == ConsignmentState.REMOVED:
        raise Refused(N_("Somebody has taken this consignment off the manifest already."))
    return one


def _handed_over_at(manifest: Manifest) -> datetime:
    if manifest.handed_over_at is None:
        raise Refused(N_("It is printed once the manifest is sealed and handed over."))
    return manifest.handed_over_at
