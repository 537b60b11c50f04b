"""A case travels every route that comes out of e-PAR, from registration to hand-out."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from onestop.accounts.models import Unit
from onestop.accounts.rules import Role
from onestop.cases.queries.invariants import check
from onestop.db import db
from onestop.procedures import queries as procedures
from onestop.procedures.stored import newest
from tests.cases import driving
from tests.cases.makers import CODE, a_case, a_small_office, an_actor
from tests.conftest import MORNING, Say
from tests.procedures.test_epar import REAL, process, step, task

DUTY = process(
    step("BP_MOT_CUA", task("NHAN", "GIAO", "0"), task("GIAO", "THU_LY"), time="0.5"),
    step("VAN_PHONG_DANG_KY_QSD_DAT", task("THU_LY", "THUE", "-1"), time="3"),
    step("BP_THUE", task("THUE", "BAO", "2")),
    step("BP_MOT_CUA", task("BAO", "BIEN_LAI", pause="true"),
         task("BIEN_LAI", "KY", "0", unpause="true")),
    step("LANH_DAO_DON_VI", task("KY", "THU_PHI", "0", biz_done="true"), time="3"),
    step("BP_MOT_CUA", task("THU_PHI", "TRA", "0"), time="0"),
    step("BP_MOT_CUA", task("TRA", "NULL", "0"), time="0"),
    totaltime="10",
)  # fmt: skip


def travel_all(office, say: Say, folder: Path) -> int:
    """Loads a folder and drives a case over each route; how many there were."""
    assert say("procedures", "import-epar", str(folder)).exit_code == 0
    db.session().expire_all()
    units = select(Unit.key).where(Unit.agency_id == office.agency_id).order_by(Unit.id)
    keys = db.session().scalars(units).all()
    actors = tuple(
        an_actor(office, f"{role}-{number}", role, key)
        for number, key in enumerate(keys)
        for role in (Role.UNIT_LEADER, Role.AGENCY_LEADER, Role.CLERK)
    )
    codes = [code for code in newest(db.session(), office.agency_id) if code != CODE]
    at: datetime = MORNING
    for code in codes:
        version = procedures.in_force(db.session(), office.agency_id, code, day=at.date())
        case = a_case(replace(office, version=version), at=at)
        driving.travel(actors, office.clerk, case.code, at=at + timedelta(hours=1))
    assert list(check(db.session())) == []
    return len(codes)


def test_a_route_with_a_duty_and_steps_without_limit(app, say: Say, tmp_path: Path):
    (tmp_path / "A1_workflow.xml").write_text(DUTY)
    assert travel_all(a_small_office(), say, tmp_path) == 1


@pytest.mark.skipif(not REAL, reason="ONESTOP_EPAR_FILES names no folder of real workflows")
def test_every_real_route(app, say: Say):
    many = len(list(Path(os.fspath(REAL)).glob("*_workflow.xml")))
    assert travel_all(a_small_office(), say, Path(REAL)) == many
