"""The sample office's past months: cases driven through the real operations, hour by hour.

Every event happens at its own moment, in the order of time, by somebody who may do it; what
comes next is drawn by lot from what an office sees: most in time, some late, some sent back.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from onestop.accounts.rules import Actor, Role
from onestop.calendars.queries import calendar_of
from onestop.calendars.rules import (
    Term,
    add_working_hours,
    is_working_day,
)
from onestop.cases.models import Case, CaseStep, JournalEntry
from onestop.cases.operations import (
    ending,
    finishing,
    registration,
    returning,
    routing,
    supplement,
    waiting,
)
from onestop.cases.queries.whereabouts import present_step, step_after
from onestop.cases.rules.lifecycle import Act, CaseStatus, Holding
from onestop.cases.rules.reception import ReturnMethod
from onestop.cases.rules.results import HandingOutEntry, ResultEntry
from onestop.procedures import queries as procedures
from onestop.procedures.rules import StepKind, Version, working_hours
from onestop.sample.applicants import application
from onestop.sample.mail import Mail, goes_by_post
from onestop.sample.office import Office
from onestop.sample.payments import pay

DAYS = 95
_SEED = 20260701
_DELAYS = (0.1, 0.1, 0.2, 0.2, 0.3, 0.5, 1.5)
"""Working hours that a dossier lies on its way before it is accepted."""


@dataclass(order=True)
class Event:
    """Something that will happen: a case's next act, or its registration (no code yet)."""

    at: datetime
    number: int
    code: str = field(compare=False, default="")


class Story:
    """The simulated months of one office, up to `until`."""

    def __init__(self, office: Office, *, until: datetime, cases: int) -> None:
        self.office, self.until, self.cases = office, until, cases
        self.chance = Random(_SEED)
        self.events: list[Event] = []
        self.today: dict[str, Case] = {}
        """The cases in which something happened today: they are not read again for the next act."""
        self.count = 0

    def tell(
        self, portion: Callable[[], Iterator[Session]], progress: Callable[[int, int], None]
    ) -> None:
        """Lives through the months, day by day, one transaction for each."""
        for session in portion():
            self.calendar = calendar_of(session, self.office.agency_id)
            self.versions = _versions(session, self.office.agency_id, self.until)
            self.mail = Mail(self.office, self.calendar, until=self.until)
            self.mail.open(session)
        self._plan_registrations()
        done, total = 0, DAYS
        while self.events:
            today = self.events[0].at.date()
            for session in portion():
                while self.events and self.events[0].at.date() == today:
                    self._happen(session, heapq.heappop(self.events))
                self.today.clear()
            done = min(total, DAYS - (self.until.date() - today).days)
            progress(max(done, 0), total)
        for session in portion():
            self.mail.settle(session)
        progress(total, total)

    def _plan_registrations(self) -> None:
        days = [self.until.date() - timedelta(days=back) for back in range(DAYS, -1, -1)]
        days = [day for day in days if is_working_day(self.calendar, day)]
        weights = [1 + 9 * (place / len(days)) ** 12 for place in range(len(days))]
        for day in self.chance.choices(days, weights, k=self.cases):
            minute = self.chance.choice(
                (self.chance.randint(0, 235), self.chance.randint(330, 560))
            )
            at = self.calendar.at(day, time(7, 30)) + timedelta(minutes=minute)
            self._schedule(at)

    def _schedule(self, at: datetime, code: str = "") -> None:
        at += timedelta(seconds=self.chance.randint(0, 59))
        if at <= self.until:
            self.count += 1
            heapq.heappush(self.events, Event(at, self.count, code))

    def _later(self, code: str, at: datetime, hours: float) -> None:
        self._schedule(add_working_hours(self.calendar, at, Decimal(f"{hours:.3f}")), code)

    def _happen(self, session: Session, event: Event) -> None:
        if not event.code:
            self._register(session, event.at)
            return
        case = self._case(session, event.code)
        if case.closed_at is None:
            self._act(session, case, event.at)

    def _case(self, session: Session, code: str) -> Case:
        if code not in self.today:
            wanted = select(Case).where(Case.code == code).options(selectinload(Case.steps))
            self.today[code] = session.scalars(wanted).one()
        return self.today[code]

    def _register(self, session: Session, at: datetime) -> None:
        version = self.chance.choice(self.versions)
        entry = application(version, self.office.people, self.chance)
        clerk = self._somebody(self.office.units["one-stop"], Role.CLERK)
        found = registration.register(session, entry, by=clerk, at=at)
        pay(session, found.code, version, entry, by=clerk, at=at)
        self._later(found.code, at, self.chance.uniform(0.1, 1.2))

    def _act(self, session: Session, case: Case, at: datetime) -> None:
        step = present_step(case)
        if step is None:
            raise LookupError(case.code)
        if case.holding == Holding.OFFERED:
            self._receive(session, case, step, at)
        elif case.status == CaseStatus.SETTLED and goes_by_post(case):
            following = self.mail.happen(session, case, at)
            if following is not None:
                self._schedule(following, case.code)
        elif case.status == CaseStatus.SETTLED:
            self._hand_out(session, case, at)
        elif case.status in _CONTINUE:
            self._continue(session, case, at)
        else:
            self._work(session, case, step, at)

    def _receive(self, session: Session, case: Case, step: CaseStep, at: datetime) -> None:
        by = self._somebody(step.unit_id, *_workers(step))
        if step.kind not in (StepKind.RETURN, StepKind.RECEPTION) and self.chance.random() < 0.02:
            reason = "Thiếu danh mục hồ sơ bàn giao"
            routing.decline(session, case.code, seen=None, by=by, at=at, reason=reason)
            self._later(case.code, at, 1)
            return
        routing.accept(session, case.code, seen=None, by=by, at=at)
        pause = 12.0 if step.kind == StepKind.RETURN else self._effort(step)
        self._later(case.code, at, self.chance.uniform(1, pause) if pause == 12 else pause)

    def _work(self, session: Session, case: Case, step: CaseStep, at: datetime) -> None:
        by = self._worker(case, step)
        lot = self.chance.random()
        if step.kind == StepKind.APPRAISE and lot < 0.12 and not _asked(session, case):
            self._pause(session, case, lot, by, at)
        elif step.kind == StepKind.PROCESS and lot < 0.35 and step.unit_id == self._unit("tax"):
            note = "Thông báo nộp tiền số 15/TB-TCS"
            waiting.notify_duty(session, case.code, seen=None, by=by, at=at, note=note)
            self._later(case.code, at, self.chance.uniform(16, 60))
        elif step.kind in (StepKind.CHECK, StepKind.SIGN) and lot < 0.06 and step.round == 1:
            position = next(s.position for s in case.steps if s.kind == StepKind.APPRAISE)
            reason = "Cần bổ sung ý kiến thẩm định"
            finishing.send_back(
                session, case.code, seen=None, by=by, at=at, position=position, reason=reason
            )
            self._later(case.code, at, 2)
        else:
            self._complete(session, case, step, by, at)

    def _pause(self, session: Session, case: Case, lot: float, by: Actor, at: datetime) -> None:
        code, clerk = case.code, self._somebody(self._unit("one-stop"), Role.CLERK)
        if lot < 0.07:
            issued_at = at + timedelta(minutes=self.chance.randint(10, 50))
            for ask, who, when in (
                (supplement.propose_supplement, by, at),
                (supplement.request_supplement, clerk, issued_at),
            ):
                ask(
                    session,
                    code,
                    seen=None,
                    by=who,
                    at=when,
                    requirements=("Bản sao giấy tờ chứng minh nơi cư trú", "Tờ khai đủ mục 5"),
                    reason="Hồ sơ chưa đủ căn cứ để giải quyết",
                )
            if self.chance.random() < 0.75:
                self._later(code, at, self.chance.uniform(6, 40))
        elif lot < 0.095:
            reason = "Chờ kết quả giải quyết tranh chấp liên quan"
            waiting.stop(session, code, seen=None, by=by, at=at, reason=reason)
            if self.chance.random() < 0.5:
                self._later(code, at, self.chance.uniform(16, 60))
        else:
            reason = "Người nộp xin rút hồ sơ vì không còn nhu cầu"
            ending.withdraw(session, code, seen=None, by=clerk, at=at, reason=reason)

    def _continue(self, session: Session, case: Case, at: datetime) -> None:
        step = present_step(case)
        if step is None:
            raise LookupError(case.code)
        act = _CONTINUE[CaseStatus(case.status)]
        unit = step.unit_id if act is waiting.resume else self._unit("one-stop")
        by = self._worker(case, step) if act is waiting.resume else self._somebody(unit, Role.CLERK)
        act(session, case.code, seen=None, by=by, at=at)
        self._later(case.code, at, self._effort(step))

    def _complete(
        self, session: Session, case: Case, step: CaseStep, by: Actor, at: datetime
    ) -> None:
        following = step_after(case, step)
        if following is None:
            raise LookupError(case.code)
        stays = following.unit_id == step.unit_id
        named = self._somebody(following.unit_id, *_workers(following)) if stays else None
        result = self._result(session, case, at) if step.ends_settlement else None
        finishing.complete(
            session,
            case.code,
            seen=None,
            by=by,
            at=at,
            next_official_id=named.official_id if named else None,
            result=result,
        )
        hours = self._effort(following) if stays else self.chance.choice(_DELAYS)
        self._later(case.code, at, hours)

    def _result(self, session: Session, case: Case, at: datetime) -> ResultEntry:
        version = procedures.version(session, case.version_id)
        granted = self.chance.random() > 0.05
        signer = self._somebody(self._unit("leaders"), Role.AGENCY_LEADER)
        return ResultEntry(
            granted=granted,
            name=version.results[0],
            number=f"{self.chance.randint(10, 990)}/UBND",
            signed_on=at.astimezone(self.calendar.zone).date(),
            signer=signer.full_name,
            reason="" if granted else "Không đủ điều kiện theo quy định",
        )

    def _hand_out(self, session: Session, case: Case, at: datetime) -> None:
        if self.chance.random() < 0.12:
            self._later(case.code, at, self.chance.uniform(30, 90))
            return
        entry = HandingOutEntry(
            method=self._way_out(case),
            receiver_name=case.submitter_name or case.applicant.name,
            receiver_identity=case.submitter_identity or case.applicant.identity_number,
        )
        clerk = self._somebody(self._unit("one-stop"), Role.CLERK)
        returning.hand_out(session, case.code, seen=None, by=clerk, at=at, entry=entry)

    def _way_out(self, case: Case) -> ReturnMethod:
        """As the applicant wanted it; what came back from the post is fetched at the counter."""
        back = case.post_since_at is not None
        return ReturnMethod.COUNTER if back else ReturnMethod(case.return_method)

    def _effort(self, step: CaseStep) -> float:
        """Working hours that a step takes: mostly less than allotted, now and then more."""
        allotted = working_hours(Term.parse(step.allotted)) if step.allotted else None
        hours = float(allotted or 2)
        share = self.chance.uniform(0.15, 0.6)
        return hours * (self.chance.uniform(1.1, 1.9) if self.chance.random() < 0.06 else share)

    def _worker(self, case: Case, step: CaseStep) -> Actor:
        people = self.office.with_role(step.unit_id, *_workers(step))
        assigned = [actor for actor in people if actor.official_id == case.assignee_id]
        return assigned[0] if assigned else self.chance.choice(people)

    def _somebody(self, unit_id: int, *roles: Role) -> Actor:
        return self.chance.choice(self.office.with_role(unit_id, *roles))

    def _unit(self, key: str) -> int:
        return self.office.units[key]


_CONTINUE: dict[CaseStatus, Callable[..., Case]] = {
    CaseStatus.SUPPLEMENT: supplement.receive_supplement,
    CaseStatus.FINANCIAL_DUTY: waiting.receive_duty,
    CaseStatus.STOPPED: waiting.resume,
}


def _workers(step: CaseStep) -> tuple[Role, ...]:
    return (Role(step.role),)


def _asked(session: Session, case: Case) -> bool:
    """Whether the case has been paused before: once is enough for a sample."""
    acts = (Act.REQUEST_SUPPLEMENT, Act.STOP)
    found = select(JournalEntry.id).where(
        JournalEntry.case_id == case.id, JournalEntry.act.in_(acts)
    )
    return session.scalar(found.limit(1)) is not None


def _versions(session: Session, agency_id: int, until: datetime) -> list[Version]:
    rows = procedures.catalogue(session, agency_id, day=until.date())
    return [procedures.version(session, row.version_id) for row in rows]
