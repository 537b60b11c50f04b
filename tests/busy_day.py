"""A day of jobs in a process that dies: `python -m tests.busy_day SEED KILLS`.

Lives through the day in a child that is killed (SIGKILL) at a random point, as often as asked,
each time going on from the job that had not been told as done. Prints how many points the day
had and how often the child was killed. A point lies before and after every statement, before
every commit, and between a commit and the telling of it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import configure_mappers

from config import Settings
from onestop import create_app, scheduler
from onestop.clock import StoppedClock, install
from onestop.db import db
from onestop.scheduler import JOBS, Job
from tests.cases.makers import MONDAY

DAY = MONDAY.replace(day=19, hour=0)
"""A Thursday."""
HOUR = timedelta(hours=1)
HOURLY = ("flag-overdue", "remind-officials", "prepare-apologies", "announce-early")
SELDOM = (
    *("tell-stuck", "watch-post", "remind-of-supplements", "close-expired-supplements"),
    "forget-rate-windows",
)
"""Every six hours, lest the day become too long to be lived through."""
ONCE = ("count-days", "nag-unclaimed", "keep-house")
OUTSIDE = ("beat", "send-outbox", "exchange-with-carriers")
"""What has no effect of its own here: a sign of life, and what waits for others."""


def plan() -> list[tuple[datetime, Job]]:
    """What runs when: the sweeps again and again, the daily jobs at their hours."""
    named = {job.name: job for job in JOBS}
    runs = [(DAY + HOUR * number, named[name]) for number in range(24) for name in HOURLY]
    runs += [(DAY + HOUR * number, named[name]) for number in range(0, 24, 6) for name in SELDOM]
    runs += [(named[name].trigger.next_after(DAY, DAY.tzinfo), named[name]) for name in ONCE]
    return sorted(runs, key=lambda run: run[0])


def live(app: Flask, begin: int, dies_at: int | None, told: int) -> None:
    """Runs the plan from a place on, telling each job that is done; dies at that point."""
    clock = StoppedClock(DAY)
    install(app, clock)
    passed = 0

    def point(*_anything: object) -> None:
        nonlocal passed
        passed += 1
        if passed == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    with app.app_context():
        for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(db.engine, moment, point)
        for place, (at, job) in enumerate(plan()):
            if place >= begin:
                clock.set(at)
                scheduler.run_once(job)
                point()
                os.write(told, f"{place} {passed}\n".encode())


def in_a_child(work: Callable[[int], None]) -> tuple[int, list[str]]:
    """Works in a process of its own; gives how that ended and what it had told by then."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        try:
            work(writing)
        except BaseException as failure:
            os.write(2, f"{failure!r}\n".encode())
            os._exit(1)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as lines:
        told = lines.read().splitlines()
    return os.waitpid(child, 0)[1], told


def main(seed: int, kills: int) -> int:
    """Lives through the day, dying as often as asked."""
    chance, begin, points, killed = random.Random(seed), 0, 0, 0
    within = int(os.environ.get("POINTS_IN_A_DAY", "0"))
    app = create_app(Settings.from_environ(os.environ))
    configure_mappers()
    while begin < len(plan()):
        dies_at = chance.randint(1, 2 * within // kills) if killed < kills else None
        ended, told = in_a_child(lambda line: live(app, begin, dies_at, line))  # noqa: B023
        if told:
            begin, points = int(told[-1].split()[0]) + 1, int(told[-1].split()[1])
        if os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGKILL:
            killed += 1
        elif ended:
            return 1
    sys.stdout.write(json.dumps({"points": points, "killed": killed}))
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
