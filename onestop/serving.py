"""The processes of an office: the web server, the scheduler, and both together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 15.0


def server(host: str, port: int, workers: int) -> list[str]:
    """The command that serves the office; its log carries no address that was asked for."""
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        "4",
        "--log-level",
        "warning",
        "--respawn-failed-workers",
        "--working-dir",
        str(ROOT),
        "wsgi:app",
    ]


def scheduler() -> list[str]:
    """The command that runs the scheduler."""
    return [sys.executable, "-m", "onestop", "scheduler", "run"]


def together(commands: Sequence[list[str]]) -> int:
    """Runs the commands until one ends or a signal comes, then stops all.

    The exit code is 0 if we were asked to stop, else that of the command that ended by itself.
    Each runs in its own session, so that Ctrl-C reaches it once, from here.
    """
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _frame: asked.append(received))
    running = [subprocess.Popen(command, start_new_session=True) for command in commands]
    while not asked and all(process.poll() is None for process in running):
        time.sleep(0.2)
    died = [process.returncode for process in running if process.returncode is not None]
    for process in running:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
    for process in running:
        _end(process)
    return 0 if asked else died[0] or 1


def _end(process: subprocess.Popen[bytes]) -> None:
    """Waits for a process to end; one that takes too long is killed with all its own."""
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
