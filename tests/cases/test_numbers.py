"""Eight processes register at once, alone and in sittings: no gap, no duplicate, no error."""

from __future__ import annotations

import multiprocessing
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

import onestop
from config import Settings
from onestop.cases.models import Case
from onestop.cases.operations import registration, sitting
from onestop.cases.queries import invariants
from onestop.db import db, transaction
from tests.cases.makers import (
    MONDAY,
    SmallOffice,
    a_small_office,
    an_application,
    several_applications,
)

PROCESSES, EACH, EVERY, TOGETHER = 8, 36, 6, 3
ALL = PROCESSES * (EACH + EACH // EVERY * (TOGETHER - 1))


def register_many(settings: Settings, office: SmallOffice, start: Any) -> list[str]:
    """Registers its share in a process of its own, and says which codes it got."""
    app = onestop.create_app(settings)
    codes = []
    with app.app_context():
        db.session.scalar(select(1))
        start.wait()
        for turn in range(EACH):
            with transaction() as session:
                if turn % EVERY:
                    entry = an_application(office)
                    found = registration.register(session, entry, by=office.clerk, at=MONDAY)
                    codes.append(found.code)
                else:
                    several = several_applications(office, office.version, office.version)
                    together = sitting.receive(session, several, by=office.clerk, at=MONDAY)
                    codes += together.codes
        db.engine.dispose()
    return codes


def work(settings: Settings, office: SmallOffice, start: Any, told: Any) -> None:
    """Tells the codes, or what went wrong."""
    try:
        told.put(register_many(settings, office, start))
    except Exception as failure:
        told.put(repr(failure))


@pytest.mark.slow
def test_eight_processes_leave_no_gap_and_no_duplicate(app: Flask, settings: Settings) -> None:
    office = a_small_office()
    apart = multiprocessing.get_context("forkserver")
    apart.set_forkserver_preload([__name__])
    start, told = apart.Barrier(PROCESSES), apart.Queue()
    workers = [
        apart.Process(target=work, args=(settings, office, start, told)) for _ in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    answers = [told.get(timeout=300) for _ in workers]
    for worker in workers:
        worker.join()
    assert [answer for answer in answers if isinstance(answer, str)] == []
    codes = sorted(code for answer in answers for code in answer)
    expected = [f"H29.30.12-261116-{number:04d}" for number in range(1, ALL + 1)]
    assert codes == expected
    assert sorted(db.session().scalars(select(Case.code))) == expected
    assert list(invariants.check(db.session())) == []
