"""How the applicants of cases are reached, for whoever sends them something."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.accounts.models import Agency
from onestop.cases.models import Applicant, Case
from onestop.cases.rules.codes import look_up_link, normal_code
from onestop.notices.contacts import Contact
from onestop.procedures.models import Procedure


def number_of(session: Session, agency_id: int, typed: str) -> int | None:
    """The number of an agency's case by its code; None where there is no such case."""
    code = normal_code(typed)
    return session.scalar(select(Case.id).where(Case.code == code, Case.agency_id == agency_id))


def contacts(session: Session, case_ids: Sequence[int]) -> dict[int, Contact]:
    """The applicants by the numbers of their cases, with the page that the receipt opens."""
    if not case_ids:
        return {}
    rows = session.execute(
        select(
            Case.id,
            Case.code,
            Case.secret,
            Case.notify_language,
            Applicant.name,
            Applicant.email,
            Applicant.phone,
            Agency.public_url,
            Agency.one_stop_name,
            Procedure.name.label("procedure_name"),
            Procedure.code.label("procedure_code"),
        )
        .join(Applicant, Applicant.id == Case.applicant_id)
        .join(Agency, Agency.id == Case.agency_id)
        .join(Procedure, Procedure.id == Case.procedure_id)
        .where(Case.id.in_(case_ids))
    )
    return {
        row.id: Contact(
            name=row.name,
            email=row.email,
            phone=row.phone,
            link=look_up_link(row.public_url, row.code, row.secret),
            office=row.one_stop_name,
            procedure=row.procedure_name,
            procedure_code=row.procedure_code,
            language=row.notify_language,
        )
        for row in rows
    }
