"""The sample office itself: its agency, hours, units, people and catalogue, from readable files."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from onestop.accounts.models import Agency, Official, Unit
from onestop.accounts.operations import add_official, hash_password
from onestop.accounts.rules import Actor, Permission, Post, Role
from onestop.calendars.operations import set_hours
from onestop.calendars.rules import Session as OfficeHours
from onestop.cases import addresses
from onestop.procedures.operations import combined
from onestop.procedures.operations.combined import CombinedEntry
from onestop.procedures.operations.publishing import publish
from onestop.procedures.reading import load_catalogue

FOLDER = Path(__file__).parent
PASSWORD = "motcua-demo"
OPENED_ON = date(2025, 7, 1)


@dataclass(frozen=True)
class Office:
    """The loaded office: who works where, and the words from which applicants are made."""

    agency_id: int
    actors: tuple[Actor, ...]
    units: dict[str, int]
    people: dict[str, list[str]]

    def with_role(self, unit_id: int, *roles: Role) -> tuple[Actor, ...]:
        """Those who hold one of the roles in a unit."""
        return tuple(
            actor
            for actor in self.actors
            if any(post.unit_id == unit_id and post.role in roles for post in actor.posts)
        )


def described() -> dict[str, Any]:
    """The file that describes the office."""
    return tomllib.loads((FOLDER / "office.toml").read_text(encoding="utf-8"))


def build(session: Session, *, public_url: str, at: datetime) -> Office:
    """Opens the sample office in an empty database."""
    content = described()
    agency = _agency(content["agency"], public_url)
    session.add(agency)
    session.flush()
    set_hours(session, agency.id, _hours(content["hours"]), at=at)
    units = [Unit(agency_id=agency.id, **unit) for unit in content["units"]]
    session.add_all(units)
    session.flush()
    by_key = {unit.key: unit.id for unit in units}
    hashed = hash_password(PASSWORD)
    actors = tuple(
        _actor(_take_on(session, agency.id, hashed, each), each, by_key)
        for each in content["officials"]
    )
    for procedure in load_catalogue(FOLDER / "catalogue"):
        publish(session, agency.id, procedure)
    _combine(session, content["combined"], actors, at=at)
    return Office(agency.id, actors, by_key, content["people"])


def _combine(
    session: Session, described: list[dict[str, Any]], actors: tuple[Actor, ...], *, at: datetime
) -> None:
    by = next(actor for actor in actors if actor.may(Permission.EDIT_CATALOGUE))
    for each in described:
        entry = CombinedEntry(each["name"], tuple(each["procedures"]))
        combined.add(session, each["code"], entry, by=by, on=at.date())


def _agency(content: dict[str, str], public_url: str) -> Agency:
    province = addresses.province_called(content["province"])
    if province is None:
        raise LookupError(f"there is no province {content['province']}")
    ward = addresses.ward_called(province.code, content["ward"])
    if ward is None:
        raise LookupError(f"there is no ward {content['ward']}")
    names = ("identifier", "name", "superior_name", "one_stop_name", "place", "address", "phone")
    return Agency(
        **{name: content[name] for name in names},
        paper_suffix=content["paper_suffix"],
        province_code=province.code,
        ward_code=ward.code,
        public_url=public_url,
    )


def _hours(content: dict[str, list[str]]) -> list[list[OfficeHours]]:
    def session(name: str, *, reception_only: bool = False) -> OfficeHours:
        opens, closes = (time.fromisoformat(each) for each in content[name])
        return OfficeHours(opens, closes, reception_only)

    weekday = [session("morning"), session("afternoon")]
    return [weekday] * 5 + [[session("saturday_reception", reception_only=True)], []]


def _take_on(session: Session, agency_id: int, hashed: str, person: dict[str, Any]) -> Official:
    return add_official(
        session,
        agency_id=agency_id,
        username=person["username"],
        full_name=person["full_name"],
        title=person["title"],
        password_hash=hashed,
        posts=tuple((post["unit"], Role(post["role"])) for post in person["posts"]),
        from_on=OPENED_ON,
    )


def _actor(official: Official, person: dict[str, Any], units: dict[str, int]) -> Actor:
    posts = tuple(Post(units[post["unit"]], Role(post["role"])) for post in person["posts"])
    return Actor(
        official.id,
        official.agency_id,
        official.username,
        official.full_name,
        official.title,
        posts,
    )
