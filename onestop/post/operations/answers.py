"""Form 02 or 03 goes to the sender of a dossier: an item of its own, tracked like a result (R2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor, Permission
from onestop.cases.models import Guidance
from onestop.cases.queries.guidance import paper_of
from onestop.cases.rules.guidance import GuidanceKind
from onestop.errors import N_, NotFound, NotPermitted, Refused
from onestop.post.models import Consignment, Filing, Manifest
from onestop.post.rules.consignment import ConsignmentState, Direction
from onestop.post.rules.incoming import DossierState, require_waiting

_CONTENTS = {
    GuidanceKind.SUPPLEMENT: "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ số {number}",
    GuidanceKind.REFUSAL: "Phiếu từ chối tiếp nhận hồ sơ số {number}; hồ sơ trả lại: {papers}",
}


def consign(
    session: Session, dossier_id: int, manifest: Manifest, *, by: Actor, at: datetime
) -> Consignment:
    """The paper that answers a dossier, as it lies on a manifest; not added yet.

    Raises NotPermitted, NotFound, and Refused where no paper waits to be sent.
    """
    if not by.may(Permission.SEND_RESULTS):
        raise NotPermitted(N_("Your post does not allow you to send papers by post."))
    filing = _waiting(session, dossier_id, by=by)
    sent, given = filing.consignment, _answer(filing)
    agency = session.get_one(Agency, filing.agency_id)
    before = session.scalar(select(func.count()).where(Consignment.guidance_id == given.id))
    number = paper_of(session, given).printed["number"]
    filing.answer_waits_at = None
    return Consignment(
        agency_id=filing.agency_id,
        carrier_id=manifest.carrier_id,
        manifest_id=manifest.id,
        guidance_id=given.id,
        direction=Direction.OUTGOING,
        state=ConsignmentState.PACKED,
        order_number=f"{sent.item_code}/{(before or 0) + 1}",
        sender_name=agency.one_stop_name,
        sender_address=agency.address,
        sender_phone=agency.phone,
        receiver_name=given.applicant_name,
        receiver_address=filing.answer_address,
        receiver_phone=given.phone or sent.sender_phone,
        receiver_identity=given.identity_number,
        contents=_CONTENTS[GuidanceKind(given.kind)].format(number=number, papers=sent.contents),
        to_withdraw=[],
        packed_at=at,
        packed_by_id=by.official_id,
    )


def unconsign(session: Session, guidance_id: int, *, at: datetime) -> None:
    """The paper lies at the desk again: taken off its manifest, back from the post, or lost.

    One that is needed no more does not wait: its dossier was registered meanwhile.
    """
    filing = _locked(session, Filing.guidance_id == guidance_id)
    if filing.consignment.state in (DossierState.ASKED, DossierState.REFUSED):
        filing.answer_waits_at = at


def arrived(session: Session, guidance_id: int) -> None:
    """The paper has reached whoever sent the dossier."""
    _locked(session, Filing.guidance_id == guidance_id).answer_waits_at = None


def waits(session: Session, guidance_id: int) -> bool:
    """Whether the paper waits at the desk to be sent, or to be sent anew."""
    found = select(Filing.answer_waits_at).where(Filing.guidance_id == guidance_id)
    return session.scalar(found) is not None


def readdress(session: Session, dossier_id: int, address: str, *, by: Actor) -> Filing:
    """The paper that waits goes to another address; raises NotFound, or Refused without one."""
    if not address:
        raise Refused(N_("Enter the address to which the paper is sent."))
    filing = _waiting(session, dossier_id, by=by)
    filing.answer_address = address
    session.flush()
    return filing


def give(session: Session, dossier_id: int, *, by: Actor, at: datetime) -> Filing:
    """The paper that waits was given in another way: at the counter, or by a plain letter."""
    filing = _waiting(session, dossier_id, by=by)
    filing.answer_waits_at, filing.answer_given_at = None, at
    filing.answer_given_by_id = by.official_id
    session.flush()
    return filing


def _waiting(session: Session, dossier_id: int, *, by: Actor) -> Filing:
    filing = _locked(session, Filing.consignment_id == dossier_id, Filing.agency_id == by.agency_id)
    require_waiting(
        filing.consignment.item_code,
        answered=filing.guidance_id is not None,
        waits=filing.answer_waits_at is not None,
    )
    return filing


def _locked(session: Session, *which: ColumnElement[bool]) -> Filing:
    """A dossier, locked until the transaction ends; raises NotFound."""
    found = session.scalar(
        select(Filing)
        .where(*which)
        .options(joinedload(Filing.consignment, innerjoin=True))
        .with_for_update(of=Filing)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(N_("There is no such dossier from the post here."))
    return found


def _answer(filing: Filing) -> Guidance:
    if filing.guidance is None:
        raise LookupError(f"dossier {filing.consignment_id} was not answered")
    return filing.guidance
