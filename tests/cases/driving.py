"""Somebody at every desk of an office, so that a case can be driven by whoever has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from onestop.accounts import queries as accounts
from onestop.accounts.rules import Actor
from onestop.cases.models import Case, Opinion, Silence
from onestop.cases.operations import (
    apology,
    coordination,
    correcting,
    ending,
    finishing,
    forwarding,
    redirecting,
    returning,
    routing,
    supplement,
    waiting,
)
from onestop.cases.queries import one_case, trays
from onestop.cases.queries.trays import Tray
from onestop.cases.queries.whereabouts import findings_after, present_step, targets
from onestop.cases.rules.lifecycle import Act
from onestop.cases.rules.reception import ReturnMethod
from onestop.cases.rules.results import HandingOutEntry, ResultEntry
from onestop.db import db, transaction

OPERATIONS: dict[Act, Callable[..., Case]] = {
    Act.ACCEPT: routing.accept,
    Act.DECLINE: routing.decline,
    Act.TAKE_BACK: routing.take_back,
    Act.ASSIGN: routing.assign,
    Act.COMPLETE: finishing.complete,
    Act.HAND_OVER: finishing.complete,
    Act.SEND_BACK: finishing.send_back,
    Act.FORWARD: forwarding.forward,
    Act.CONTRIBUTE: coordination.contribute,
    Act.CONSULT: coordination.consult,
    Act.GIVE_OPINION: coordination.give_opinion,
    Act.PROPOSE_SUPPLEMENT: supplement.propose_supplement,
    Act.REQUEST_SUPPLEMENT: supplement.request_supplement,
    Act.SEND_BACK_SUPPLEMENT: supplement.send_back_supplement,
    Act.RECEIVE_SUPPLEMENT: supplement.receive_supplement,
    Act.NOTIFY_DUTY: waiting.notify_duty,
    Act.RECEIVE_DUTY: waiting.receive_duty,
    Act.STOP: waiting.stop,
    Act.RESUME: waiting.resume,
    Act.WITHDRAW: ending.withdraw,
    Act.DRAFT_APOLOGY: apology.draft_apology,
    Act.SIGN_APOLOGY: apology.sign_apology,
    Act.SEND_BACK_APOLOGY: apology.send_back_apology,
    Act.RE_APPOINT: apology.re_appoint,
    Act.HAND_OUT: returning.hand_out,
    Act.REDIRECT: redirecting.redirect_result,
    Act.REOPEN: correcting.reopen,
}
ONWARD = (
    Act.ACCEPT,
    Act.RECEIVE_SUPPLEMENT,
    Act.RECEIVE_DUTY,
    Act.RESUME,
    Act.CONTRIBUTE,
    Act.COMPLETE,
    Act.HAND_OVER,
    Act.HAND_OUT,
)
"""The acts that bring a case towards its end, the first possible one first."""


BESIDE = (Tray.COORDINATING, Tray.CONSULTED)
PLACES = (Tray.AT_WORK, *(part for part in Tray if part not in (Tray.AT_WORK, *BESIDE)))
"""The trays of those who have the case itself, the commonest first."""


@dataclass(frozen=True)
class Choice:
    """An act that somebody may do to the case now."""

    act: Act
    actor: Actor


def case_of(actor: Actor, code: str) -> Case:
    """The case as that person sees it."""
    db.session().expire_all()
    return one_case.case_for(db.session(), actor, code)


def choices(actors: Iterable[Actor], case: Case) -> list[Choice]:
    """Everything that anybody may do with the case now."""
    return [
        Choice(act, actor)
        for actor in actors
        for act in one_case.acts_open_to(db.session(), case, actor)
    ]


def act(choice: Choice, case: Case, *, at: datetime, findings: tuple[str, ...] = ()) -> None:
    """Does it to the case as it was seen, with the arguments that it needs."""
    more = _arguments(choice, case, at, findings)
    code, seen = case.code, case.version
    with transaction() as session:
        OPERATIONS[choice.act](session, code, seen=seen, by=choice.actor, at=at, **more)


def _arguments(
    choice: Choice, case: Case, at: datetime, findings: tuple[str, ...]
) -> dict[str, Any]:
    step = present_step(case)
    back = targets(case, step) if step else []
    entry = HandingOutEntry(ReturnMethod.COUNTER, case.applicant.name, "079190012345")
    asked = {"requirements": ("Bản đồ",), "reason": "thiếu", "override_reason": "có biến động"}
    needed: dict[Act, dict[str, Any]] = {
        Act.DECLINE: {"reason": "lý do"},
        Act.STOP: {"reason": "lý do"},
        Act.WITHDRAW: {"reason": "lý do"},
        Act.PROPOSE_SUPPLEMENT: asked,
        Act.REQUEST_SUPPLEMENT: asked,
        Act.DRAFT_APOLOGY: {
            "circumstances": "đang thẩm định",
            "reason": "chờ xác minh",
            "new_due_on": at.date() + timedelta(days=20),
        },
        Act.SEND_BACK_SUPPLEMENT: {"reason": "ghi rõ hơn"},
        Act.SEND_BACK_APOLOGY: {"reason": "ghi rõ hơn"},
        Act.REOPEN: {"reason": "ghi sai tên"},
        Act.REDIRECT: {
            "method": ReturnMethod.POST,
            "address": f"{at.minute} đường Hoa Sữa, {at:%d%H}",
            "reason": "chủ hồ sơ gọi điện",
        },
        Act.ASSIGN: {"official_id": choice.actor.official_id},
        Act.HAND_OUT: {"entry": entry},
        Act.CONSULT: {
            "unit_ids": (choice.actor.posts[0].unit_id + 1,),
            "content": "Ý kiến?",
            "due_on": at.date() + timedelta(days=5),
            "silence": Silence.CONSENT,
        },
        Act.GIVE_OPINION: {"opinion": Opinion.AGREES, "answer": "Đồng ý"},
        Act.SEND_BACK: {"position": back[-1].position if back else 0, "reason": "xem lại"},
        Act.FORWARD: {
            "unit_id": next(iter(elsewhere(case.agency_id)), 0),
            "content": "Xác nhận giúp",
            "due_on": max(case.due_at.date(), at.date()),
        },
    }
    if step is None or choice.act not in (Act.COMPLETE, Act.HAND_OVER):
        return needed.get(choice.act, {})
    more: dict[str, Any] = {"findings": tuple(set(findings) & set(findings_after(case, step)))}
    if step.ends_settlement:
        more["result"] = ResultEntry(True, "Giấy phép", "1/GP", at.date(), "Chủ tịch")
    return more


def elsewhere(agency_id: int) -> list[int]:
    """The one-stop units to which a case of that agency can be forwarded."""
    return [number for number, _ in accounts.other_counters(db.session(), agency_id)]


def lies_somewhere(actors: Iterable[Actor], case: Case) -> bool:
    """Whether the case lies in somebody's tray; whoever has it in their unit is asked first."""
    near = sorted(actors, key=lambda actor: case.unit_id not in actor.unit_ids)
    return any(
        row.code == case.code
        for actor in near
        for part in PLACES
        for row in trays.tray(db.session(), actor, part, limit=500).rows
    )


def travel(
    actors: tuple[Actor, ...], clerk: Actor, code: str, *, at: datetime, most: int = 200
) -> datetime:
    """Drives a case straight to its end; says when that was. Raises AssertionError if it sticks."""
    for _ in range(most):
        case = case_of(clerk, code)
        if case.closed_at is not None:
            return at
        able = choices(actors, case)
        following = [each for wanted in ONWARD for each in able if each.act is wanted]
        assert following, f"{code} is stuck: {able}"
        at += timedelta(minutes=20)
        act(following[0], case, at=at)
    raise AssertionError(f"{code} does not end")
