"""Where a case is on its way: its present step, the next one, and what permission depends on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from onestop.accounts.rules import Role
from onestop.cases.models import Apology, Case, CaseStep, Handover, StepState, SupplementRequest
from onestop.cases.rules.apology import ApologyState
from onestop.cases.rules.lifecycle import CaseStatus, Holding
from onestop.cases.rules.permission import Whereabouts
from onestop.cases.rules.supplement import SupplementState
from onestop.procedures.rules import StepKind


def present_step(case: Case) -> CaseStep | None:
    """The step that the case is in, or is offered to."""
    for step in case.steps:
        if (step.position, step.round) == (case.step_position, case.step_round):
            return step
    return None


def comes_back(case: Case, step: CaseStep) -> CaseStep | None:
    """The visit in which whoever forwarded the case goes on; None for a step of the route."""
    planned = [
        other
        for other in case.steps
        if step.forwarded
        and other.state == StepState.PLANNED
        and other.position == step.position
        and other.round > step.round
    ]
    return min(planned, key=lambda other: other.round, default=None)


def answering_step(case: Case) -> CaseStep | None:
    """The step whose unit answers for the promise (L1): a forwarded case is due back there."""
    step = present_step(case)
    return (comes_back(case, step) or step) if step else None


def step_after(case: Case, step: CaseStep) -> CaseStep | None:
    """The planned step that follows in the route; None at its end.

    A forwarded case comes back to the step from which it was forwarded.
    """
    if step.forwarded:
        return comes_back(case, step)
    planned = [
        other
        for other in case.steps
        if other.state == StepState.PLANNED and other.position > step.position and not other.branch
    ]
    return min(planned, key=lambda other: (other.position, other.round), default=None)


def hand_overs_to_come(case: Case) -> list[tuple[CaseStep, CaseStep]]:
    """The steps between which the dossier will still pass from unit to unit on the lead's line."""
    coming, step = [], present_step(case)
    while step is not None:
        following = step_after(case, step)
        if following is not None and following.unit_id != step.unit_id:
            coming.append((step, following))
        step = following
    return coming


def whole_time(case: Case, step: CaseStep) -> str | None:
    """The allotted time of a step as its route has it, whatever was left for a later visit."""
    visits = [
        other
        for other in case.steps
        if other.position == step.position and not other.branch and not other.forwarded
    ]
    return min(visits, key=lambda other: other.round).allotted


def targets(case: Case, step: CaseStep) -> list[CaseStep]:
    """The earlier steps to which a case can be sent back, each once.

    From another one-stop unit it goes back to the step from which it was forwarded.
    """
    if step.forwarded:
        return [each for each in (comes_back(case, step),) if each is not None]
    taken = {
        other.position: other
        for other in case.steps
        if other.position < step.position
        and not other.branch
        and not other.forwarded
        and other.state != StepState.DROPPED
        and other.kind != StepKind.DUTY
    }
    return [taken[position] for position in sorted(taken)]


def decision_signed(case: Case) -> bool:
    """Whether the case lies behind its signature: not once it was sent back to it or past it."""
    step = present_step(case)
    return step is not None and any(
        other.kind == StepKind.SIGN
        and other.state == StepState.DONE
        and other.position < step.position
        and not other.branch
        for other in case.steps
    )


def open_branches(case: Case) -> list[CaseStep]:
    """The coordinating steps under way."""
    return [each for each in case.steps if each.branch and each.state == StepState.OPEN]


def findings_after(case: Case, step: CaseStep) -> tuple[str, ...]:
    """What the official of a step must say before the next one can begin: found, or not.

    Another one-stop unit is asked nothing: the step to which the case returns is taken anyway.
    """
    if step.forwarded:
        return ()
    found: list[str] = []
    for other in sorted(case.steps, key=lambda each: (each.position, each.round)):
        planned = other.state == StepState.PLANNED and not other.branch
        if planned and other.position > step.position:
            if not other.finding:
                break
            if other.finding not in found:
                found.append(other.finding)
    return tuple(found)


def is_taken(step: CaseStep, following: CaseStep, findings: tuple[str, ...]) -> bool:
    """Whether a step is taken after what was found; a step that was left to forward the case is."""
    return step.forwarded or following.finding in ("", *findings)


def awaited_by(case: Case, following: CaseStep) -> list[CaseStep]:
    """The coordinating steps without which the following step cannot begin."""
    ended = (StepState.DONE, StepState.DROPPED)
    return [
        each
        for each in case.steps
        if each.branch
        and each.state not in ended
        and each.joins is not None
        and each.joins <= following.position
    ]


def proposed_supplement(case: Case) -> SupplementRequest | None:
    """The request for a supplement that waits at the counter."""
    return next((each for each in case.supplements if each.state == SupplementState.PROPOSED), None)


def sent_back_supplement(case: Case) -> SupplementRequest | None:
    """The proposal that the counter wants otherwise, until a new one takes its place."""
    last = max(case.supplements, key=lambda each: each.id, default=None)
    return last if last is not None and last.state == SupplementState.SENT_BACK else None


def issued_supplements(case: Case) -> list[SupplementRequest]:
    """The requests that reached the applicant, in their order."""
    return [each for each in case.supplements if each.issued_at is not None]


def leg_begins_at(
    giving: CaseStep,
    received_at: datetime,
    supplements: Iterable[SupplementRequest],
    *,
    given_at: datetime,
) -> datetime:
    """From when on a dossier has to change hands (H1; NĐ61 18.1).

    When it leaves the reception for the first time: since it was complete, with the supplement
    that was brought last (C2); on any other leg since it was given.
    """
    if giving.kind != StepKind.RECEPTION or giving.round > 1:
        return given_at
    brought = [each.ended_at for each in supplements if each.state == SupplementState.RECEIVED]
    return max([received_at, *(at for at in brought if at is not None and at <= given_at)])


def waiting_apology(case: Case) -> Apology | None:
    """The apology that waits for its signature, or signed for the counter."""
    waits = (ApologyState.DRAFTED, ApologyState.SIGNED)
    return next((each for each in case.apologies if each.state in waits), None)


def prepared_apology(case: Case) -> Apology | None:
    """The apology that was prepared by itself and that nobody has sent to the head."""
    return next((each for each in case.apologies if each.state == ApologyState.PREPARED), None)


def sent_back_apology(case: Case) -> Apology | None:
    """The apology that the head wants otherwise, until a new draft takes its place."""
    last = max(case.apologies, key=lambda each: each.id, default=None)
    return last if last is not None and last.state == ApologyState.SENT_BACK else None


def whereabouts(case: Case, handover: Handover | None) -> Whereabouts:
    """What permission depends on, as plain values; `handover` is the open one, if any."""
    step = present_step(case)
    following = step_after(case, step) if step else None
    apology = waiting_apology(case)
    drafted = apology is not None and apology.state == ApologyState.DRAFTED
    return Whereabouts(
        agency_id=case.agency_id,
        status=CaseStatus(case.status),
        holding=Holding(case.holding),
        unit_id=case.unit_id,
        giver_unit_id=handover.from_unit_id if handover else None,
        assignee_id=case.assignee_id,
        step_role=Role(step.role) if step else None,
        next_unit_id=following.unit_id if following else None,
        forwarded=step is not None and step.forwarded,
        branches=tuple((each.unit_id, Role(each.role)) for each in open_branches(case)),
        asked=frozenset(each.unit_id for each in case.consultations if each.ended_at is None),
        at_reception=step is not None and step.kind == StepKind.RECEPTION,
        supplement_proposed=proposed_supplement(case) is not None,
        apology_to_sign=apology.agency_id if apology and drafted else None,
        apology_signed=apology is not None and not drafted,
        decision_signed=decision_signed(case),
    )
