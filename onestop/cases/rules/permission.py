"""Who may do what to a case, by the posts held in the unit that has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from onestop.accounts.rules import Actor, Permission, Role
from onestop.cases.rules import endings
from onestop.cases.rules.lifecycle import (
    ABOUT_MONEY,
    BY_POST,
    LIFECYCLE,
    Act,
    CaseStatus,
    Holding,
    possible,
)
from onestop.errors import N_, NotPermitted, Refused

LEADERS = frozenset({Role.UNIT_LEADER, Role.AGENCY_LEADER})


@dataclass(frozen=True)
class Whereabouts:
    """Where a case stands, as far as permission depends on it."""

    agency_id: int
    status: CaseStatus
    holding: Holding
    unit_id: int | None
    giver_unit_id: int | None
    assignee_id: int | None
    step_role: Role | None
    next_unit_id: int | None
    """The unit of the following step; None where nothing follows."""
    forwarded: bool = False
    """Whether it is with another one-stop unit, to come back from there."""
    branches: tuple[tuple[int, Role], ...] = ()
    """Units and roles of the coordinating steps that are under way."""
    asked: frozenset[int] = frozenset()
    """The units whose opinion has been asked and not been given yet."""
    at_reception: bool = False
    """Whether the case still lies in its step of reception."""
    supplement_proposed: bool = False
    apology_to_sign: int | None = None
    """The agency whose leader is to sign the drafted apology; None where none is drafted."""
    apology_signed: bool = False
    decision_signed: bool = False
    """Whether the case lies behind its signature."""


_Judge = Callable[[Actor, Whereabouts], bool]


def leads(actor: Actor, unit_id: int | None) -> bool:
    """Whether the person leads that unit."""
    return any(post.unit_id == unit_id and post.role in LEADERS for post in actor.posts)


def sets_assignment(actor: Actor, unit_id: int) -> bool:
    """Whether the person says by which rule a unit of their agency gives its cases."""
    everywhere = any(post.role is Role.ADMINISTRATOR for post in actor.posts)
    return everywhere or actor.may_in(unit_id, Permission.SET_ASSIGNMENT)


def takes(actor: Actor, unit_id: int | None, role: str | None) -> bool:
    """Whether an unassigned step of that unit and role is one that the person takes themselves."""
    working = role in (Role.OFFICIAL, Role.CLERK)
    return working and any((each.unit_id, each.role) == (unit_id, role) for each in actor.posts)


def works_on(actor: Actor, where: Whereabouts) -> bool:
    """Whether the present step is the person's: by the role in the unit, and by assignment.

    A leader may do an official's step, not the other way round; a case assigned to somebody is
    theirs and their leader's.
    """
    roles = {post.role for post in actor.posts if post.unit_id == where.unit_id}
    fits = where.step_role in roles or (
        bool(roles & LEADERS) and where.step_role is not Role.AGENCY_LEADER
    )
    theirs = where.assignee_id is None or actor.answers_for(where.assignee_id)
    return fits and (theirs or leads(actor, where.unit_id))


def coordinates(actor: Actor, unit_id: int, role: Role) -> bool:
    """Whether a coordinating step of that unit and role is the person's."""
    roles = {post.role for post in actor.posts if post.unit_id == unit_id}
    return role in roles or (bool(roles & LEADERS) and role is not Role.AGENCY_LEADER)


def permitted(act: Act, where: Whereabouts, actor: Actor) -> bool:
    """Whether the person may do it, were it possible now.

    Somebody of another agency has only the steps that lie in their own units; the one-stop unit
    to which a case was forwarded does what it was asked, and neither stops the clock nor writes to
    the applicant: that is for the office that received the case (R8, S3), and the apology for the
    unit that forwarded it (L1).
    """
    in_house = actor.agency_id == where.agency_id
    if LIFECYCLE[act].permission is None or (act in _IN_HOUSE and not in_house):
        return False
    if act in _NOT_WHILE_FORWARDED and where.forwarded:
        return False
    return _JUDGES.get(act, works_on)(actor, where)


def _moves_in(actor: Actor, unit_id: int | None) -> bool:
    return unit_id is not None and actor.may_in(unit_id, Permission.MOVE_CASES)


def _by_permission(act: Act) -> _Judge:
    permission = LIFECYCLE[act].permission
    return lambda actor, _where: permission is not None and actor.may(permission)


def _signs(actor: Actor, where: Whereabouts) -> bool:
    """The head of the settling agency signs, whoever receives the case (L1)."""
    settling = where.apology_to_sign or actor.agency_id
    return actor.may(Permission.SIGN_APOLOGIES) and actor.agency_id == settling


def _drafts(actor: Actor, where: Whereabouts) -> bool:
    """Whoever has the case apologises for it; of a forwarded one, the unit that waits for it."""
    if where.forwarded:
        return _moves_in(actor, where.next_unit_id)
    return works_on(actor, where)


def _asks_applicant(actor: Actor, where: Whereabouts) -> bool:
    """The counter asks: what a unit proposed, or what it sees itself in its own step (R8)."""
    return works_on(actor, where) if where.at_reception else actor.may(Permission.REGISTER_CASES)


_ANYWHERE = (
    Act.REGISTER,
    Act.SEND_BACK_SUPPLEMENT,
    Act.RECEIVE_SUPPLEMENT,
    Act.RECEIVE_DUTY,
    Act.WITHDRAW,
    Act.HAND_OUT,
    Act.RE_APPOINT,
    Act.REOPEN,
    *ABOUT_MONEY,
    *BY_POST,
    Act.RESTORE,
    Act.REDIRECT,
)
_IN_HOUSE = frozenset({*_ANYWHERE, Act.REQUEST_SUPPLEMENT, Act.FORWARD})
_NOT_WHILE_FORWARDED = frozenset(
    {
        Act.PROPOSE_SUPPLEMENT,
        Act.REQUEST_SUPPLEMENT,
        Act.NOTIFY_DUTY,
        Act.STOP,
        Act.CONSULT,
        Act.FORWARD,
    }
)
_JUDGES: dict[Act, _Judge] = {
    Act.ACCEPT: lambda actor, where: _moves_in(actor, where.unit_id),
    Act.DECLINE: lambda actor, where: _moves_in(actor, where.unit_id),
    Act.TAKE_BACK: lambda actor, where: _moves_in(actor, where.giver_unit_id),
    Act.ASSIGN: lambda actor, where: leads(actor, where.unit_id) or works_on(actor, where),
    Act.CONTRIBUTE: lambda actor, where: any(
        coordinates(actor, *branch) for branch in where.branches
    ),
    Act.GIVE_OPINION: lambda actor, where: any(_moves_in(actor, unit) for unit in where.asked),
    Act.REQUEST_SUPPLEMENT: _asks_applicant,
    Act.DRAFT_APOLOGY: _drafts,
    Act.SIGN_APOLOGY: _signs,
    Act.SEND_BACK_APOLOGY: _signs,
    **{act: _by_permission(act) for act in _ANYWHERE},
}
"""Who decides on an act; where it is not named, whoever works on the present step."""

_AWAITS: dict[Act, Callable[[Whereabouts], bool]] = {
    Act.PROPOSE_SUPPLEMENT: lambda where: not where.at_reception,
    Act.REQUEST_SUPPLEMENT: lambda where: where.at_reception or where.supplement_proposed,
    Act.SEND_BACK_SUPPLEMENT: lambda where: where.supplement_proposed,
    Act.SIGN_APOLOGY: lambda where: where.apology_to_sign is not None,
    Act.SEND_BACK_APOLOGY: lambda where: where.apology_to_sign is not None,
    Act.RE_APPOINT: lambda where: where.apology_signed,
    Act.WITHDRAW: lambda where: not where.decision_signed,
}
"""What must be so before the act makes sense: most acts need nothing but the case."""

_NO_GROUND = {
    Act.PROPOSE_SUPPLEMENT: N_(
        "The case is still at the counter, which asks the applicant itself."
    ),
    Act.REQUEST_SUPPLEMENT: N_(
        "No unit has proposed a supplement; a request to the applicant begins with the unit "
        "that has the case and goes out through the counter (Decree 61/2018, article 5)."
    ),
    Act.SEND_BACK_SUPPLEMENT: N_("No proposed supplement waits for this case."),
    Act.SIGN_APOLOGY: N_("No apology is drafted for this case; its unit drafts it first."),
    Act.SEND_BACK_APOLOGY: N_("No apology is drafted for this case; its unit drafts it first."),
    Act.RE_APPOINT: N_(
        "No signed apology waits for this case; the day changes only with one "
        "(Decree 61/2018, article 19.9)."
    ),
    Act.WITHDRAW: endings.DECIDED,
}


def _has_ground(act: Act, where: Whereabouts) -> bool:
    return act not in _AWAITS or _AWAITS[act](where)


def open_to(where: Whereabouts, actor: Actor) -> tuple[Act, ...]:
    """The acts that are possible now and the person may do, in the order of the lifecycle.

    Finishing a step is a hand-over where another unit comes next, a completion otherwise. What is
    about money stands with the fees of the case.
    """
    leaves = where.next_unit_id != where.unit_id
    idle = Act.COMPLETE if leaves else Act.HAND_OVER
    return tuple(
        act
        for act in LIFECYCLE
        if act not in (Act.REGISTER, idle, *ABOUT_MONEY, *BY_POST)
        and possible(act, where.status, where.holding)
        and permitted(act, where, actor)
        and _has_ground(act, where)
    )


def allowed(act: Act, where: Whereabouts, actor: Actor) -> bool:
    """Whether an act is possible now and the person's to do."""
    return possible(act, where.status, where.holding) and permitted(act, where, actor)


def require_ground(act: Act, where: Whereabouts) -> None:
    """Lets an act pass that has its ground, as the paper that it signs; raises Refused otherwise.

    A case ends at the applicant's wish only while nothing is decided (S7; NĐ118 article 21).
    """
    if not _has_ground(act, where):
        raise Refused(_NO_GROUND[act])


def require(act: Act, where: Whereabouts, actor: Actor) -> None:
    """Lets a permitted act pass; raises NotPermitted with a sentence otherwise."""
    if permitted(act, where, actor):
        return
    assigned = where.assignee_id is not None and not actor.answers_for(where.assignee_id)
    if assigned and actor.unit_ids & {where.unit_id}:
        raise NotPermitted(N_("The case is assigned to somebody else; ask your leader."))
    raise NotPermitted(N_("Your post does not allow this with this case."))
