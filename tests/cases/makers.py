"""Makers of a small office at work: its hours, a procedure with a route, people, applications."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import insert, or_, select

from onestop.accounts import queries as people
from onestop.accounts.models import Unit
from onestop.accounts.rules import Actor, Role, UnitKind
from onestop.calendars.operations import set_hours
from onestop.calendars.rules import Session
from onestop.cases.models import Case, IssuedPaper
from onestop.cases.operations import registration, supplement
from onestop.cases.operations.registration import Filed, Registered
from onestop.cases.operations.sitting import Received, receive
from onestop.cases.rules.reception import (
    ApplicantEntry,
    ApplicantKind,
    ReceivedComponent,
    Registration,
)
from onestop.cases.rules.results import ResultEntry
from onestop.cases.rules.sitting import SittingEntry
from onestop.db import db, transaction
from onestop.procedures import queries as procedures
from onestop.procedures.files import ComponentFile, FeeFile, ProcedureFile, StepFile, TermFile
from onestop.procedures.operations.publishing import publish
from onestop.procedures.rules import Version
from tests.accounts.makers import an_agency, an_official
from tests.standing import built_once

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)
"""A plain Monday morning, with no day off in the weeks around it but Tuesday the 24th."""
CODE = "1.001193"

ROUTE = (
    StepFile("Tiếp nhận hồ sơ", "reception", "counter", "clerk", "4 working hours"),
    StepFile("Phân công thụ lý", "assign", "culture", "unit_leader", "4 working hours"),
    StepFile("Thẩm định hồ sơ", "appraise", "culture", "official", "8 working hours"),
    StepFile("Lãnh đạo ký", "sign", "leaders", "agency_leader", "8 working hours", True),
    StepFile("Trả kết quả", "return", "counter", "clerk"),
)
PROCEDURE = ProcedureFile(
    code=CODE,
    name="Đăng ký khai sinh",
    field="Hộ tịch",
    level="commune",
    valid_from_on=date(2025, 7, 1),
    results=("Giấy khai sinh",),
    terms=(TermFile("3 working days"),),
    steps=ROUTE,
    components=(
        ComponentFile("Tờ khai đăng ký khai sinh", 1, 0, required=True),
        ComponentFile("Giấy chứng sinh", 1, 0, required=True),
        ComponentFile("Văn bản uỷ quyền", 1, 0, required=False),
    ),
    fees=(FeeFile("Lệ phí hộ tịch", "charge", 8000),),
    decision="163/QĐ-BTP",
)


RESIDENCE = replace(
    PROCEDURE,
    code="1.004222",
    name="Đăng ký thường trú",
    field="Cư trú",
    results=("Thông báo kết quả đăng ký cư trú",),
    terms=(TermFile("7 working days", "counter"),),
    components=(
        ComponentFile("Tờ khai thay đổi thông tin cư trú", 1, 0, required=True),
        ComponentFile("Giấy chứng sinh", 1, 0, required=True),
    ),
    fees=(FeeFile("Lệ phí đăng ký cư trú", "charge", 20000),),
)


@dataclass(frozen=True)
class SmallOffice:
    """An agency with one procedure and one person for each post."""

    agency_id: int
    units: dict[str, int]
    clerk: Actor
    second_clerk: Actor
    leader: Actor
    official: Actor
    colleague: Actor
    chair: Actor
    version: Version


@built_once
def a_small_office(procedure: ProcedureFile = PROCEDURE) -> SmallOffice:
    """Opens it in an empty database."""
    agency_id = an_agency("H29.30.12")
    weekday = [Session(time(7, 30), time(11, 30)), Session(time(13), time(17))]
    with transaction() as session:
        session.add(
            Unit(agency_id=agency_id, key="leaders", name="Lãnh đạo UBND", kind=UnitKind.LEADERS)
        )
        set_hours(session, agency_id, [weekday] * 5 + [[], []], at=MONDAY)
    with transaction() as session:
        publish(session, agency_id, procedure)
    posts = {
        "clerk": ("lan", Role.CLERK, "counter"),
        "second_clerk": ("mai", Role.CLERK, "counter"),
        "leader": ("tung", Role.UNIT_LEADER, "culture"),
        "official": ("thinh", Role.OFFICIAL, "culture"),
        "colleague": ("hoa", Role.OFFICIAL, "culture"),
        "chair": ("phuoc", Role.AGENCY_LEADER, "leaders"),
    }
    actors = {name: the_actor(agency_id, *post) for name, post in posts.items()}
    found = db.session().scalars(select(Unit).where(Unit.agency_id == agency_id))
    return SmallOffice(
        agency_id=agency_id,
        units={unit.key: unit.id for unit in found},
        version=procedures.in_force(db.session(), agency_id, procedure.code, day=MONDAY.date()),
        **actors,
    )


def the_actor(agency_id: int, username: str, role: Role, unit: str) -> Actor:
    """An official taken on at an agency, as they act."""
    official = an_official(agency_id, username, role, unit)
    actor = people.actor(db.session(), official.id, 1, day=MONDAY.date())
    assert actor is not None
    return actor


def an_actor(office: SmallOffice, username: str, role: Role, unit: str) -> Actor:
    """Somebody more of the small office, with one post."""
    return the_actor(office.agency_id, username, role, unit)


def an_application(office: SmallOffice, **changes: object) -> Registration:
    """A complete application of somebody invented."""
    complete = Registration(
        submission_key=uuid4().hex,
        version_id=office.version.id,
        channel="counter",
        applicant=ApplicantEntry(
            kind=ApplicantKind.PERSON,
            name="Nguyễn Thị Ánh Nguyệt",
            identity_number="079190012345",
            birth_on=date(1990, 3, 8),
            sex="female",
            phone="0901234567",
            address="12 đường Hoa Sữa, Phường Bến Thành, Thành phố Hồ Chí Minh",
        ),
        components={
            each.id: ReceivedComponent(each.originals, each.copies)
            for each in office.version.components
            if each.required
        },
    )
    return replace(complete, **changes)


def a_case(office: SmallOffice, *, at: datetime = MONDAY, **changes: object) -> Registered:
    """A registered case."""
    with transaction() as session:
        entry = an_application(office, **changes)
        return registration.register(session, entry, by=office.clerk, at=at)


def a_filed_case(office: SmallOffice, *, filed_at: datetime, at: datetime) -> Registered:
    """A case that is registered later than its dossier was handed to the postman."""
    with transaction() as session:
        entry, filed = an_application(office, channel="post"), Filed(filed_at, "1/2026")
        return registration.register(session, entry, by=office.clerk, at=at, filed=filed)


def another_procedure(office: SmallOffice, procedure: ProcedureFile = RESIDENCE) -> Version:
    """A second procedure of the small office, which asks for the same paper of birth."""
    with transaction() as session:
        publish(session, office.agency_id, procedure)
    return procedures.in_force(db.session(), office.agency_id, procedure.code, day=MONDAY.date())


def several_applications(
    office: SmallOffice, *versions: Version, combined: str = "", **changes: object
) -> SittingEntry:
    """Complete applications of somebody for the office's procedure and these others."""
    key = uuid4().hex
    return SittingEntry(
        submission_key=key,
        registrations=tuple(
            an_application(
                replace(office, version=version), submission_key=f"{key}-{number}", **changes
            )
            for number, version in enumerate((office.version, *versions), start=1)
        ),
        combined=combined,
    )


def a_sitting(
    office: SmallOffice,
    *versions: Version,
    at: datetime = MONDAY,
    combined: str = "",
    **changes: object,
) -> Received:
    """Cases received together."""
    entry = several_applications(office, *versions, combined=combined, **changes)
    with transaction() as session:
        return receive(session, entry, by=office.clerk, at=at)


def granted(at: datetime = MONDAY) -> ResultEntry:
    """A granted result signed on that day."""
    return ResultEntry(True, "Giấy khai sinh", "15/2026", at.date(), "Phan Hữu Phước")


def ask_for_papers(office: SmallOffice, code: str, by: Actor, *, at: datetime) -> None:
    """The unit asks for a paper that is missing, and the counter tells the applicant so."""
    papers = {"requirements": ("Bản đồ",), "reason": "thiếu"}
    for act, who in (
        (supplement.propose_supplement, by),
        (supplement.request_supplement, office.clerk),
    ):
        with transaction() as session:
            act(session, code, seen=None, by=who, at=at, **papers)


def paper_of(code: str, kind: str) -> dict[str, Any] | None:
    """What the newest paper of that kind about a case, or its sitting, says."""
    about = or_(
        IssuedPaper.case_id == Case.id,
        IssuedPaper.sitting_id == Case.sitting_id,
    )
    return db.session().scalar(
        select(IssuedPaper.printed)
        .join(Case, about)
        .where(Case.code == code, IssuedPaper.kind == kind)
        .order_by(IssuedPaper.id.desc())
        .limit(1)
    )


def many_receipts(office: SmallOffice, many: int, *, at: datetime = MONDAY) -> list[int]:
    """As many receipts as that of one case, with numbers of their own; their identifiers."""
    case = a_case(office, at=at)
    like = paper_of(case.code, "receipt") or {}
    with transaction() as session:
        session.execute(
            insert(IssuedPaper),
            [
                {
                    "agency_id": office.agency_id,
                    "case_id": case.case_id,
                    "kind": "receipt",
                    "period": f"{at:%Y}",
                    "number": number,
                    "printed": {**like, "number": f"{number}/TTPVHCC"},
                    "issued_at": at,
                    "issued_by_id": office.clerk.official_id,
                    "owed": True,
                }
                for number in range(2, many + 1)
            ],
        )
    return list(db.session().scalars(select(IssuedPaper.id).order_by(IssuedPaper.id)))
