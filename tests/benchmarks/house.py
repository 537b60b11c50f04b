"""The house with one more page, which says hello and asks the database nothing: a floor."""

from __future__ import annotations

from onestop.web.access import public
from wsgi import app


@app.get("/hello")
@public
def say_hello() -> str:
    """Says hello behind the same doors as every page."""
    return "<!doctype html><title>hello</title><p>hello"
