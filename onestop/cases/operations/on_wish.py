"""Papers that the counter issues when it needs them: control sheet, folder label, rating slip."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Case, CaseStep, IssuedPaper, StepState
from onestop.cases.operations.issuing import issue
from onestop.cases.operations.papers import office_of, returned_by
from onestop.cases.queries import one_case, papers
from onestop.cases.queries.settling import settling_agencies
from onestop.cases.queries.whereabouts import hand_overs_to_come
from onestop.cases.rules.codes import case_link
from onestop.cases.rules.paper import ON_WISH, PaperKind
from onestop.cases.rules.reception import ReturnMethod
from onestop.errors import N_, NotFound, NotPermitted, Refused
from onestop.printing.control_sheet import ControlSheet, Leg
from onestop.printing.folder_label import FolderLabel
from onestop.printing.furniture import Office, Paper
from onestop.printing.rating_slip import RatingSlip
from onestop.printing.values import to_json
from onestop.procedures.models import Procedure

_CHANGES_WITH_EACH = ("number", "look_up_link", "issued_at", "opened_at", "reprint")
Draw = Callable[[str], Paper]


def issue_on_wish(
    session: Session, code: str, kind: PaperKind, *, by: Actor, at: datetime
) -> IssuedPaper:
    """The paper about the case as things stand now; the last one again where nothing changed.

    The case stays locked, so that two who ask at once get the same paper. Raises NotFound for a
    case of others, Refused for a paper that only an act issues.
    """
    if kind not in ON_WISH:
        raise Refused(N_("This paper is issued by an act, not on wish."))
    case = one_case.own_case_for(session, by, code)
    session.execute(select(Case.id).where(Case.id == case.id).with_for_update())
    agency = session.get_one(Agency, case.agency_id)
    zone = calendar_of(session, agency.id).zone
    local = at.astimezone(zone)
    draw = _DRAWN[kind](session, case, agency, office_of(agency, at=local), zone, local)
    last = papers.newest(session, case, kind)
    return _last_or_next(session, agency, kind, last, draw, case_id=case.id, by=by, at=local)


def issue_rating_slip(
    session: Session, procedure_code: str, *, by: Actor, at: datetime
) -> IssuedPaper:
    """The slip that goes out with forms 01, 02 and 03: of the procedure, of no case (TT01 12.2).

    The last one again where nothing changed; the procedure stays locked meanwhile. Raises
    NotPermitted, and NotFound for a procedure of others.
    """
    if not by.may(papers.OF_NO_CASE[PaperKind.RATING_SLIP]):
        raise NotPermitted(N_("Your post does not allow you to print papers of this agency."))
    procedure = session.scalar(
        select(Procedure)
        .where(Procedure.agency_id == by.agency_id, Procedure.code == procedure_code)
        .with_for_update()
    )
    if procedure is None:
        raise NotFound(N_("Your agency has no procedure %(code)s."), code=procedure_code)
    agency, name = session.get_one(Agency, by.agency_id), procedure.name
    local = at.astimezone(calendar_of(session, agency.id).zone)
    office, kind = office_of(agency, at=local), PaperKind.RATING_SLIP

    def draw(_number: str) -> RatingSlip:
        return RatingSlip(office=office, procedure=name, issued_at=local)

    last = papers.newest_rating_slip(session, agency.id, name)
    return _last_or_next(session, agency, kind, last, draw, case_id=None, by=by, at=local)


def _last_or_next(
    session: Session,
    agency: Agency,
    kind: PaperKind,
    last: IssuedPaper | None,
    draw: Draw,
    *,
    case_id: int | None,
    by: Actor,
    at: datetime,
) -> IssuedPaper:
    if last is not None and says_the_same(last.printed, to_json(draw(""))):
        return last
    numbered = issue(session, agency, kind, draw, case_id=case_id, by=by, at=at)
    return papers.numbered(session, agency.id, kind, numbered.period, numbered.number)


def says_the_same(issued: dict[str, Any], now: dict[str, Any]) -> bool:
    """Whether a paper as issued says what it would say now, but for number, moment and seal."""

    def said(values: dict[str, Any]) -> dict[str, Any]:
        return {name: each for name, each in values.items() if name not in _CHANGES_WITH_EACH}

    link = "look_up_link"
    return said(issued) == said(now) and issued.get(link, "").startswith(now.get(link, ""))


def _control_sheet(
    session: Session, case: Case, agency: Agency, office: Office, zone: tzinfo, local: datetime
) -> Draw:
    """Form 06: every hand-over so far, and room for those to come (NĐ61 18.3; rule H3).

    It travels from unit to unit: its link asks who comes, and holds no secret of the applicant's.
    """
    lead = settling_agencies(session, [case.id]).get(case.id, agency.name)
    passed = {step.unit.agency.name: None for step in case.steps}
    method, address = ReturnMethod(case.return_method), case.return_address
    return_at = returned_by(method, agency, address=address, email=case.applicant.email)
    received_at, due_at = case.received_at.astimezone(zone), case.due_at.astimezone(zone)
    legs = (*_made(session, case, zone), *_to_come(case))
    return lambda number: ControlSheet(
        office=office,
        number=number,
        code=case.code,
        look_up_link=case_link(agency.public_url, case.code),
        procedure=case.procedure.name,
        applicant=case.applicant.name,
        lead_agency=lead,
        partner_agencies=tuple(name for name in passed if name not in (lead, agency.name)),
        received_at=received_at,
        due_at=due_at,
        return_at=return_at,
        legs=legs,
        opened_at=local,
    )


def _made(session: Session, case: Case, zone: tzinfo) -> Iterator[Leg]:
    """The hand-overs that were not given back, as the system knows them."""
    for each in one_case.handovers(session, case.id):
        if each.outcome in (None, "accepted"):
            yield Leg(
                from_unit=each.from_unit.name,
                to_unit=each.to_unit.name,
                at=each.ended_at.astimezone(zone) if each.ended_at else None,
                giver=each.given_by.full_name,
                receiver=each.ended_by.full_name if each.ended_by else "",
                outcome=each.previous_verdict or "",
                note=each.reason,
            )


def _to_come(case: Case) -> Iterator[Leg]:
    """The hand-overs that will be signed on the sheet itself.

    The unit of a step that depends on what is found is written in when the dossier gets there.
    """

    def unit(step: CaseStep) -> str:
        return "" if step.finding and step.state == StepState.PLANNED else step.unit.name

    for giving, receiving in hand_overs_to_come(case):
        yield Leg(from_unit=unit(giving), to_unit=unit(receiving))


def _folder_label(
    session: Session, case: Case, agency: Agency, office: Office, zone: tzinfo, local: datetime
) -> Draw:
    received_at, due_at = case.received_at.astimezone(zone), case.due_at.astimezone(zone)
    return lambda _number: FolderLabel(
        office=office,
        code=case.code,
        procedure=case.procedure.name,
        applicant=case.applicant.name,
        received_at=received_at,
        due_at=due_at,
    )


_DRAWN: dict[PaperKind, Callable[[Session, Case, Agency, Office, tzinfo, datetime], Draw]] = {
    PaperKind.CONTROL_SHEET: _control_sheet,
    PaperKind.FOLDER_LABEL: _folder_label,
}
