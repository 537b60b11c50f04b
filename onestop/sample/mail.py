"""The sample office's post: results packed, taken by the postman each afternoon, and followed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor, Role
from onestop.calendars.rules import WorkingCalendar, add_working_days
from onestop.cases.models import Case
from onestop.cases.rules.lifecycle import Holding
from onestop.cases.rules.reception import ReturnMethod
from onestop.post.models import Consignment, Manifest
from onestop.post.operations import carriers, handing_over, packing, settling, tracking
from onestop.post.operations.tracking import Heard
from onestop.post.queries import settlements
from onestop.post.rules.consignment import Direction, EventKind, EventSource
from onestop.post.rules.proposing import Tariff
from onestop.post.rules.settlement import last_month
from onestop.sample.office import Office

CARRIER = "Bưu điện phường Tân Hoà (mẫu)"
_TARIFF = Tariff(in_ward=26_000, in_province=30_500, elsewhere=35_000)
_SEED = 45
_POSTMEN = ("Lê Văn Phát", "Trương Thị Thư")
_COMES = time(16, 30)
_SETTLES = time(9, 15)
_MONTHS = 3
_ASKED_TWICE = 26_000
_EXPLAINED = "Bưu điện tính trùng cước một bưu gửi, sẽ trừ vào kỳ sau."
_MISSED, _REFUSED = 0.1, 0.14
"""Lots: nobody is met; the receiver does not want it."""
_LATELY = timedelta(days=10)
"""So long ago begins what the page of the desk shows: there the lots come in turn."""
_OPEN = select(Manifest).where(
    Manifest.handed_over_at.is_(None), Manifest.direction == Direction.OUTGOING
)
_SILENT = ("2VN", "8VN")
"""Of these items the carrier never says a word."""
_IN_TURN = (1.0, 0.0, 1.0, 1.0, 0.12)


class Mail:
    """The postal desk of the sample office and its carrier."""

    def __init__(self, office: Office, calendar: WorkingCalendar, *, until: datetime) -> None:
        self.office, self.calendar, self.until = office, calendar, until
        self.chance, self.in_turn = Random(_SEED), cycle(_IN_TURN)
        self.posted = 0
        self.carrier_id = 0
        self.desk: Actor = office.with_role(office.units["post"], Role.POSTAL_DESK)[0]

    def open(self, session: Session) -> None:
        """Names the carrier to which the results are given."""
        told: dict[str, Any] = {"phone": "028 0000 0001", "tariff": _TARIFF}
        named = carriers.add_carrier(session, name=CARRIER, **told, by=self.desk)
        self.carrier_id = named.id

    def happen(self, session: Session, case: Case, at: datetime) -> datetime | None:
        """What comes next for a result that goes by post; when it goes on, None if it does not."""
        if case.holding == Holding.HELD and case.post_since_at is None:
            if at > self.until - timedelta(days=1):
                return None
            self._pack(session, case, at)
            return self._next_round(at)
        if case.holding == Holding.PACKED:
            self._hand_over(session, at)
        if _just_taken(case, at):
            silent = at > self.until - _LATELY and case.item_code.endswith(_SILENT)
            return None if silent else self._some_days_later(at, 1)
        return self._carry(session, case, at) if case.holding == Holding.WITH_POST else None

    def _pack(self, session: Session, case: Case, at: datetime) -> None:
        self.posted += 1
        packing.pack(
            session,
            case.code,
            carrier_id=self.carrier_id,
            by=self.desk,
            at=at,
            item_code=f"EM{self.posted:09d}VN",
        )

    def settle(self, session: Session) -> None:
        """Settles each of the past months with the carrier, in the first days of the next one."""
        months = [last_month(self.calendar.local(self.until).date())]
        while len(months) < _MONTHS:
            months.append(last_month(months[-1][0]))
        for from_on, to_on in reversed(months):
            at = self.calendar.at(add_working_days(self.calendar, to_on, 3), _SETTLES)
            if at <= self.until:
                self._settle(session, from_on, to_on, at, twice=from_on == months[0][0])

    def _settle(
        self, session: Session, from_on: date, to_on: date, at: datetime, *, twice: bool
    ) -> None:
        """Settles a month; the last one with an item of which the postage was asked twice."""
        acts: dict[str, Any] = {"by": self.desk, "at": at}
        one = settling.open_settlement(
            session, carrier_id=self.carrier_id, from_on=from_on, to_on=to_on, **acts
        )
        sums = settlements.sums(session, one, self.calendar.zone)
        if not sums.many:
            settling.discard(session, one.id, by=self.desk)
            return
        told: dict[str, Any] = {"collected": sums.collected, "note": _EXPLAINED if twice else ""}
        asked = sums.postage + _ASKED_TWICE if twice else sums.postage
        settling.state(session, one.id, postage=asked, **told, **acts)
        settling.close(session, one.id, seen=str(sums), **acts)

    def _hand_over(self, session: Session, at: datetime) -> None:
        manifest = session.scalars(_OPEN).one()
        handing_over.hand_over(
            session,
            manifest.id,
            seen=manifest.version,
            postman=self.chance.choice(_POSTMEN),
            seal=f"N{1000 + manifest.id}",
            by=self.desk,
            at=at,
        )

    def _carry(self, session: Session, case: Case, at: datetime) -> datetime | None:
        """The postman at the door: delivered, nobody met, or not wanted."""
        one = session.scalars(
            select(Consignment)
            .where(Consignment.case_id == case.id)
            .order_by(Consignment.id.desc())
            .limit(1)
        ).one()
        lately = at > self.until - _LATELY
        lot = next(self.in_turn) if lately else self.chance.random()
        if one.invitations == 2:
            self._hear(session, one, EventKind.RETURNED, at)
            return self._some_days_later(at, 3)
        if lot < _MISSED or one.invitations == 1 and lot < 0.6:
            self._hear(session, one, EventKind.UNDELIVERED, at)
            return self._some_days_later(at, 2)
        if _MISSED <= lot < _REFUSED:
            self._hear(session, one, EventKind.REFUSED, at)
        else:
            self._hear(session, one, EventKind.DELIVERED, at)
        return None

    def _hear(self, session: Session, one: Consignment, kind: EventKind, at: datetime) -> None:
        tracking.note_event(
            session,
            one.id,
            Heard(kind, at),
            source=EventSource.FILE,
            agency_id=self.office.agency_id,
            by=self.desk,
            at=at,
        )

    def _next_round(self, at: datetime) -> datetime:
        """When the postman comes next to the office."""
        local = self.calendar.local(at)
        later = 0 if local.time() < _COMES and self.calendar.works_on(local.date()) else 1
        return self.calendar.at(add_working_days(self.calendar, local.date(), later), _COMES)

    def _some_days_later(self, at: datetime, days: int) -> datetime:
        day = add_working_days(self.calendar, self.calendar.local(at).date(), days)
        return self.calendar.at(day, time(8)) + timedelta(minutes=self.chance.randint(0, 480))


def goes_by_post(case: Case) -> bool:
    """Whether the result goes its way by post; what came back is fetched at the counter."""
    came_back = case.holding == Holding.HELD and case.post_since_at is not None
    return case.return_method == ReturnMethod.POST and not came_back


def _just_taken(case: Case, at: datetime) -> bool:
    """Whether the postman took the result on this round."""
    taken_at = case.post_since_at if case.holding == Holding.WITH_POST else None
    return taken_at is not None and at - taken_at < timedelta(hours=1)
