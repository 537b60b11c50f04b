"""The sample office as it stands after its invented past."""

from __future__ import annotations

from sqlalchemy import func, select

from onestop.cases.models import IssuedPaper, PaperPrinting
from onestop.db import db
from onestop.sample import demo
from tests.conftest import MORNING


def test_only_the_papers_of_the_last_day_are_still_owed(database) -> None:
    demo.load(public_url="http://localhost", at=MORNING, progress=lambda *_: None, cases=12)
    newest = db.session().scalar(select(func.max(IssuedPaper.issued_at)))
    printed = db.session().execute(
        select(IssuedPaper.issued_at, PaperPrinting.count)
        .outerjoin(PaperPrinting)
        .order_by(IssuedPaper.issued_at)
    )
    last_day = newest.astimezone(MORNING.tzinfo).date()
    told = {(at.astimezone(MORNING.tzinfo).date() == last_day, count) for at, count in printed}
    assert told == {(False, 0), (True, None)}
    owed = db.session().scalars(select(IssuedPaper.issued_at).where(IssuedPaper.owed)).all()
    assert {at.astimezone(MORNING.tzinfo).date() for at in owed} == {last_day}
