"""Papers as they were issued: who may see them, and how often they were printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor, Permission
from onestop.cases.models import (
    Case,
    HandoverList,
    IssuedPaper,
    PaperPicture,
    PaperPrinting,
)
from onestop.cases.queries.lists import between
from onestop.cases.queries.one_case import visible_to
from onestop.cases.rules.paper import OF_THE_POST, PaperKind
from onestop.errors import N_, NotFound

OF_NO_CASE = {
    PaperKind.SUPPLEMENT_REQUEST: Permission.REGISTER_CASES,
    PaperKind.REFUSAL: Permission.REGISTER_CASES,
    PaperKind.POST_RECORD: Permission.REGISTER_CASES,
    PaperKind.RATING_SLIP: Permission.SEE_UNIT_CASES,
}
"""What it takes to see the agency's papers that belong to no case."""

LISTS = (PaperKind.HANDOVER_LIST, PaperKind.RESULT_LIST)


def one(session: Session, actor: Actor, paper_id: int) -> IssuedPaper:
    """A paper that the person may see, as it was issued; raises NotFound.

    Papers about a case stay with the agency that received it, and with the one that issued them.
    """
    found = select(IssuedPaper).where(IssuedPaper.id == paper_id, seen_by(actor))
    paper = session.scalar(found)
    if paper is None:
        raise NotFound(N_("There is no such paper that you may see."))
    return paper


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Which papers a person sees: about the agency's cases, of their units' lists, of no case.

    What the agency issued about the case of another one, as the apology of who settles it, is
    seen by those who see all its cases. Papers of the postal desk belong to whoever sends results.
    """
    own_case = Case.agency_id == actor.agency_id
    own_paper = IssuedPaper.agency_id == actor.agency_id
    listed = exists().where(
        HandoverList.agency_id == IssuedPaper.agency_id,
        HandoverList.period == IssuedPaper.period,
        HandoverList.number == IssuedPaper.number,
        between(actor),
    )
    of_the_post = OF_THE_POST if actor.may(Permission.SEND_RESULTS) else ()
    issued_here = and_(own_paper, IssuedPaper.case_id.is_not(None))
    of_no_case = [kind for kind, needed in OF_NO_CASE.items() if actor.may(needed)]
    return or_(
        exists().where(Case.id == IssuedPaper.case_id, own_case, visible_to(actor)),
        and_(
            own_paper,
            exists().where(Case.sitting_id == IssuedPaper.sitting_id, visible_to(actor)),
        ),
        *([issued_here] if actor.may(Permission.SEE_AGENCY_CASES) else ()),
        and_(IssuedPaper.kind.in_(LISTS), listed),
        and_(own_paper, IssuedPaper.kind.in_(of_the_post)),
        and_(
            IssuedPaper.case_id.is_(None),
            IssuedPaper.sitting_id.is_(None),
            own_paper,
            IssuedPaper.kind.in_(of_no_case),
        ),
    )


def _about(case: Case) -> ColumnElement[bool]:
    about = IssuedPaper.case_id == case.id
    if case.sitting_id is None:
        return about
    return or_(about, IssuedPaper.sitting_id == case.sitting_id)


def of_case(session: Session, case: Case) -> Sequence[IssuedPaper]:
    """The papers about a case, its receipt first, then as they were issued."""
    return session.scalars(select(IssuedPaper).where(_about(case)).order_by(IssuedPaper.id)).all()


def of_case_for(session: Session, actor: Actor, case: Case) -> Sequence[IssuedPaper]:
    """Those that the person may see."""
    return session.scalars(
        select(IssuedPaper).where(_about(case), seen_by(actor)).order_by(IssuedPaper.id)
    ).all()


def newest(session: Session, case: Case, *kinds: PaperKind) -> IssuedPaper | None:
    """The newest paper of those kinds about a case or its sitting."""
    found = [paper for paper in of_case(session, case) if paper.kind in kinds]
    return found[-1] if found else None


def newest_rating_slip(session: Session, agency_id: int, procedure: str) -> IssuedPaper | None:
    """The newest rating slip of a procedure; an agency has few, they change with its names only."""
    return session.scalar(
        select(IssuedPaper)
        .where(
            IssuedPaper.agency_id == agency_id,
            IssuedPaper.kind == PaperKind.RATING_SLIP,
            IssuedPaper.case_id.is_(None),
            IssuedPaper.printed["procedure"].as_string() == procedure,
        )
        .order_by(IssuedPaper.id.desc())
        .limit(1)
    )


def numbered(session: Session, agency_id: int, kind: str, period: str, number: int) -> IssuedPaper:
    """The paper of that number in its series; raises NoResultFound."""
    return session.scalars(
        select(IssuedPaper).where(
            IssuedPaper.agency_id == agency_id,
            IssuedPaper.kind == kind,
            IssuedPaper.period == period,
            IssuedPaper.number == number,
        )
    ).one()


def of_list(session: Session, listed: HandoverList) -> IssuedPaper:
    """The hand-over list on paper, of dossiers or of their results."""
    return session.scalars(
        select(IssuedPaper).where(
            IssuedPaper.agency_id == listed.agency_id,
            IssuedPaper.kind.in_(LISTS),
            IssuedPaper.period == listed.period,
            IssuedPaper.number == listed.number,
        )
    ).one()


def was_printed(session: Session, paper_id: int, count: int) -> bool:
    """Whether the paper came out of a printer for the count-th time."""
    asked = select(PaperPrinting.id).where(
        PaperPrinting.paper_id == paper_id, PaperPrinting.count == count
    )
    return session.scalar(asked) is not None


def pictures(session: Session, digests: Iterable[str]) -> dict[str, bytes]:
    """The pictures of those digests."""
    wanted = [digest for digest in set(digests) if digest]
    if not wanted:
        return {}
    asked = select(PaperPicture.digest, PaperPicture.content)
    return dict(session.execute(asked.where(PaperPicture.digest.in_(wanted))).all())
