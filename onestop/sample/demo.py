"""Loading the sample office, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta

from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.orm import Session

from onestop.accounts.models import Agency
from onestop.accounts.rules import Role
from onestop.calendars.queries import calendar_of
from onestop.cases.models import IssuedPaper, PaperPrinting
from onestop.cases.operations.deadlines import flag_overdue
from onestop.db import db, transaction
from onestop.notices.models import Delivery, Notice
from onestop.notices.rules import DeliveryStatus
from onestop.sample import arrivals, office
from onestop.sample.office import Office
from onestop.sample.story import Story

CASES = 300
_NEWS = timedelta(days=1)


def is_loaded() -> bool:
    """Whether the database already has an office."""
    return db.session().scalar(select(Agency.id).limit(1)) is not None


def load(
    *,
    public_url: str,
    at: datetime,
    progress: Callable[[int, int], None],
    cases: int = CASES,
) -> None:
    """Opens the sample office and lives through its past months up to `at`."""
    with transaction() as session:
        opened = office.build(session, public_url=public_url, at=at)
    story = Story(opened, until=at, cases=cases)
    story.tell(_portions, progress)
    with transaction() as session:
        arrivals.bring(session, story.mail, story.versions, at=at)
        flag_overdue(session, at=at)
        _tell_the_past(session, before=at - _NEWS)
        _print_the_past(session, opened)


def _tell_the_past(session: Session, *, before: datetime) -> None:
    """What was told before yesterday has arrived, and been read by officials."""
    session.execute(
        update(Delivery)
        .where(Delivery.not_before_at < before)
        .values(status=DeliveryStatus.SENT, attempts=1, sent_at=Delivery.not_before_at)
    )
    session.execute(
        update(Notice)
        .where(Notice.created_at < before, Notice.official_id.is_not(None))
        .values(read_at=Notice.created_at)
    )


def _print_the_past(session: Session, opened: Office) -> None:
    """What was issued before the last day has been printed, by whoever issued it."""
    newest_at = session.scalar(select(func.max(IssuedPaper.issued_at)))
    if newest_at is None:
        return
    zone = calendar_of(session, opened.agency_id).zone
    last_day = datetime.combine(newest_at.astimezone(zone), time(), zone)
    clerk = opened.with_role(opened.units["one-stop"], Role.CLERK)[0].official_id
    past = IssuedPaper.issued_at < last_day
    papers = select(
        IssuedPaper.agency_id,
        IssuedPaper.id,
        literal(0),
        IssuedPaper.issued_at,
        func.coalesce(IssuedPaper.issued_by_id, clerk),
    ).where(past)
    noted = ("agency_id", "paper_id", "count", "printed_at", "printed_by_id")
    session.execute(insert(PaperPrinting).from_select(noted, papers))
    session.execute(update(IssuedPaper).where(past).values(owed=False))


def accounts() -> list[tuple[str, str, str]]:
    """User name, name and post of everybody in the sample office."""
    content = office.described()
    units = {unit["key"]: unit["name"] for unit in content["units"]}
    return [
        (
            each["username"],
            each["full_name"],
            ", ".join(f"{each['title']} – {units[post['unit']]}" for post in each["posts"]),
        )
        for each in content["officials"]
    ]


def _portions() -> Iterator[Session]:
    with transaction() as session:
        yield session
