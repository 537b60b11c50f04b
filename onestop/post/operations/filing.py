"""What becomes of a dossier that came by post: a case, a request for papers, or a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from onestop.accounts.rules import Actor
from onestop.cases.models import Case, Guidance, IssuedPaper
from onestop.cases.operations import guidance, payment, registration
from onestop.cases.operations.registration import Filed, Registered
from onestop.cases.queries.payment import fees_of
from onestop.cases.rules.guidance import GuidanceEntry, GuidanceKind
from onestop.cases.rules.paper import PaperKind
from onestop.cases.rules.payment import ChosenLine, PaymentEntry, PaymentMethod
from onestop.cases.rules.reception import Registration
from onestop.errors import N_, NotFound, Refused
from onestop.post.models import Consignment, Filing
from onestop.post.queries.incoming import joined, record_of
from onestop.post.rules.incoming import (
    DossierState,
    clock_starts_at,
    require_joinable,
    require_registrable,
    require_unanswered,
    settles,
)
from onestop.procedures.rules import Channel


def register(
    session: Session,
    consignment_id: int,
    entry: Registration,
    *,
    by: Actor,
    at: datetime,
) -> Registered:
    """Registers a complete dossier that came by post; its clock runs from its record (C2).

    The code carries the day of this act (R3). What the postman collected is booked where it is
    exactly what is owed; otherwise the clerk decides. The same form gives the same case again.
    Raises what registering raises, and Refused where the dossier became something else already
    or is said to have come another way.
    """
    filing = _locked(session, consignment_id, by=by)
    one, state = filing.consignment, DossierState(filing.consignment.state)
    if one.case is not None and one.case.submission_key == entry.submission_key:
        return Registered(one.case.id, one.case.code, repeated=True)
    require_registrable(state, one.item_code)
    if state is DossierState.RECEIVED and entry.channel != Channel.POST:
        raise Refused(N_("This dossier came by post; choose that as the way it was received."))
    record = record_of(session, filing)
    if record is None or filing.filed_at is None:
        raise LookupError(f"consignment {one.id} was received without a record")
    filed = Filed(clock_starts_at(state, filed_at=filing.filed_at, at=at), record.printed["number"])
    registered = registration.register(session, entry, by=by, at=at, filed=filed)
    if registered.repeated:
        raise Refused(N_("This form was sent before; open the dossier again."))
    earlier = joined(session, one.id)
    one.state, one.ended_at = DossierState.REGISTERED, at
    filing.answer_waits_at = None
    for each in (filing, *earlier):
        each.consignment.case_id = registered.case_id
        _lay_paper(session, each, registered.case_id)
    session.flush()
    _book(session, filing, earlier, registered.code, by=by, at=at)
    return registered


def answer(
    session: Session, consignment_id: int, entry: GuidanceEntry, *, by: Actor, at: datetime
) -> Guidance:
    """Answers a dossier that cannot be received: form 02 or 03 goes to its sender by post (R2).

    It then waits for the papers, or goes back; the paper waits at the desk to be sent. Raises what
    guiding raises, and Refused without an address or where the dossier was answered or registered
    already.
    """
    filing = _locked(session, consignment_id, by=by)
    one = filing.consignment
    require_unanswered(DossierState(one.state), one.item_code)
    if not entry.address:
        raise Refused(N_("Enter the address to which the paper is sent."))
    given = guidance.guide(session, entry, by=by, at=at)
    filing.guidance_id = given.id
    filing.answer_address, filing.answer_waits_at = entry.address, at
    if entry.kind is GuidanceKind.SUPPLEMENT:
        one.state = DossierState.ASKED
    else:
        one.state, one.ended_at = DossierState.REFUSED, at
    session.flush()
    return given


def join(
    session: Session, consignment_id: int, earlier_id: int, *, by: Actor, at: datetime
) -> Consignment:
    """Lays a dossier whose sender was asked for papers to the consignment that brings them.

    That one goes on for both, and its record is when the dossier was complete (C2). Raises
    NotFound, and Refused where the one is no longer open or the other waits for nothing.
    """
    first, second = sorted((consignment_id, earlier_id))
    found = {number: _locked(session, number, by=by) for number in (first, second)}
    later, earlier = found[consignment_id].consignment, found[earlier_id].consignment
    require_joinable(
        DossierState(later.state), later.item_code, DossierState(earlier.state), earlier.item_code
    )
    for each in (found[earlier_id], *joined(session, earlier_id)):
        each.joined_to_id = later.id
    earlier.state, earlier.ended_at = DossierState.JOINED, at
    found[earlier_id].answer_waits_at = None
    session.flush()
    return later


def _locked(session: Session, consignment_id: int, *, by: Actor) -> Filing:
    """A dossier of the agency, locked until the transaction ends; raises NotFound."""
    own = (Consignment.id == consignment_id, Consignment.agency_id == by.agency_id)
    session.execute(select(Consignment.id).where(*own).with_for_update(of=Consignment))
    found = session.scalar(
        select(Filing)
        .where(Filing.consignment_id == consignment_id, Filing.agency_id == by.agency_id)
        .options(
            joinedload(Filing.consignment, innerjoin=True).joinedload(Consignment.case),
            joinedload(Filing.guidance),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(N_("There is no such dossier from the post here."))
    return found


def _lay_paper(session: Session, filing: Filing, case_id: int) -> None:
    """The hand-over record belongs to the case from now on; what it says stays as it is."""
    session.execute(
        update(IssuedPaper)
        .where(
            IssuedPaper.agency_id == filing.agency_id,
            IssuedPaper.kind == PaperKind.POST_RECORD,
            IssuedPaper.period == filing.record_period,
            IssuedPaper.number == filing.record_number,
        )
        .values(case_id=case_id)
    )


def _book(
    session: Session,
    filing: Filing,
    earlier: Sequence[Filing],
    code: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Books what the postman collected, where it settles everything that is owed (F2)."""
    one = filing.consignment
    collected = sum(each.consignment.to_collect for each in (filing, *earlier))
    case = session.scalars(select(Case).where(Case.code == code)).one()
    owed = fees_of(session, case).owed
    if not settles(collected, [line.fee.amount for line in owed]):
        return
    entry = PaymentEntry(
        lines=tuple(ChosenLine(line.position) for line in owed),
        method=PaymentMethod.POST,
        payer_name=one.sender_name,
        reference=one.item_code,
    )
    payment.collect(session, code, seen=None, by=by, at=at, entry=entry)
