"""Whether the office lives: the database answers, the scheduler beats."""

from __future__ import annotations

from flask import Blueprint, jsonify
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from onestop import clock
from onestop.db import db
from onestop.jobs import queries
from onestop.jobs.rules import SILENCE
from onestop.web.access import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> tuple[Response, int]:
    """200 while the database answers and the scheduler has beaten lately, 503 otherwise."""
    try:
        run = queries.last_beat(db.session())
    except SQLAlchemyError:
        return jsonify(database="failed", scheduler={"ok": False, "last_beat_at": None}), 503
    beat = run.finished_at if run else None
    alive = beat is not None and clock.now() - beat < SILENCE
    told = {"ok": alive, "last_beat_at": beat.isoformat() if beat else None}
    return jsonify(database="ok", scheduler=told), 200 if alive else 503
