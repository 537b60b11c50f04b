"""Who may do what: roles, permissions and the one table that joins them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

FAILURES_BEFORE_LOCK = 5
LOCK_LASTS = timedelta(minutes=15)


class Role(StrEnum):
    """What somebody is in a unit."""

    CLERK = "clerk"
    OFFICIAL = "official"
    UNIT_LEADER = "unit_leader"
    AGENCY_LEADER = "agency_leader"
    POSTAL_DESK = "postal_desk"
    ADMINISTRATOR = "administrator"


class UnitKind(StrEnum):
    """What a unit is for; the counter meets the public."""

    COUNTER = "counter"
    DEPARTMENT = "department"
    LEADERS = "leaders"
    POSTAL_DESK = "postal_desk"


class Permission(StrEnum):
    """What a role may be allowed to do; the value is the word, the table below decides."""

    USE_OWN_ACCOUNT = "use_own_account"
    SEE_CATALOGUE = "see_catalogue"
    EDIT_CATALOGUE = "edit_catalogue"
    SEE_UNIT_CASES = "see_unit_cases"
    SEE_AGENCY_CASES = "see_agency_cases"
    REGISTER_CASES = "register_cases"
    MOVE_CASES = "move_cases"
    ASSIGN_CASES = "assign_cases"
    SET_ASSIGNMENT = "set_assignment"
    HAND_OUT_RESULTS = "hand_out_results"
    SEND_RESULTS = "send_results"
    SET_CARRIERS = "set_carriers"
    SIGN_APOLOGIES = "sign_apologies"
    REOPEN_CASES = "reopen_cases"
    SEE_SCHEDULER = "see_scheduler"
    RUN_JOBS = "run_jobs"
    SET_REMINDERS = "set_reminders"
    SET_NOTICES = "set_notices"
    SET_PAPERS = "set_papers"
    SEE_OUTBOX = "see_outbox"
    SEE_CALENDAR = "see_calendar"
    AMEND_CALENDAR = "amend_calendar"
    TRANSFER_CASES = "transfer_cases"


MEANING = {
    Permission.USE_OWN_ACCOUNT: "sign out, choose a language, change one's own password",
    Permission.SEE_CATALOGUE: "read the procedures with their papers, times, fees and routes",
    Permission.EDIT_CATALOGUE: "write, try out and publish versions of procedures",
    Permission.SEE_UNIT_CASES: "see the cases that pass through one's own units",
    Permission.SEE_AGENCY_CASES: "see every case of the agency",
    Permission.REGISTER_CASES: "register applications and print receipts",
    Permission.MOVE_CASES: "accept, complete, hand over and send back cases of one's own units",
    Permission.ASSIGN_CASES: "give a case of one's own units to an official",
    Permission.SET_ASSIGNMENT: "choose the rule by which a unit's cases are given",
    Permission.HAND_OUT_RESULTS: "hand the result to the applicant",
    Permission.SEND_RESULTS: "pack results for the post, hand them over and follow them",
    Permission.SET_CARRIERS: "name the carriers of the agency and how their files are read",
    Permission.SIGN_APOLOGIES: "sign the apology for a case that is late, with its new day",
    Permission.REOPEN_CASES: "reopen a settled case to correct an error of the office",
    Permission.SEE_SCHEDULER: "see what the scheduler did and will do",
    Permission.RUN_JOBS: "run a job of the scheduler now",
    Permission.SET_REMINDERS: "set when officials of the agency are reminded, and leaders told",
    Permission.SET_NOTICES: "set the agency's quiet hours and its gate before a late signature",
    Permission.SET_PAPERS: "set what the agency's papers say of it, and look at a specimen",
    Permission.SEE_OUTBOX: "see what was told to whom by which channel, and send it again",
    Permission.SEE_CALENDAR: "read the working calendar of the agency",
    Permission.TRANSFER_CASES: "move the open cases of a unit to another one",
    Permission.AMEND_CALENDAR: "enter and withdraw days off, and move what was promised",
}

_EVERYBODY = {
    Permission.USE_OWN_ACCOUNT,
    Permission.SEE_CATALOGUE,
    Permission.SEE_CALENDAR,
}
_WORKING = _EVERYBODY | {Permission.SEE_UNIT_CASES, Permission.MOVE_CASES}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.CLERK: frozenset(
        _WORKING
        | {
            Permission.SEE_AGENCY_CASES,
            Permission.REGISTER_CASES,
            Permission.HAND_OUT_RESULTS,
            Permission.SEND_RESULTS,
        }
    ),
    Role.OFFICIAL: frozenset(_WORKING),
    Role.UNIT_LEADER: frozenset(
        _WORKING | {Permission.ASSIGN_CASES, Permission.SET_ASSIGNMENT, Permission.REOPEN_CASES}
    ),
    Role.AGENCY_LEADER: frozenset(
        _WORKING
        | {
            Permission.ASSIGN_CASES,
            Permission.SET_ASSIGNMENT,
            Permission.SEE_AGENCY_CASES,
            Permission.SIGN_APOLOGIES,
            Permission.REOPEN_CASES,
            Permission.SEE_OUTBOX,
        }
    ),
    Role.POSTAL_DESK: frozenset(
        _EVERYBODY
        | {
            Permission.SEE_UNIT_CASES,
            Permission.SEE_AGENCY_CASES,
            Permission.REGISTER_CASES,
            Permission.HAND_OUT_RESULTS,
            Permission.SEND_RESULTS,
            Permission.SET_CARRIERS,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        _EVERYBODY
        | {
            Permission.SEE_UNIT_CASES,
            Permission.SEE_AGENCY_CASES,
            Permission.SET_ASSIGNMENT,
            Permission.SEE_SCHEDULER,
            Permission.RUN_JOBS,
            Permission.SET_REMINDERS,
            Permission.SET_NOTICES,
            Permission.SET_PAPERS,
            Permission.SEE_OUTBOX,
            Permission.AMEND_CALENDAR,
            Permission.EDIT_CATALOGUE,
            Permission.TRANSFER_CASES,
            Permission.SET_CARRIERS,
        }
    ),
}


@dataclass(frozen=True)
class Post:
    """One place that somebody holds: a role in a unit."""

    unit_id: int
    role: Role


@dataclass(frozen=True)
class Actor:
    """The person who acts: an official with the posts held today."""

    official_id: int
    agency_id: int
    username: str
    full_name: str
    title: str = ""
    posts: tuple[Post, ...] = ()
    agency_name: str = ""
    stands_in_for: frozenset[int] = frozenset()
    """The officials on leave whose work the person does today, with their posts among `posts`."""

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """All that the held roles allow together."""
        return frozenset().union(*(PERMISSIONS[post.role] for post in self.posts))

    @cached_property
    def unit_ids(self) -> frozenset[int]:
        """The units in which the person holds a post."""
        return frozenset(post.unit_id for post in self.posts)

    def answers_for(self, official_id: int | None) -> bool:
        """Whether work assigned to that official is the person's today."""
        return official_id == self.official_id or official_id in self.stands_in_for

    def may(self, permission: Permission) -> bool:
        """Whether one of the held roles allows it."""
        return permission in self.permissions

    def may_in(self, unit_id: int, permission: Permission) -> bool:
        """Whether a role held in that very unit allows it."""
        return any(
            post.unit_id == unit_id and permission in PERMISSIONS[post.role] for post in self.posts
        )


def locked_until(failures: int, *, at: datetime) -> datetime | None:
    """Until when sign-in is locked after that many failures in a row; None while it is open."""
    return at + LOCK_LASTS if failures >= FAILURES_BEFORE_LOCK else None
