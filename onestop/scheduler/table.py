"""The table of jobs: one row for each thing that the office does by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from onestop.cases.operations import deadlines, figures, printing, stuck, supplement
from onestop.errors import N_
from onestop.jobs import queries
from onestop.jobs.operations import forget_runs
from onestop.jobs.rules import Trigger, daily, each
from onestop.notices import jobs as notices
from onestop.notices.operations.forgetting import forget_read
from onestop.post import jobs as post
from onestop.post.operations.watching import tell_late
from onestop.web import limiting


@dataclass(frozen=True)
class Job:
    """A job: its name, when it runs, what it does and for what.

    One that follows up is told up to when it did its work before (`since`, None at first). One
    that waits for others, outside this house, is no part of a transaction: it opens its own. One
    that is not `by_hand` proves something by running at its time, and no page runs it. One that
    works in portions goes on until nothing is left, each portion in a transaction of its own.
    """

    name: str
    trigger: Trigger
    operation: Callable[..., int]
    purpose: str
    follows: bool = False
    waits: bool = False
    by_hand: bool = True
    portions: bool = False


def _beat(_session: Session, *, at: datetime) -> int:
    return 0


def _keep_house(session: Session, *, at: datetime) -> int:
    forgotten = (forget_runs, forget_read, printing.forget_batches)
    return sum(forget(session, at=at) for forget in forgotten)


JOBS: tuple[Job, ...] = (
    Job(
        queries.BEAT,
        each(seconds=30),
        _beat,
        N_("shows that the scheduler lives"),
        by_hand=False,
    ),
    Job(
        "flag-overdue",
        each(minutes=5),
        deadlines.flag_overdue,
        N_("marks cases, steps, hand-overs and opinions past their due moment"),
    ),
    Job(
        "remind-officials",
        each(minutes=5),
        deadlines.remind_officials,
        N_("reminds officials and tells leaders, at the opening of each working day"),
        follows=True,
    ),
    Job(
        "prepare-apologies",
        each(minutes=15),
        deadlines.prepare_apologies,
        N_("prepares an apology a day and a half before a promise is broken"),
    ),
    Job(
        "tell-stuck",
        each(minutes=15),
        stuck.tell_stuck,
        N_("tells leaders of the cases that got stuck"),
        follows=True,
    ),
    Job(
        "announce-early",
        each(minutes=5),
        deadlines.announce_early,
        N_("announces results that came before the promised day and were not announced yet"),
        follows=True,
    ),
    Job(
        "nag-unclaimed",
        daily(8),
        deadlines.nag_unclaimed,
        N_("reminds applicants of results that nobody has claimed"),
        follows=True,
    ),
    Job(
        "remind-of-supplements",
        each(hours=1),
        deadlines.remind_of_supplements,
        N_("reminds applicants of papers without which their case soon closes"),
    ),
    Job(
        "close-expired-supplements",
        each(hours=1),
        supplement.close_expired_supplements,
        N_("closes the cases whose supplement was not brought in time"),
        portions=True,
    ),
    Job(
        "send-outbox",
        each(seconds=30),
        notices.send_outbox,
        N_("sends the notices that are due"),
        waits=True,
    ),
    Job(
        "exchange-with-carriers",
        each(minutes=2),
        post.exchange_with_carriers,
        N_("gives orders to the carriers' service and hears what it tells of our items"),
        waits=True,
    ),
    Job(
        "watch-post",
        each(minutes=15),
        tell_late,
        N_("tells the postal desk of items that the carrier is late with"),
        follows=True,
    ),
    Job(
        "count-days",
        daily(0, 30),
        figures.count_days,
        N_("counts what came in, was settled, and is open and overdue, for each day that ended"),
    ),
    Job(
        "forget-rate-windows",
        each(hours=1),
        limiting.forget_expired,
        N_("clears the counts of failed attempts whose time is over"),
    ),
    Job(
        "keep-house",
        daily(2),
        _keep_house,
        N_("clears prints after two days, runs of jobs after 90 and notices read a year ago"),
    ),
)


def job_named(name: str) -> Job:
    """The job with that name; raises LookupError with the names that exist."""
    for job in JOBS:
        if job.name == name:
            return job
    raise LookupError(f"There is no job {name}. There are: {', '.join(j.name for j in JOBS)}.")
