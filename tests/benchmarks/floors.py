"""The floors: a bare hello, and a bare view that does a registration's inserts by the driver."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable
from itertools import count
from typing import Any

import psycopg
from flask import Flask, redirect
from werkzeug.wrappers import Response

_URL = os.environ.get("ONESTOP_DATABASE_URL", "")
_SQLITE = _URL.startswith("sqlite:///")
_numbers = count()
_own = threading.local()

DAY = "260101"
MOMENT = "2026-01-01 09:00:00.000000"
STEPS, COMPONENTS, PAPER_SIZE = 5, 2, 1200
"""As many rows, and as long a paper, as the registration that is measured."""

hello = Flask("hello")
register = Flask("register")


@hello.get("/<path:anything>")
def say_hello(anything: str) -> str:
    """A page that says hello."""
    return "<!doctype html><title>hello</title><p>hello"


@hello.get("/")
def be_there() -> str:
    """Answers whoever asks whether the server is up."""
    return ""


@register.post("/<path:anything>")
def write(anything: str) -> Response:
    """Writes the rows of one registration in one transaction, and nothing else."""
    _write_sqlite() if _SQLITE else _write_postgresql()
    return redirect("/", 303)


def _key() -> str:
    return f"floor-{os.getpid()}-{next(_numbers)}"


def _write_sqlite() -> None:
    path = _URL.removeprefix("sqlite:///")
    if not hasattr(_own, "connection"):
        _own.connection = sqlite3.connect(path, isolation_level=None, timeout=30)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            _own.connection.execute(f"PRAGMA {pragma}")
    with open(f"{path}.lock", "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        run = _own.connection.execute
        run("BEGIN IMMEDIATE")
        _insert(lambda sql, values: run(sql, values).fetchall(), _key())
        run("COMMIT")


def _write_postgresql() -> None:
    if not hasattr(_own, "connection"):
        _own.connection = psycopg.connect(_URL.replace("+psycopg", ""), autocommit=True)
    with _own.connection.transaction(), _own.connection.cursor() as cursor:

        def run(sql: str, values: tuple[Any, ...]) -> list[Any]:
            cursor.execute(sql.replace("?", "%s"), values)
            return cursor.fetchall() if "RETURNING" in sql else []

        _insert(run, _key())


def _insert(run: Callable[[str, tuple[Any, ...]], list[Any]], key: str) -> None:
    ((applicant,),) = run(APPLICANT, (1, "person", "Nguyễn Văn Mẫu", "nguyen van mau"))
    ((number,), (_,)) = run(NUMBERS, (1, "floor", DAY, 1, 1, "register", "2026", 1))
    code = f"H29.30.12-{DAY}-{number:04d}"
    ((case,),) = run(CASE, (1, code, key, applicant, MOMENT, MOMENT, MOMENT))
    for position in range(COMPONENTS):
        run(COMPONENT, (case, position, "Tờ khai theo mẫu", 1, 0))
    for position in range(STEPS):
        run(STEP, (case, position, "Thẩm định hồ sơ", MOMENT, False))
    run(JOURNAL, (1, case, MOMENT, MOMENT, '{"due_at": "2026"}', '{"status": "received"}'))
    run(DUE, (case, MOMENT, MOMENT))
    run(PAPER, (1, case, number, '{"code": "' + "x" * PAPER_SIZE + '"}', MOMENT))


APPLICANT = """INSERT INTO applicant (agency_id, kind, name, folded_name, identity_number, sex,
    phone, email, province_code, ward_code, street, address)
    VALUES (?, ?, ?, ?, '', '', '', '', '', '', '', '') RETURNING id"""
NUMBERS = """INSERT INTO number_series (agency_id, series, period, last)
    VALUES (?, ?, ?, ?), (?, ?, ?, ?) ON CONFLICT (agency_id, series, period)
    DO UPDATE SET last = number_series.last + 1 RETURNING last"""
CASE = """INSERT INTO case_file (agency_id, code, secret, submission_key, procedure_id, version_id,
    variant, channel, content, applicant_id, submitter_name, submitter_identity, submitter_phone,
    submitter_address, authorisation, sets, return_method, return_address, note, status, holding,
    unit_id, step_position, step_round, act_by_at, version, journal_hash, term, received_at,
    due_at, due_reason_vi, due_reason_en, notify_by, notify_language, item_code)
    VALUES (?, ?, '22222222', ?, 1, 1, '', 'counter', '', ?, '', '', '', '', '', 1, 'counter', '',
    '', 'received', 'held', 1, 1, 1, ?, 1, '', '1 working day', ?, ?, '', '',
    'none', 'vi', '') RETURNING id"""
COMPONENT = """INSERT INTO case_component (case_id, position, name, originals, copies, note)
    VALUES (?, ?, ?, ?, ?, '')"""
STEP = """INSERT INTO case_step (case_id, position, round, name, kind, unit_id, role, state,
    planned_due_at, ends_settlement, finding, branch)
    VALUES (?, ?, 1, ?, 'appraise', 1, 'official', 'planned', ?, ?, '', '')"""
JOURNAL = """INSERT INTO journal_entry (agency_id, case_id, number, act, happened_at, entered_at,
    official_name, details, standing, hash) VALUES (?, ?, 1, 'register', ?, ?, '', ?, ?, '')"""
DUE = """INSERT INTO due_change (case_id, number, kind, changed_at, new_due_at, reason)
    VALUES (?, 1, 'register', ?, ?, '')"""
PAPER = """INSERT INTO issued_paper (agency_id, case_id, kind, period, number, printed, issued_at)
    VALUES (?, ?, 'floor', '2026', ?, ?, ?)"""
