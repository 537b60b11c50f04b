"""Makers of an office's people, for tests that need somebody at the door."""

from __future__ import annotations

from datetime import date

from argon2 import PasswordHasher

from onestop.accounts import operations
from onestop.accounts.models import Agency, Official, Unit
from onestop.accounts.rules import Role, UnitKind
from onestop.db import transaction
from tests.pages import PageClient

PASSWORD = "a long password"
HASHED = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""Hashed the cheap way: a thousand tests sign in, and none of them guards a real office."""
TAKEN_ON = date(2026, 1, 1)


def an_agency(identifier: str = "000.00.01.H26") -> int:
    """An agency with a counter and a department; its number."""
    with transaction() as session:
        agency = Agency(
            identifier=identifier,
            name="UBND phường Hoa Lan",
            superior_name="UBND thành phố",
            one_stop_name="Trung tâm Phục vụ hành chính công phường Hoa Lan",
            place="Hoa Lan",
            address="1 đường Hoa Lan",
            phone="024 0000 0000",
            public_url="http://localhost",
        )
        session.add(agency)
        session.flush()
        for key, name, kind in (
            ("counter", "Bộ phận Một cửa", UnitKind.COUNTER),
            ("culture", "Phòng Văn hoá - Xã hội", UnitKind.DEPARTMENT),
        ):
            session.add(Unit(agency_id=agency.id, key=key, name=name, kind=kind))
        return agency.id


def an_official(
    agency_id: int, username: str = "lan", role: Role = Role.CLERK, unit: str = "counter"
) -> Official:
    """Somebody with the test password, in one post since the new year."""
    with transaction() as session:
        return operations.add_official(
            session,
            agency_id=agency_id,
            username=username,
            full_name="Hoàng Thị Lan",
            title="Công chức một cửa",
            password_hash=HASHED,
            posts=((unit, role),),
            from_on=TAKEN_ON,
        )


def sign_in(client: PageClient, username: str = "lan", password: str = PASSWORD, **more: str):
    """Signs in through the page, as a person would."""
    fields = {"username": username, "password": password, **more}
    return client.submit("/sign-in", fields)
