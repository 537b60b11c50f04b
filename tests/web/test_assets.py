"""Files that a browser keeps for a year, and asks for anew as soon as they have changed."""

from __future__ import annotations

import os
import re
from pathlib import Path

from flask import Flask, url_for

from onestop.web import assets
from tests.pages import PageClient


def test_a_page_names_its_files_by_what_they_hold(client: PageClient) -> None:
    page = client.get("/sign-in").get_data(as_text=True)
    names = re.findall(r'(?:href|src)="(/[^"]*static/[^"]+)"', page)
    assert len(names) >= 3
    for name in names:
        answer = client.get(name.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert re.search(r"\?v=[0-9a-f]{10}$", name)
        assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_a_file_that_has_changed_has_another_address(tmp_path: Path) -> None:
    app = Flask("office", static_folder=str(tmp_path), static_url_path="/static")
    assets.install(app)
    style = tmp_path / "office.css"
    style.write_text("p { color: red }")
    with app.test_request_context():
        first = url_for("static", filename="office.css")
        assert url_for("static", filename="office.css") == first
        style.write_text("p { color: blue }")
        os.utime(style, ns=(1, 1))
        assert url_for("static", filename="office.css") != first
        assert url_for("static", filename="nothing.css") == "/static/nothing.css"
