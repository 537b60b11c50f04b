"""A PDF as an answer: shown by the browser itself, and by our own pages that print it."""

from __future__ import annotations

from flask import Response

from onestop.web.security import framed


def pdf_answer(content: bytes, *, name: str) -> Response:
    """The PDF under that name, to be shown and not only to be kept."""
    named = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return framed(Response(content, mimetype="application/pdf", headers=named))
