"""The floor of the sweep: bare statements, each for one threshold, with nothing general in them.

They hold for one agency, nobody on leave and posts held for ever; they write the same rows.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

_AT = {"sqlite": "'2026-11-19 00:30:00.000000'", "postgresql": "'2026-11-19 00:30:00+00'"}
_ISO = {
    "sqlite": "strftime('%Y-%m-%dT%H:%M:%S+00:00', c.due_at)",
    "postgresql": "to_char(c.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"+00:00\"')",
}
_OBJECT = {"sqlite": "json_object", "postgresql": "json_build_object"}
_RUNNING = "c.status IN ('received', 'processing')"
_LEADERS = """(SELECT DISTINCT unit_id, official_id FROM membership
    WHERE role IN ('unit_leader', 'agency_leader'))"""
_IN_CHARGE = f"""(SELECT * FROM {_LEADERS} AS leaders UNION
    SELECT unit_id, official_id FROM membership
    WHERE role IN ('clerk', 'official', 'postal_desk') AND unit_id NOT IN
    (SELECT unit_id FROM membership WHERE role IN ('unit_leader', 'agency_leader')))"""
_AGENCY = """(SELECT DISTINCT unit.id AS unit_id, official_id FROM membership, unit
    WHERE role = 'agency_leader')"""
_ON, _BEFORE, _YESTERDAY, _THIRD, _LATE = (
    "c.due_at >= '2026-11-18 17:00+00' AND c.due_at < '2026-11-19 17:00+00'",
    "c.due_at >= '2026-11-19 17:00+00' AND c.due_at < '2026-11-20 17:00+00'",
    "c.due_at >= '2026-11-17 17:00+00' AND c.due_at < '2026-11-18 17:00+00'",
    "c.due_at >= '2026-11-13 17:00+00' AND c.due_at < '2026-11-16 17:00+00'",
    "c.due_at < '2026-11-18 17:00+00'",
)
_HALF = {
    "sqlite": """unixepoch(c.received_at) + unixepoch(c.due_at) BETWEEN
        2 * unixepoch('2026-11-18 17:00') AND 2 * unixepoch('2026-11-19 17:00') - 1""",
    "postgresql": """c.received_at + (c.due_at - c.received_at) / 2 BETWEEN
        '2026-11-18 17:00+00' AND '2026-11-19 16:59:59+00'""",
}
_MARKS = (
    """UPDATE case_file SET overdue_since_at = due_at WHERE status IN ('received', 'processing')
        AND due_at < {at} AND overdue_since_at IS NULL""",
    """UPDATE case_step SET overdue_since_at = due_at WHERE state = 'open'
        AND due_at < {at} AND overdue_since_at IS NULL""",
)


def sweep(session: Session, kind: str) -> None:
    """Writes what the morning's sweep writes, by the driver alone."""
    cursor = session.connection().connection.cursor()
    for statement in _statements(kind):
        cursor.execute(statement)


def _statements(kind: str) -> list[str]:
    soon = f"c.due_at > {_AT[kind]} AND ({_HALF[kind]} OR {_BEFORE} OR {_ON})"
    return [
        _of_steps(kind),
        *(mark.format(at=_AT[kind]) for mark in _MARKS),
        _to_leaders(kind, "escalated", _YESTERDAY, _LEADERS),
        _to_leaders(kind, "escalated", _THIRD, _AGENCY),
        _to_assignee(kind, "overdue", _LATE),
        _to_assignee(kind, "due_soon", soon),
        _to_leaders(kind, "due_soon", _ON, _LEADERS),
    ]


def _of_steps(kind: str) -> str:
    late = f"state = 'open' AND due_at < {_AT[kind]} AND overdue_since_at IS NULL"
    swept = f"SELECT id, case_id, unit_id, name FROM case_step WHERE {late}"
    joined = f"""JOIN case_file c ON c.id = swept.case_id AND {_RUNNING}
        LEFT JOIN {_IN_CHARGE} AS people
        ON people.unit_id = swept.unit_id AND c.assignee_id IS NULL
        JOIN official o ON o.id = coalesce(people.official_id, c.assignee_id)"""
    key = "'step_overdue-' || swept.id"
    return _insert(kind, "step_overdue", key, swept, joined, ", 'step', swept.name")


def _to_assignee(kind: str, event: str, passing: str) -> str:
    joined = f"""LEFT JOIN {_IN_CHARGE} AS people
        ON people.unit_id = c.unit_id AND c.assignee_id IS NULL
        JOIN official o ON o.id = coalesce(people.official_id, c.assignee_id)"""
    return _of_cases(kind, event, passing, joined)


def _to_leaders(kind: str, event: str, passing: str, people: str) -> str:
    joined = f"""JOIN {people} AS people ON people.unit_id = c.unit_id
        JOIN official o ON o.id = people.official_id"""
    return _of_cases(kind, event, passing, joined, ", 'unit', u.name" * (event == "escalated"))


def _of_cases(kind: str, event: str, passing: str, joined: str, more: str = "") -> str:
    swept = f"SELECT c.id FROM case_file c WHERE {_RUNNING} AND {passing}"
    joined = f"JOIN case_file c ON c.id = swept.id {joined}"
    return _insert(kind, event, "'reminder-20261119-' || c.id", swept, joined, more)


def _insert(kind: str, event: str, key: str, swept: str, joined: str, more: str = "") -> str:
    return f"""INSERT INTO notice (agency_id, case_id, official_id, event, event_key, told,
            created_at)
        WITH swept AS MATERIALIZED ({swept})
        SELECT c.agency_id, c.id, o.id, '{event}', {key} || '-official-' || o.id,
            {_OBJECT[kind]}('code', c.code, 'procedure', p.name, 'due_at', {_ISO[kind]}{more}),
            {_AT[kind]}{"" if kind == "sqlite" else "::timestamptz"}
        FROM swept {joined} JOIN procedure p ON p.id = c.procedure_id
        JOIN unit u ON u.id = c.unit_id WHERE true ON CONFLICT DO NOTHING"""
