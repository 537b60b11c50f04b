"""Scripts, styles and pictures: a browser keeps them, under an address that changes as they do."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask

_KEPT = timedelta(days=365)
_LETTERS = 10


def install(app: Flask) -> None:
    """Names in each address of a file what the file holds."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _KEPT

    @app.url_defaults
    def name_content(endpoint: str, values: dict[str, Any]) -> None:
        room, _, last = endpoint.rpartition(".")
        if last == "static" and "v" not in values:
            folder = (app.blueprints[room] if room else app).static_folder
            file = Path(folder or "", values["filename"])
            if file.is_file():
                values["v"] = _digest(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _digest(file: Path, _changed_at: int) -> str:
    return sha256(file.read_bytes()).hexdigest()[:_LETTERS]
