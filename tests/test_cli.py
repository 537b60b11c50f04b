"""The command line: what it says, how it ends, and that it leaves no process behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

import pytest
from sqlalchemy import select, update

from config import ROOT
from onestop import cli, serving
from onestop.accounts import queries as people
from onestop.accounts.models import Agency
from onestop.cases.models import Case
from onestop.cases.rules.lifecycle import LIFECYCLE
from onestop.db import db, transaction
from onestop.scheduler import JOBS
from tests.cases.makers import CODE, a_case, a_small_office, paper_of
from tests.conftest import Say
from tests.databases import PUBLIC_URL, SECRET, SqliteStore


def environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "ONESTOP_DATABASE_URL": f"sqlite:///{folder}/office.db",
        "ONESTOP_SECRET_KEY": SECRET,
        "ONESTOP_PUBLIC_URL": PUBLIC_URL,
    }


def onestop(*words: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "onestop", *words]
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120
    )


def test_missing_settings_are_listed_all_at_once() -> None:
    ended = onestop("cases", "check", env={"PATH": os.environ["PATH"]})
    assert ended.returncode == 2
    for name in ("ONESTOP_DATABASE_URL", "ONESTOP_SECRET_KEY", "ONESTOP_PUBLIC_URL"):
        assert name in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_tables_go_up_and_say_their_revision(tmp_path: Path) -> None:
    env = environment(tmp_path / "var")
    assert onestop("db", "upgrade", env=env).returncode == 0
    again = onestop("db", "upgrade", env=env)
    assert (again.returncode, again.stdout) == (0, "The tables are up to date.\n")
    newest = max(path.stem for path in (ROOT / "migrations" / "versions").glob("0*.py"))
    assert newest in onestop("db", "current", env=env).stdout


def test_check_is_clean_until_a_row_is_tampered_with(say: Say) -> None:
    code = a_case(a_small_office()).code
    clean = say("cases", "check")
    assert (clean.exit_code, clean.output) == (0, "Every rule holds.\n")
    with transaction() as session:
        session.execute(update(Case).values(due_at=Case.received_at))
    told = say("cases", "check")
    assert told.exit_code == 1
    assert code in told.output


@pytest.mark.parametrize("command", [("db", "upgrade"), ("serve",), ("run",)])
def test_papers_lead_to_the_address_that_is_set_once_the_office_opens(
    say: Say, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setattr(serving, "together", lambda _commands: 0)
    office = a_small_office()
    with transaction() as session:
        session.execute(update(Agency).values(public_url="http://127.0.0.1:8000"))
    before = a_case(office)
    assert say(*command).exit_code == 0
    links = [paper_of(case.code, "receipt")["look_up_link"] for case in (before, a_case(office))]
    assert links[0].startswith("http://127.0.0.1:8000/look-up/")
    assert links[1].startswith(f"{PUBLIC_URL}/look-up/")


def test_an_office_without_tables_does_not_open_and_says_what_to_do(tmp_path: Path) -> None:
    ended = onestop("serve", env=environment(tmp_path))
    assert ended.returncode == 1
    assert "run `onestop db upgrade`" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_gate_before_the_signature_is_set_for_one_agency(say: Say) -> None:
    a_small_office()
    assert say("cases", "apology-gate", "H29.30.12", "require").output == "H29.30.12: require.\n"
    assert db.session().scalar(select(Agency.apology_gate)) == "require"
    unknown = say("cases", "apology-gate", "H99", "off")
    assert unknown.exit_code == 1
    assert "There is no agency H99" in unknown.output


def test_a_case_is_shown_as_a_story_without_personal_values(say: Say) -> None:
    code = a_case(a_small_office()).code
    told = say("cases", "show", code.lower())
    assert told.exit_code == 0
    assert "Đăng ký khai sinh" in told.output
    assert "16/11/2026 09:00" in told.output
    assert "Nguyệt" not in told.output
    assert say("cases", "show", "H29.30.12-261116-9999").exit_code == 1


def test_the_procedures_in_force_are_listed(say: Say) -> None:
    a_small_office()
    told = say("procedures", "list").output
    assert "1 procedures" in told
    assert f"{CODE}  Đăng ký khai sinh  [Hộ tịch]" in told


def test_somebody_is_taken_on_and_refused_a_second_time(say: Say) -> None:
    a_small_office()
    words = (
        "accounts",
        "add",
        "--username",
        "binh",
        "--name",
        "Lê Văn Bình",
        "--title",
        "Công chức",
    )
    words += ("--unit", "culture", "--role", "official")
    typed = "a long password\na long password\n"
    taken = say(*words, typed=typed)
    assert taken.exit_code == 0, taken.output
    official = people.by_username(db.session(), "binh")
    assert official is not None
    assert official.full_name == "Lê Văn Bình"
    assert "a long password" not in official.password_hash
    again = say(*words, typed=typed)
    assert again.exit_code == 1
    assert "Traceback" not in again.output


def test_somebodys_letters_go_to_an_address_or_nowhere(say: Say) -> None:
    a_small_office()
    assert say("accounts", "email", "lan", "lan").exit_code == 1
    assert say("accounts", "email", "nobody", "lan@example.vn").exit_code == 1
    assert say("accounts", "email", "lan", "lan@example.vn").exit_code == 0
    official = people.by_username(db.session(), "lan")
    assert official is not None
    assert official.email == "lan@example.vn"
    assert "bell alone" in say("accounts", "email", "lan").output


def test_the_jobs_are_listed_with_their_last_run_and_the_next(say: Say) -> None:
    never = say("scheduler", "jobs").output
    assert never.count("never ran") == len(JOBS)
    assert "No scheduler leads now." in never
    assert say("scheduler", "run-once", "beat").exit_code == 0
    told = say("scheduler", "jobs").output
    assert "last 2026-11-24 09:00:00, 0 ms, 0 rows; next 09:00:30" in told
    assert f":{os.getpid()} leads." in told
    assert say("scheduler", "run-once", "tea").exit_code == 1


def test_the_house_tells_its_rooms_moves_permissions_and_jobs() -> None:
    told = "\n".join(cli.floor_plan())
    for heading in ("ROOMS", "LIFECYCLE", "PERMISSIONS", "JOBS"):
        assert heading in told
    rooms = {path.parent.name for path in (ROOT / "onestop").glob("*/__init__.py")}
    words = {*rooms, *(act.value for act in LIFECYCLE), *(job.name for job in JOBS)}
    assert not [word for word in words if word not in told]


def a_free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def health(port: int) -> dict[str, object] | None:
    """What the running office says, once it is well; a busy machine opens it slowly."""
    for _ in range(1200):
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                told: dict[str, object] = json.load(answer)
                return told
        except (OSError, HTTPException):
            time.sleep(0.1)
    return None


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_server_and_scheduler_open_together_and_close_together(
    tmp_path: Path, number: signal.Signals, sqlite_store: SqliteStore
) -> None:
    env, port = environment(tmp_path), a_free_port()
    sqlite_store.give(tmp_path / "office.db")
    command = [sys.executable, "-m", "onestop", "run", "--port", str(port), "--workers", "1"]
    log = tmp_path / "log"
    with log.open("w") as told:
        office = subprocess.Popen(command, cwd=ROOT, env=env, stdout=told, stderr=told)
    try:
        told_health = health(port)
    finally:
        office.send_signal(number)
        try:
            code = office.wait(120)
        finally:
            office.kill()
    assert told_health is not None, log.read_text()
    assert told_health["database"] == "ok"
    assert code == 0, log.read_text()
    assert f"http://127.0.0.1:{port}" in log.read_text()
    assert "Traceback" not in log.read_text()
    with pytest.raises(OSError, match="refused"):
        urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)


def test_when_one_process_dies_the_other_is_stopped_and_the_exit_code_says_so() -> None:
    waits = "import time; time.sleep(60)"
    dies = "import sys, time; time.sleep(0.5); sys.exit(3)"
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    begun = time.monotonic()
    try:
        code = serving.together([[sys.executable, "-c", script] for script in (waits, dies)])
    finally:
        for number, answer in before.items():
            signal.signal(number, answer)
    assert code == 3
    assert time.monotonic() - begun < 30
