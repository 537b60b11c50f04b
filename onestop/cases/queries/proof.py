"""Whether a paper is one of ours: the signature in its QR against the papers as issued."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from onestop.accounts.models import Agency
from onestop.cases.models import Case, IssuedPaper
from onestop.cases.rules.codes import normal_code
from onestop.cases.rules.paper import PaperKind, same_seal, seal


@dataclass(frozen=True)
class Proof:
    """What a genuine paper says that somebody might want to change; no person is named."""

    paper: IssuedPaper
    kind: PaperKind
    number: str
    office: str
    issued_at: datetime
    content: str
    promised: datetime | None
    """The moment for which it promises this case's result, where it promises one."""
    voided_at: datetime | None
    """Since when it counts for nothing: an apology called off, a receipt whose money was not taken
    (L1, F2)."""


def proven(session: Session, code: str, sealed: str) -> Proof | None:
    """The paper about a case that carries that signature; None where no paper of ours does."""
    papers = session.execute(
        select(IssuedPaper, Agency.paper_key)
        .join(Agency, Agency.id == IssuedPaper.agency_id)
        .join(
            Case,
            or_(IssuedPaper.case_id == Case.id, IssuedPaper.sitting_id == Case.sitting_id),
        )
        .where(Case.code == normal_code(code))
        .order_by(IssuedPaper.id)
    )
    for paper, key in papers:
        own = seal(key, paper.kind, paper.period, paper.number, paper.printed)
        if same_seal(own, sealed):
            return _proof(paper, normal_code(code))
    return None


def numbered_as(session: Session, written: str, year: str) -> list[Proof]:
    """The papers of that number as it is written, "1/PBS-TTPVHCC", of any agency.

    Agencies may write their numbers alike. A paper that has no QR is found in no other way.
    """
    number = written.partition("/")[0]
    papers = session.scalars(
        select(IssuedPaper)
        .where(
            IssuedPaper.agency_id.in_(select(Agency.id)),
            IssuedPaper.kind.in_(PaperKind),
            IssuedPaper.period == year,
            IssuedPaper.number == int(number),
        )
        .order_by(IssuedPaper.id)
    )
    return [_proof(paper, "") for paper in papers if paper.printed["number"] == written]


def _proof(paper: IssuedPaper, code: str) -> Proof:
    said = next(_about(paper.printed, code), paper.printed)
    promised = said.get("new_due_at") or said.get("due_at")
    return Proof(
        paper=paper,
        kind=PaperKind(paper.kind),
        number=paper.printed["number"],
        office=paper.printed["office"]["name"],
        issued_at=paper.issued_at,
        content=said.get("content") or said.get("procedure") or "",
        promised=datetime.fromisoformat(promised) if promised else None,
        voided_at=paper.voided_at,
    )


def _about(printed: dict[str, Any], code: str) -> Iterator[dict[str, Any]]:
    """What a paper of several cases says of the one."""
    return (each for each in printed.get("appointments", ()) if each["code"] == code)
