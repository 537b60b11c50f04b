"""Papers that the counter issues when it needs them: control sheet, folder label, rating slip."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy.orm import Session

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.cases.models import Case, IssuedPaper
from onestop.cases.operations.issuing import issue
from onestop.cases.operations.papers import look_up_link, office_of
from onestop.cases.queries import one_case, papers
from onestop.cases.rules.paper import ON_WISH, PaperKind
from onestop.errors import N_, Refused
from onestop.printing.control_sheet import ControlSheet, Leg
from onestop.printing.folder_label import FolderLabel
from onestop.printing.furniture import Office, Paper
from onestop.printing.rating_slip import RatingSlip
from onestop.printing.values import to_json

_CHANGES_WITH_EACH = ("number", "look_up_link", "issued_at", "opened_at", "reprint")
Draw = Callable[[str], Paper]


def issue_on_wish(
    session: Session, code: str, kind: PaperKind, *, by: Actor, at: datetime
) -> IssuedPaper:
    """The paper about the case as things stand now; the last one again where nothing changed.

    Raises NotFound for a case of others, Refused for a paper that only an act issues.
    """
    if kind not in ON_WISH:
        raise Refused(N_("This paper is issued by an act, not on wish."))
    case = one_case.own_case_for(session, by, code)
    agency = session.get_one(Agency, case.agency_id)
    zone = calendar_of(session, agency.id).zone
    local = at.astimezone(zone)
    draw = _DRAWN[kind](session, case, agency, office_of(agency, at=local), zone, local)
    last = papers.newest(session, case, kind)
    if last is not None and says_the_same(last.printed, to_json(draw(""))):
        return last
    numbered = issue(session, agency, kind, draw, case_id=case.id, by=by, at=local)
    return papers.numbered(session, agency.id, kind, numbered.period, numbered.number)


def says_the_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two papers say the same, whatever their number and the moment of their issue."""

    def said(values: dict[str, Any]) -> dict[str, Any]:
        return {name: each for name, each in values.items() if name not in _CHANGES_WITH_EACH}

    return said(one) == said(other)


def _control_sheet(
    session: Session, case: Case, agency: Agency, office: Office, zone: tzinfo, local: datetime
) -> Draw:
    """Form 06: every hand-over so far, and who must judge the next (NĐ61 18.3; rule H3)."""
    legs = tuple(
        Leg(
            from_unit=each.from_unit.name,
            to_unit=each.to_unit.name,
            at=each.ended_at.astimezone(zone) if each.ended_at else None,
            giver=each.given_by.full_name,
            receiver=each.ended_by.full_name if each.ended_by else "",
            outcome=each.previous_verdict or "",
            note=each.reason,
        )
        for each in one_case.handovers(session, case.id)
        if each.outcome in (None, "accepted")
    )
    partners = {
        step.unit.agency.name: None for step in case.steps if step.unit.agency_id != agency.id
    }
    received_at, due_at = case.received_at.astimezone(zone), case.due_at.astimezone(zone)
    return lambda number: ControlSheet(
        office=office,
        number=number,
        code=case.code,
        look_up_link=look_up_link(agency, case.code, case.secret),
        procedure=case.procedure.name,
        applicant=case.applicant.name,
        lead_agency=agency.name,
        partner_agencies=tuple(partners),
        received_at=received_at,
        due_at=due_at,
        return_at=agency.one_stop_name,
        legs=legs,
        opened_at=local,
    )


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


def _rating_slip(
    session: Session, case: Case, agency: Agency, office: Office, zone: tzinfo, local: datetime
) -> Draw:
    """Goes out with the receipt; the applicant rates without being named (TT01 12.2; rule R7)."""
    return lambda _number: RatingSlip(
        office=office,
        procedure=case.procedure.name,
        look_up_link=look_up_link(agency, case.code, case.secret),
        issued_at=local,
    )


_DRAWN: dict[PaperKind, Callable[[Session, Case, Agency, Office, tzinfo, datetime], Draw]] = {
    PaperKind.CONTROL_SHEET: _control_sheet,
    PaperKind.FOLDER_LABEL: _folder_label,
    PaperKind.RATING_SLIP: _rating_slip,
}
